import { Inject, Injectable } from '@nestjs/common';
import type { Engine } from '../engine.js';
import type { EventName } from '../event/converge-event.interface.js';
import { Operations } from '../operations.js';
import type { CallScope } from '../tracking/call-context.js';
import { ENGINE } from './constants.js';

/**
 * Tracks events that no handler returns (in services, cron jobs, queue workers), and gives operators access
 * to the outbox.
 */
@Injectable()
export class ConvergeService extends Operations {
  constructor(@Inject(ENGINE) engine: () => Engine) {
    super(engine(), 'ConvergeService');
  }
}

/**
 * Adds data to the events of the handler that is running: those of `@TrackConverge`, and those that
 * `ConvergeService.track` tracks afterwards. Inject it into any service that the handler calls; parallel
 * calls are kept apart. Values are copied at once; an event's name limits them to that event of the handler.
 * A later value wins over an earlier one, and the mappers win over both.
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
  readonly #scope: CallScope;

  constructor(@Inject(ENGINE) engine: () => Engine) {
    this.#scope = engine().scope;
  }

  /** Adds aliases, up to ten for each event: a list, the result of `aliases()`, or a single string. */
  addAliases(aliases: Iterable<string>, eventName?: EventName): void {
    this.#scope.add({ aliases }, eventName);
  }

  /** Adds properties of the event. */
  addProperties(properties: object, eventName?: EventName): void {
    this.#scope.add({ properties }, eventName);
  }

  /** Adds properties of the profile. */
  addProfileProperties(profileProperties: object, eventName?: EventName): void {
    this.#scope.add({ profile_properties: profileProperties }, eventName);
  }
}
