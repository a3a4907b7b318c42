import {
  SchemaMigrationRequiredError,
  type ConnectionOptions,
  type PostgresPoolConfig,
} from 'bullmq';
import { checkKeys, ConvergeOptionsError } from '../options/check-values.js';
import type { OutboxOptions } from '../options/converge-options.interface.js';
import { EXAMPLE_URLS, isPostgres } from '../options/environment.js';
import { DEFAULTS, limit } from '../options/option-table.js';
import { TOO_SLOW, unavailable } from '../outbox/errors.js';
import type { Broker, OutboxAdmin } from '../outbox/outbox.js';
import { within } from '../outbox/time.js';
import { bullmqAdmin, listQueues } from './admin.js';
import { BullmqOutbox } from './bullmq.outbox.js';
import { siblingOf } from './internals.js';
import { nameOf } from './job-record.js';
import { ledgerOf } from './ledger.js';
import {
  CONNECT_MS,
  connected,
  disconnect,
  postgresServer,
  redisServer,
  risksOf,
  wrong,
  type Server,
} from './server.js';

const OWN = ['connection', 'postgres', 'queue', 'prefix', 'eventsPerSecond'];
const KNOWN = [...OWN, ...Object.keys(DEFAULTS.outbox).filter((key) => key !== 'broker')];

/** The servers, by the option that takes one, and what its URL may have. */
const SERVERS = {
  connection: {
    kind: 'Redis',
    scheme: /^rediss?:\/\/[^/]/i,
    /** Shown instead of what was given, which may hold a password. */
    example: EXAMPLE_URLS.redis,
    /** The name of the URL among the other options of a connection. */
    key: 'url',
    path: /^(\/\d{0,5})?$/,
    pathRule: 'the number of a database, as in redis://host:6379/1',
    /** Parameters that are options of bullmq(), and those of the server's client. */
    own: ['queue', 'prefix'],
    others: ['family'],
  },
  postgres: {
    kind: 'PostgreSQL',
    scheme: /^postgres(ql)?:\/\//i,
    example: EXAMPLE_URLS.postgres,
    key: 'connectionString',
    path: /^(\/[^/]*)?$/,
    pathRule: 'the name of a database',
    own: ['queue', 'schema'],
    others: (
      'host port user password application_name channel_binding client_encoding connect_timeout ' +
      'fallback_application_name idle_in_transaction_session_timeout keepalives keepalives_idle lock_timeout ' +
      'options query_timeout ssl sslcert sslkey sslmode sslnegotiation sslrootcert statement_timeout ' +
      'target_session_attrs uselibpqcompat'
    ).split(' '),
  },
};

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
   * @default the prefix of `BullModule.forRoot` if its connection is used, else 'bull'
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
  checkKeys(options, KNOWN, 'bullmq()');
  const { connection, postgres, queue: wanted, prefix, eventsPerSecond, ...outbox } = options;
  const { name, queue, serverBy } = placeOf({ connection, postgres, queue: wanted, prefix });
  limit.resolve(eventsPerSecond, 'eventsPerSecond', (key) => `bullmq() option "${key}"`);
  const broker: Broker = {
    name: `${name}, queue ${queue}`,
    prepare(settings, bullConfig) {
      const server = serverBy(bullConfig);
      return (onNotice) =>
        BullmqOutbox.open(server, { ...settings, onNotice, queue, eventsPerSecond });
    },
  };
  return { ...outbox, broker };
}

/** The outbox on the server of a URL, whose query may have more options. @throws ConvergeOptionsError */
export function brokerAt(url: string): Broker {
  return bullmq(isPostgres(url) ? { postgres: url } : { connection: url }).broker!;
}

/** A server as operators use it, from outside of an application: nothing is sent. */
export interface ServerAt {
  /** Why events are not safe there, in words, with what to do. */
  risks(): Promise<string[]>;
  /** @returns undefined if no application has recorded anything with this source */
  adminOf(source: string): OutboxAdmin | undefined;
}

/**
 * Connects to the server of a URL, without making any tables or queues, and disconnects after the work.
 *
 * @throws OutboxUnavailableError
 */
