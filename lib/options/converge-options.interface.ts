import type { DeliveryOptions } from '../delivery/delivery-options.interface.js';
import type { EventSchema } from '../event/event-schema.js';
import type { ValidationMode } from '../event/event-validator.js';
import type { ConvergeEvents } from '../event/converge-event.interface.js';
import type { ConvergeHooks } from '../reporting/hooks.interface.js';
import type { BeforeSend, ConsentCheck } from '../tracking/pre-send-hooks.js';
import type { RequestContextOptions } from '../tracking/request-context.js';
import type { EventMappers } from '../tracking/track-options.interface.js';

/**
 * The settings of the module.
 *
 * @publicApi
 */
export interface ConvergeModuleOptions {
  /**
   * The source's webhook token. Optional only with a custom `endpoint` (older sources have one that
   * needs no token) or with `enabled: false`.
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
   * When false, events are mapped, checked and logged at debug level, but never stored or sent.
   *
   * @default true
   */
  enabled?: boolean;
  /** The mappers of all handlers whose decorator does not name its own. */
  mappers?: EventMappers;
  /**
   * What follows from a violation of Converge's event spec: `warn` sends the event and reports the
   * violation once for each handler; `strict` keeps the event as a dead letter; `off` neither checks nor
   * normalises. What breaks the webhook's contract is a dead letter in any case.
   *
   * @default 'warn'
   */
  validation?: ValidationMode;
  /**
   * The project's own events, each with what checks its `properties`: a class with class-validator's
   * decorators, or a schema of zod, valibot or another validator that follows Standard Schema. For an
   * event of Converge's spec it is checked besides the spec. See also the interface ConvergeEvents.
   */
  events?: { readonly [Name in keyof ConvergeEvents]?: EventSchema } & Readonly<
    Record<string, EventSchema>
  >;
  /**
   * Copies contact fields (`$email`, `$city` ...) that stand in only one of `properties` and
   * `profile_properties` into the other one: Converge wants them in both.
   *
   * @default false
   */
  mirrorContactFields?: boolean;
  /**
   * Alias values that do not belong to one customer, besides `guest`, `null` and the like: the shop's
   * own email address, for instance. They are left out of events and reported. Case does not matter.
   */
  placeholderAliases?: readonly string[];
  /** What is added to events from the request that they come from; nothing by default. */
  requestContext?: RequestContextOptions;
  /** Decides for each event whether it may be sent. Where it fails, the event is not stored. */
  consent?: ConsentCheck;
  /**
   * Changes or drops events before they are stored: one function, or several that run in their order.
   * Where one fails, the event is not stored.
   */
  beforeSend?: BeforeSend | readonly BeforeSend[];
  /**
   * How events are sent. With `false` this process only records them, and another one that shares the
   * outbox sends them.
   */
  delivery?: DeliveryOptions | false;
  /** How events are kept until they are sent; a string is the `path`. */
  outbox?: string | OutboxOptions;
  /** Functions that are called with delivery results. */
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
   * room; then new events are refused, counted, logged and given to `hooks.onDropped`.
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
   * How long a response may be held until its event is committed, mapping included, in milliseconds.
   * After it the response is sent, and the event is mapped and stored in the background.
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
}

/**
 * A class that provides the options, for `forRootAsync({ useClass })` and `{ useExisting }`.
 *
 * @publicApi
 */
export interface ConvergeOptionsFactory {
  createConvergeOptions(): ConvergeModuleOptions | Promise<ConvergeModuleOptions>;
}
