import type { ConnectionOptions, PostgresPoolConfig } from 'bullmq';
import { checkKeys } from '../options/check-values.js';
import { ConvergeOptionsError } from '../options/check-values.js';
import type { OutboxOptions } from '../options/converge-options.interface.js';
import { DEFAULTS } from '../options/option-table.js';
import { EXAMPLE_URLS } from '../options/environment.js';
import type { Broker } from '../outbox/outbox.js';
import { BullmqOutbox } from './bullmq.outbox.js';
import { postgres, redis, type Server } from './server.js';

export const DEFAULT_QUEUE = 'converge';

const OWN = ['connection', 'postgres', 'queue', 'prefix', 'eventsPerSecond'];
const KNOWN = [...OWN, ...Object.keys(DEFAULTS.outbox).filter((key) => key !== 'broker')];
/** What the URL of a server looks like; in errors, instead of what was given, which may hold a password. */
const REDIS = { pattern: /^rediss?:\/\//i, example: EXAMPLE_URLS.redis };
const POSTGRES = { pattern: /^postgres(ql)?:\/\//i, example: EXAMPLE_URLS.postgres };

/**
 * An outbox on Redis or PostgreSQL: the options of the outbox, of which `path` is the file in which events
 * are kept while the server is away, and these.
 */
export interface BullmqOptions extends Omit<OutboxOptions, 'broker'> {
  /**
   * A Redis server: its URL (`redis://`, `rediss://`), the options of ioredis, or a client (ioredis, also a
   * cluster or sentinels, or node-redis). A client needs `maxRetriesPerRequest: null`.
   *
   * @default the `connection` that `BullModule.forRoot` of `@nestjs/bullmq` was given, unless `postgres` is
   */
  connection?: string | ConnectionOptions;
  /**
   * A PostgreSQL server instead: its URL, or the options of a pool of node-postgres, with `schema` (`bullmq`
   * by default), and with `migrate: false` if the application creates BullMQ's tables itself.
   */
  postgres?: string | PostgresPoolConfig;
  /**
   * What the names of the queues begin with. Each source (token and endpoint) has one of its own:
   * `converge-` and eight characters.
   *
   * @default 'converge'
   */
  queue?: string;
  /**
   * The prefix of all keys in Redis. In a Redis Cluster, it has to be a hash tag, such as `{converge}`.
   *
   * @default that of `BullModule.forRoot` if its connection is used, else 'bull'
   */
  prefix?: string;
  /**
   * How many events all processes together send in a second at most.
   *
   * @default no limit
   */
  eventsPerSecond?: number;
}

/**
 * Keeps events in a BullMQ queue on Redis or PostgreSQL instead of a file, for applications on several
 * machines, or on machines whose disk does not last.
 *
 * @throws ConvergeOptionsError for wrong options
 *
 * @example
 * ```ts
 * ConvergeModule.forRoot({ outbox: bullmq({ connection: 'redis://127.0.0.1:6379' }) });
 * ```
 */
export function bullmq(options: BullmqOptions = {}): OutboxOptions {
  const { connection, postgres: pool, queue, prefix, eventsPerSecond, ...outbox } = options;
  checkOptions(options);
  const place = { connection, postgres: pool, prefix };
  const settings = { queue: queue ?? DEFAULT_QUEUE, eventsPerSecond };
  const broker: Broker = {
    name: `${describe(options)}, queue ${settings.queue}`,
    open: (given) => new BullmqOutbox(serverOf(place, given.shared), settings, given),
  };
  return { ...outbox, broker };
}

/** @param shared what `BullModule.forRoot` was given */
export function serverOf(
  { connection, postgres: pool, prefix }: Pick<BullmqOptions, 'connection' | 'postgres' | 'prefix'>,
  shared?: unknown,
): Server {
  if (pool !== undefined) return postgres(pool);
  return connection === undefined ? ofBullModule(shared, prefix) : redis(connection, prefix);
}

function ofBullModule(config: unknown, prefix?: string): Server {
  const { connection, prefix: own } = (config ?? {}) as {
    readonly connection?: ConnectionOptions;
    readonly prefix?: string;
  };
  if (connection === undefined) {
    throw new ConvergeOptionsError(
      'bullmq() has no connection: give it { connection } or { postgres }, or import ' +
        'BullModule.forRoot({ connection }) of @nestjs/bullmq in the root module. ' +
        'Is the environment variable with the URL set?',
    );
  }
  return redis(connection, prefix ?? own);
}

/** The server in words, without user and password. */
function describe({ connection, postgres: pool }: BullmqOptions): string {
  const kind = pool === undefined ? 'Redis' : 'PostgreSQL';
  const given = (pool ?? connection ?? {}) as { host?: unknown; connectionString?: unknown };
  const url = typeof given === 'string' ? given : given.connectionString;
  const host = typeof url === 'string' && URL.canParse(url) ? new URL(url).host : given.host;
  return typeof host === 'string' && host !== '' ? `${kind} at ${host}` : kind;
}

/** What is checked here; the rest is checked with the options of every outbox. */
interface Given {
  readonly connection?: unknown;
  readonly postgres?: unknown;
  readonly queue?: string;
  readonly eventsPerSecond?: number;
}

/** @throws ConvergeOptionsError */
function checkOptions(options: Given): void {
  checkKeys(options, KNOWN, 'bullmq()');
  const { connection, postgres, queue, eventsPerSecond: limit } = options;
  if (connection !== undefined && postgres !== undefined) {
    throw new ConvergeOptionsError(
      'bullmq() got both "connection" (Redis) and "postgres": give one of them.',
    );
  }
  checkServer('connection', connection, REDIS);
  checkServer('postgres', postgres, POSTGRES);
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 1)) {
    throw new ConvergeOptionsError('bullmq() option "eventsPerSecond" must be a whole number ≥ 1.');
  }
  if (queue !== undefined && !/^[\w-]{1,80}$/.test(queue)) {
    throw new ConvergeOptionsError(
      'bullmq() option "queue" must be a name of letters, digits, "-" and "_".',
    );
  }
}

/** Anything else would be taken for a server on this machine, an empty variable for instance. */
function checkServer(name: string, value: unknown, { pattern, example }: typeof REDIS): void {
  if (value === undefined || (typeof value === 'object' && value !== null)) return;
  if (typeof value === 'string' && pattern.test(value) && URL.canParse(value)) return;
  const empty = value === '' ? ', and is empty' : '';
  throw new ConvergeOptionsError(
    `bullmq() option "${name}" must be a URL such as ${example}, or an object${empty}.`,
  );
}
