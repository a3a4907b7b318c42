import { Inject, Injectable } from '@nestjs/common';
import { Engine } from '../engine.js';
import type { EventName } from '../event/converge-event.interface.js';

/**
 * Lets any service that a tracked handler calls add to the event that is being built; inject it.
 * Each call of a handler has its own, also where calls run side by side. What is added is copied at
 * once; a later addition wins over an earlier one, and what the mappers give over both.
 *
 * @example
 * ```ts
 * constructor(private readonly converge: ConvergeContext) {}
 *
 * applyCoupon(coupon: Coupon) {
 *   this.converge.addProperties({ coupon: coupon.code });
 * }
 * ```
 *
 * @publicApi
 */
@Injectable()
export class ConvergeContext {
  constructor(@Inject(Engine) private readonly engine: Engine) {}

  /**
   * Adds aliases, as far as there is room for them: a list, what `aliases()` makes, or a single one.
   *
   * @param eventName the event that they are for, where the handler tracks several; all by default
   */
  addAliases(aliases: Iterable<string>, eventName?: EventName): void {
    this.engine.scope.add({ aliases }, eventName);
  }

  /**
   * Adds properties of the event.
   *
   * @param eventName the event that they are for, where the handler tracks several; all by default
   */
  addProperties(properties: object, eventName?: EventName): void {
    this.engine.scope.add({ properties }, eventName);
  }

  /**
   * Adds properties of the profile.
   *
   * @param eventName the event that they are for, where the handler tracks several; all by default
   */
  addProfileProperties(profileProperties: object, eventName?: EventName): void {
    this.engine.scope.add({ profile_properties: profileProperties }, eventName);
  }
}
