import type { FullReason } from '../outbox/errors.js';

/**
 * The event with which a hook is called.
 *
 * @publicApi
 */
export interface HookEvent {
  readonly eventName: string;
  /** The handler that recorded it, e.g. `OrdersController#create`. */
  readonly origin: string;
  /** The event as it is sent, personal data included: take care where you put it. */
  readonly event: any;
}

/**
 * Functions of the application that are called with delivery results. Their errors are logged and
 * change nothing.
 *
 * @publicApi
 */
export interface ConvergeHooks {
  /** Converge has the event. */
  onDelivered?: (event: HookEvent & { readonly attempts: number }) => unknown;
  /** The event will not be tried again, and is kept as a dead letter. */
  onDeadLetter?: (
    event: HookEvent & {
      readonly attempts: number;
      /** Why it is dead; may hold Converge's answer, which may repeat personal data. */
      readonly reason: string;
      readonly status?: number;
    },
  ) => unknown;
  /**
   * The event was not stored: the outbox is full (`maxEvents`, `maxBytes`, `disk`), `locked` by another
   * process or `closed`, or a `mapper` (or `consent`, or `beforeSend`) failed, and then there is no
   * `event`.
   */
  onDropped?: (
    event: Omit<HookEvent, 'event'> & {
      readonly event?: any;
      readonly reason: FullReason | 'closed' | 'mapper';
    },
  ) => unknown;
}