export async function useServerAt<T>(url: string, work: (at: ServerAt) => Promise<T>): Promise<T> {
  const { queue: base, serverBy } = placeOf(
    isPostgres(url) ? { postgres: { connectionString: url, migrate: false } } : { connection: url },
  );
  const opened = serverBy().queue(base);
  try {
    const listed = opened.then(connected).then((listing) => listQueues(listing, base));
    const names = await within(listed, CONNECT_MS, TOO_SLOW).catch((error: unknown): string[] => {
      // Without BullMQ's tables, nothing was recorded.
      if (error instanceof SchemaMigrationRequiredError) return [];
      throw unavailable(error);
    });
    const listing = await opened;
    const adminOf = (source: string) => {
      const name = nameOf(base, source);
      if (!names.includes(name)) return undefined;
      const queue = siblingOf(listing, name);
      return bullmqAdmin({ queue, ledger: ledgerOf(queue) }, base);
    };
    return await work({ risks: () => risksOf(listing), adminOf });
  } finally {
    await opened.then(disconnect, () => undefined);
  }
}

/**
 * @returns the name of the server for logs, without user and password; what the names of the queues begin
 * with; and what makes the server, from what `BullModule.forRoot` was given
 * @throws ConvergeOptionsError, as `serverBy` does
 */
function placeOf(given: Pick<BullmqOptions, 'connection' | 'postgres' | 'queue' | 'prefix'>) {
  if (given.connection !== undefined && given.postgres !== undefined) {
    throw wrong('got both "connection" (Redis) and "postgres": give one of them.');
  }
  const option = given.postgres === undefined ? 'connection' : 'postgres';
  const { host, connection, ...inUrl } = readServer(option, given[option]);
  const { queue = inUrl.queue ?? 'converge', prefix = inUrl.prefix } = given;
  if (!/^[\w-]{1,80}$/.test(queue)) {
    throw wrong('option "queue" must be a name of letters, digits, "-" and "_".');
  }
  const serverBy = (bullConfig?: unknown): Server => {
    if (option === 'postgres') return postgresServer(connection as PostgresPoolConfig);
    const config = (connection === undefined ? bullConfig : { connection }) as BullConfig;
    if (config?.connection !== undefined) {
      return redisServer(config.connection, prefix ?? config.prefix);
    }
    throw wrong(
      'has no connection: give it { connection } or { postgres }, or import ' +
        'BullModule.forRoot({ connection }) of @nestjs/bullmq in the root module. ' +
        'Is the environment variable with the URL set?',
    );
  };
  const name = [SERVERS[option].kind, host].filter(Boolean).join(' at ');
  return { name, queue, serverBy };
}

type BullConfig = { readonly connection?: ConnectionOptions; readonly prefix?: string } | undefined;

/**
 * Reads the URL of a server, or options that may have one. What is wrong there might lead to another server, on
 * this machine for instance, to another database or to other keys.
 *
 * @throws ConvergeOptionsError
 */
function readServer(option: keyof typeof SERVERS, given: unknown) {
  const { kind, scheme, example, key, path, pathRule, own, others } = SERVERS[option];
  const isObject = typeof given === 'object' && given !== null;
  const options = isObject ? (given as Record<string, unknown>) : { [key]: given };
  const text = options[key];
  if (typeof text !== 'string' || !scheme.test(text) || !URL.canParse(text)) {
    if (isObject || given === undefined) return { host: options['host'], connection: given };
    const empty = given === '' ? ', and is empty' : '';
    throw wrong(`option "${option}" must be a URL such as ${example}, or an object${empty}.`);
  }
  const url = new URL(text);
  const what = `The URL of the outbox's ${kind} server`;
  if (`${url.pathname}${url.search}${url.hash}`.includes('@') || url.hash !== '') {
    throw new ConvergeOptionsError(
      `${what} has a special character in its password: write it as a % code, "/" as %2F.`,
    );
  }
  if (!path.test(url.pathname)) {
    throw new ConvergeOptionsError(`${what} may end with ${pathRule}, and with no other path.`);
  }
  const parameters = Object.fromEntries(url.searchParams);
  checkKeys(parameters, [...own, ...others], what);
  for (const parameter of own) url.searchParams.delete(parameter);
  const { queue, prefix, schema } = parameters;
  const connection = { ...(schema && { schema }), ...options, [key]: url.href };
  return { host: url.host, queue, prefix, connection };
}
