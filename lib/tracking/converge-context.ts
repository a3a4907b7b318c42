import { AsyncLocalStorage } from 'node:async_hooks';
import type { Observable, Observer, Unsubscribable } from 'rxjs';
import type { EventName } from '../event/converge-event.interface.js';
import { copyAddition, type Additions } from './addition.js';

interface Subscribable<T> {
  subscribe(observer: Observer<T>): Unsubscribable;
}

/**
 * Lets any service that is called by a tracked handler add to the event that is being built; inject it.
 * Each call of a handler has its own, also where calls run side by side. What is added is copied at
 * once; the later addition wins over the earlier, and what the mappers give over both.
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
export class ConvergeContext {
  private readonly storage = new AsyncLocalStorage<Additions>();

  /** @param onUnused is told when something is added where no tracked handler runs */
  constructor(private readonly onUnused: () => void) {}

  /**
   * Adds aliases, as far as there is room for them: a list, what `aliases()` makes, or a single one.
   *
   * @param eventName the event that they are for, where the handler tracks several; all by default
   */
  addAliases(aliases: Iterable<string>, eventName?: EventName): void {
    this.add({ aliases }, eventName);
  }

  /**
   * Adds properties of the event.
   *
   * @param eventName the event that they are for, where the handler tracks several; all by default
   */
  addProperties(properties: object, eventName?: EventName): void {
    this.add({ properties }, eventName);
  }

  /**
   * Adds properties of the profile.
   *
   * @param eventName the event that they are for, where the handler tracks several; all by default
   */
  addProfileProperties(profileProperties: object, eventName?: EventName): void {
    this.add({ profile_properties: profileProperties }, eventName);
  }

  /**
   * Whether anything injects it. If not, calls are not followed: before Node 24 that makes every
   * promise of the application a little slower.
   */
  isUsed = false;

  /** The stream of a handler that runs, with all that it calls, with additions of its own. */
  observe<T>(additions: Additions, handle: () => Observable<T>): Subscribable<T> {
    if (!this.isUsed) return handle();
    const handled = this.storage.run(additions, handle);
    return {
      // An observable does its work when it is subscribed to.
      subscribe: (observer) => this.storage.run(additions, () => handled.subscribe(observer)),
    };
  }

  private add(added: Parameters<typeof copyAddition>[0], eventName?: EventName): void {
    const additions = this.storage.getStore();
    // Whoever was not there at start-up, such as a module that is loaded later, is followed from now on.
    this.isUsed = true;
    if (additions === undefined || additions.isOver) this.onUnused();
    else additions.made.push(copyAddition(added, eventName));
  }
}
