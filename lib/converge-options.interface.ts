import type { DeliveryOptions } from './delivery/delivery-options.interface.js';
import type { TrackOptions } from './tracking/track-options.interface.js';

/**
 * The settings of the module.
 *
 * @publicApi
 */
export interface ConvergeModuleOptions {
  /**
   * The source's webhook token. May be missing only with an own `endpoint` (older sources have one
   * that needs no token) or with `enabled: false`.
   */
  token?: string;
  /**
   * Where events are posted to.
   *
   * @default Converge's own `https://app.runconverge.com/api/webhooks`
   */
  endpoint?: string;
  /**
   * Allows an `endpoint` with plain http on another machine: token and personal data can then be read
   * on the way. Loopback is always allowed.
   *
   * @default false
   */
  allowInsecureEndpoint?: boolean;
  /**
   * When false, events are mapped and checked and noted at debug level, but never sent.
   *
   * @default true
   */
  enabled?: boolean;
  /** The mappers of all handlers whose decorator does not name its own. */
  mappers?: TrackOptions;
  /** How events are sent. */
  delivery?: DeliveryOptions;
  /** How events are kept until they are sent. */
  outbox?: OutboxOptions;
  /**
   * How long a shutdown waits for events that can still be delivered, in milliseconds.
   *
   * @default 5000
   */
  shutdownTimeoutMs?: number;
}

/**
 * How events are kept until they are sent.
 *
 * @publicApi
 */
export interface OutboxOptions {
  /**
   * How many events may wait; more are refused, counted and logged.
   *
   * @default 100000
   */
  maxEvents?: number;
  /**
   * How long a response may be held until its event is in the outbox, mapping included, in
   * milliseconds. After it the response goes, and the event is mapped and kept in the background.
   *
   * @default 50
   */
  commitTimeoutMs?: number;
}

/**
 * A class that gives the options, for `forRootAsync({ useClass })` and `{ useExisting }`.
 *
 * @publicApi
 */
export interface ConvergeOptionsFactory {
  createConvergeOptions(): ConvergeModuleOptions | Promise<ConvergeModuleOptions>;
}
