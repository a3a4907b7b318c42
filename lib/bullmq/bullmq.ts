import type { ConnectionOptions, PostgresPoolConfig } from 'bullmq';
import { ConvergeOptionsError } from '../options/check-values.js';
import type { OutboxOptions } from '../options/converge-options.interface.js';
import type { Broker } from '../outbox/broker.js';
import { BullmqOutbox } from './bullmq.outbox.js';
import { checkOptions } from './check-options.js';
import { postgres, redis, type Server } from './server.js';

export const DEFAULT_QUEUE = 'converge';

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
        'A variable of the environment that is not set is none.',
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
