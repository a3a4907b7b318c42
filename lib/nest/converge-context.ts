import { Inject, Injectable } from '@nestjs/common';
import { Engine } from '../engine.js';
import type { EventName } from '../event/converge-event.interface.js';

/**
 * Adds data to the events of the handler that is running: those of `@TrackConverge`, and those that
 * `ConvergeService.track` tracks afterwards. Inject it into any service that the handler calls; parallel
 * calls are kept apart. Values are copied at once. A later value wins over an
 * earlier one, and the mappers win over both.
 *
 * @example
 * ```ts
 * constructor(private readonly converge: ConvergeContext) {}
 *
 * applyCoupon(coupon: Coupon) {
 *   this.converge.addProperties({ coupon: coupon.code });
 * }
 * ```
 */
@Injectable()
export class ConvergeContext {
  readonly #engine: Engine;

  constructor(@Inject(Engine) engine: Engine) {
    this.#engine = engine;
  }

  /**
   * Adds aliases, up to ten for each event: a list, the result of `aliases()`, or a single string.
   *
   * @param eventName limits them to one event of the handler; all by default
   */
  addAliases(aliases: Iterable<string>, eventName?: EventName): void {
    this.#engine.scope.add({ aliases }, eventName);
  }

  /**
   * Adds properties of the event.
   *
   * @param eventName limits them to one event of the handler; all by default
   */
  addProperties(properties: object, eventName?: EventName): void {
    this.#engine.scope.add({ properties }, eventName);
  }

  /**
   * Adds properties of the profile.
   *
   * @param eventName limits them to one event of the handler; all by default
   */
  addProfileProperties(profileProperties: object, eventName?: EventName): void {
    this.#engine.scope.add({ profile_properties: profileProperties }, eventName);
  }
}
