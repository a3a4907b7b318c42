import type { DeliveryOptions } from './delivery/delivery-options.interface.js';
import type { ConvergeHooks } from './report/hooks.interface.js';
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
  /**
   * How events are sent. With `false` this process only records them, and another one that shares the
   * outbox sends them.
   */
  delivery?: DeliveryOptions | false;
  /** How events are kept until they are sent; a string is the `path`. */
  outbox?: string | OutboxOptions;
  /** Functions that are told what becomes of events. */
  hooks?: ConvergeHooks;
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
   * The file in which events are kept, on a local disk; or `memory`, and then they are lost with the
   * process. Several processes of one machine may share a file.
   *
   * @default the environment variable CONVERGE_OUTBOX_PATH, else `.converge/outbox` below the working
   * directory
   */
  path?: string;
  /**
   * How many events may be kept, dead letters included. When it is full, the oldest dead letters make
   * room; then new events are refused, counted, logged and told to `hooks.onDropped`.
   *
   * @default 1000000
   */
  maxEvents?: number;
  /**
   * How many bytes of events may be kept; in memory never more than 256 MiB.
   *
   * @default 1073741824 (1 GiB)
   */
  maxBytes?: number;
  /**
   * What a response waits for: that its event is in the file (`committed`), or only that it is queued
   * for that (`queued`), which a killed process may lose.
   *
   * @default 'committed'
   */
  acknowledge?: 'committed' | 'queued';
  /**
   * How long a response may be held until its event is committed, mapping included, in milliseconds.
   * After it the response goes, and the event is mapped and kept in the background.
   *
   * @default 50
   */
  commitTimeoutMs?: number;
  /**
   * For how many days dead letters are kept.
   *
   * @default 30
   */
  deadLetterDays?: number;
  /**
   * Sends events of the file that were recorded under another token or endpoint to this one: for the
   * day on which a token is rotated.
   *
   * @default false
   */
  adopt?: boolean;
}

/**
 * A class that gives the options, for `forRootAsync({ useClass })` and `{ useExisting }`.
 *
 * @publicApi
 */
export interface ConvergeOptionsFactory {
  createConvergeOptions(): ConvergeModuleOptions | Promise<ConvergeModuleOptions>;
}
