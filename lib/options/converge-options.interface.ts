import type { ConnectionOptions } from 'node:tls';
import type { EventSchema } from '../event/event-schema.js';
import type { ValidationMode } from '../event/event-validator.js';
import type { ConvergeEvents } from '../event/converge-event.interface.js';
import type { Broker } from '../outbox/outbox.js';
import type { ConvergeHooks } from '../reporting/reporter.js';
import type { Telemetry } from '../reporting/telemetry.interface.js';
import type { BeforeSend, ConsentCheck } from '../tracking/event-recorder.js';
import type { RequestContextOptions } from '../tracking/call-context.js';
import type { EventMappers } from '../tracking/track-options.interface.js';
import type { Transactions } from '../tracking/transactions.js';

/** The settings of the module. */
export interface ConvergeModuleOptions {
  /**
   * The source's webhook token. Optional only with a custom `endpoint` (older sources have one that
   * needs no token) or with `enabled: false`.
   *
   * @default the environment variable CONVERGE_TOKEN, else that of the sandbox if the endpoint is on this
   * machine
   */
  token?: string | undefined;
  /**
   * The URL that events are posted to. Of the sandbox on this machine, its address is enough.
   *
   * @default the environment variable CONVERGE_ENDPOINT, else Converge's own
   * `https://app.runconverge.com/api/webhooks`
   */
  endpoint?: string | undefined;
  /**
   * Allows an `endpoint` with plain http to another machine, which exposes the token and personal data.
   * Loopback is always allowed.
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
   * How violations of Converge's event spec are handled: `warn` sends the event and reports each
   * violation once for each handler; `strict` keeps the event as a dead letter; `off` neither checks nor
   * normalises. An event that breaks the webhook's contract is always a dead letter.
   *
   * @default 'warn'
   */
  validation?: ValidationMode;
  /**
   * Custom events, each with the schema of its `properties`: a class with class-validator's decorators,
   * or a schema of zod, valibot or another validator that follows Standard Schema. An event of
   * Converge's spec is checked against both. See also the interface ConvergeEvents.
   */
  events?: { readonly [Name in keyof ConvergeEvents]?: EventSchema } & Readonly<
    Record<string, EventSchema>
  >;
  /**
   * Copies contact fields (`$email`, `$city` ...) that are in only one of `properties` and
   * `profile_properties` into the other one: Converge expects them in both.
   *
   * @default false
   */
  mirrorContactFields?: boolean;
  /**
   * Alias values that do not identify one customer, besides `guest`, `null` and the like: the shop's
   * email address, for instance. They are left out of events and reported. Case does not matter.
   */
  placeholderAliases?: readonly string[];
  /** The parts of the request that are added to its events; none by default. */
  requestContext?: RequestContextOptions;
  /** Decides for each event whether it may be sent. If it throws, the event is not stored. */
  consent?: ConsentCheck;
  /**
   * Changes or drops events before they are stored: one function, or several that run in order. If one
   * throws, the event is not stored.
   */
  beforeSend?: BeforeSend | readonly BeforeSend[];
  /**
   * How events are sent. With `false` this process only records them; another process that shares the
   * outbox sends them.
   */
  delivery?: DeliveryOptions | false;
  /** How events are kept until they are sent; a string is the `path`, or the URL of a server. */
  outbox?: string | OutboxOptions;
  /**
   * Where events are written that belong to a transaction of the application's database: `postgres()` of
   * `nestjs-converge/postgres`. For `enqueue`.
   */
  transactions?: Transactions;
  /** Where spans and metrics go: `openTelemetry()` of `nestjs-converge/opentelemetry`. */
  telemetry?: Telemetry;
  /** Functions that are called with delivery results. */
  hooks?: ConvergeHooks;
  /**
   * How long a shutdown may take after the server has closed, in milliseconds. Events are delivered until
   * its last second, or for half of it if it is shorter than two; closing may always take a second.
   *
   * @default 5000
   */
  shutdownTimeoutMs?: number;
}

/** How events are sent. */
export interface DeliveryOptions {
  /** How many events are sent at once, each over its own connection. @default 8 */
  concurrency?: number;
  /**
   * How many attempts this process begins in any second at most. `bullmq()` has a limit for all processes.
   *
   * @default no limit
   */
  eventsPerSecond?: number;
  /**
   * The time limit of one attempt, until the whole answer is read, in milliseconds. An answer of 2xx counts all
   * the same once its status has arrived.
   *
   * @default 10000
   */
  timeoutMs?: number;
  /** How failed attempts are retried. */
  retry?: RetryOptions;
  /** TLS settings for the endpoint (not for a proxy), as `node:tls` takes them (`ca`, `cert`, `key` ...). */
  tls?: ConnectionOptions;
}

/**
 * Exponential backoff with full jitter: the n-th pause is a random time of up to
 * `baseDelayMs * 2^(n - 1)`, at most `maxDelayMs`.
 */
export interface RetryOptions {
  /** The longest first pause, in milliseconds. @default 1000 */
  baseDelayMs?: number;
  /**
   * The longest pause, in milliseconds; a longer `Retry-After` is cut to it.
   *
   * @default 900000 (15 minutes)
   */
  maxDelayMs?: number;
  /**
   * The age at which an undelivered event becomes a dead letter, in milliseconds.
   *
   * @default 259200000 (72 hours)
   */
  giveUpAfterMs?: number;
}

/** How events are kept until they are sent. */
export interface OutboxOptions {
  /**
   * The file in which events are kept, on a local disk; or `memory`, and then they are lost with the
   * process. Several processes of one machine may share a file.
   *
   * The URL of a server (`redis://`, `rediss://`, `postgres://`, `postgresql://`) keeps the events there, as
   * `bullmq()` of `nestjs-converge/bullmq` does with nothing but the URL, and needs the packages that it needs.
   * The file for the time in which the server is away is then the default one.
   *
   * @default the environment variable CONVERGE_OUTBOX_PATH, else `memory` with NODE_ENV=test, else
   * `.converge/outbox` below the working directory
   */
  path?: string;
  /**
   * A server that keeps the events instead, for several machines: what `bullmq()` of
   * `nestjs-converge/bullmq` returns has one. Then the file is for the time in which that is away.
   */
  broker?: Broker;
  /**
   * How many events may be kept, dead letters included. In a full outbox, the oldest dead letters are
   * deleted; without dead letters, new events are refused, counted, logged and given to
   * `hooks.onDropped`.
   *
   * @default 1000000
   */
  maxEvents?: number;
  /**
   * How many bytes of events may be kept; in memory never more than a tenth of what Node's heap may use.
   *
   * @default 1073741824 (1 GiB)
   */
  maxBytes?: number;
  /**
   * How many bytes one event may have, as JSON. A larger one is refused, counted, logged and given to
   * `hooks.onDropped`.
   *
   * @default 1048576 (1 MiB)
   */
  maxEventBytes?: number;
  /**
   * How long a response waits until its event is committed, mapping included, in milliseconds. Then the
   * response is sent, and the event is mapped and stored in the background.
   *
   * @default 50
   */
  commitTimeoutMs?: number;
  /** How many days dead letters are kept. @default 30 */
  deadLetterDays?: number;
  /**
   * How many days the ids of delivered and dropped events are kept, for the audit; 0 turns that off.
   *
   * @default 35
   */
  ledgerDays?: number;
}

/** A class that provides the options, for `forRootAsync({ useClass })` and `{ useExisting }`. */
export interface ConvergeOptionsFactory {
  createConvergeOptions(): ConvergeModuleOptions | Promise<ConvergeModuleOptions>;
}
