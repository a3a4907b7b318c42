import type { TrackingContext } from './tracking-context.interface.js';

/**
 * A profile's `$consent`, as Converge documents it for the browser. Whether a server may write it is
 * not confirmed.
 *
 * @publicApi
 */
export interface ConsentState {
  readonly analytics: 'granted' | 'denied';
  readonly marketing: 'granted' | 'denied';
}

/**
 * Decides whether an event may be sent: `drop` forgets it (that is counted, and no error), a state is
 * sent along as the profile's `$consent`.
 *
 * @param event a copy
 * @publicApi
 */
export type ConsentCheck = (
  context: TrackingContext,
  event: any,
) => ConsentDecision | Promise<ConsentDecision>;

/** @publicApi */
export type ConsentDecision = 'send' | 'drop' | ConsentState;

/**
 * Changes an event before it is kept and sent, or drops it with `null` (that is counted, and no error).
 *
 * @param event a copy, which may be changed and given back
 * @publicApi
 */
export type BeforeSend = (
  event: any,
  context: TrackingContext,
) => object | null | Promise<object | null>;
