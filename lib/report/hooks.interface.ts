/**
 * An event that something happened to.
 *
 * @publicApi
 */
export interface ToldEvent {
  readonly eventName: string;
  /** Who recorded it, e.g. `OrdersController#create`. */
  readonly origin: string;
  /** The event as it is sent, personal data included: take care where you put it. */
  readonly event: any;
}

/**
 * Functions of the application that are told what becomes of its events. What they throw or reject is
 * logged, and changes nothing.
 *
 * @publicApi
 */
export interface ConvergeHooks {
  /** Converge has the event. */
  onDelivered?: (event: ToldEvent & { readonly attempts: number }) => unknown;
  /** The event will not be tried again, and is kept as a dead letter. */
  onDeadLetter?: (
    event: ToldEvent & {
      readonly attempts: number;
      /** What is wrong; may hold what Converge answered. */
      readonly reason: string;
      readonly status?: number;
    },
  ) => unknown;
  /**
   * The event was not kept: the outbox is full (`maxEvents`, `maxBytes`, `disk`), `locked` by another
   * process or `closed`, or its
   * `mapper` (or `consent`, or `beforeSend`) failed, and then there is no `event`.
   */
  onDropped?: (
    event: Omit<ToldEvent, 'event'> & {
      readonly event?: any;
      readonly reason: 'maxEvents' | 'maxBytes' | 'disk' | 'locked' | 'closed' | 'mapper';
    },
  ) => unknown;
}
