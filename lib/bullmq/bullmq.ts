import type { ConnectionOptions, PostgresPoolConfig } from 'bullmq';
import { checkKeys, ConvergeOptionsError } from '../options/check-values.js';
import type { OutboxOptions } from '../options/converge-options.interface.js';
import { EXAMPLE_URLS } from '../options/environment.js';
import { DEFAULTS } from '../options/option-table.js';
import type { Broker } from '../outbox/outbox.js';
import { BullmqOutbox } from './bullmq.outbox.js';
import { postgresServer, redisServer, type Server } from './server.js';

const OWN = ['connection', 'postgres', 'queue', 'prefix', 'eventsPerSecond'];
const KNOWN = [...OWN, ...Object.keys(DEFAULTS.outbox).filter((key) => key !== 'broker')];

/** What the URL of a server may have, by the option that takes it. */
const URLS = {
  connection: {
    kind: 'Redis',
    scheme: /^rediss?:\/\/[^/]/i,
    /** Instead of what was given, which may hold a password. */
    example: EXAMPLE_URLS.redis,
    /** The name of the URL among the other options of a connection. */
    key: 'url',
    path: /^(\/\d{0,5})?$/,
    pathRule: 'the number of a database, as in redis://host:6379/1',
    own: ['queue', 'prefix'],
    /** Parameters of the server's client. */
    others: 'family',
  },
  postgres: {
    kind: 'PostgreSQL',
    scheme: /^postgres(ql)?:\/\//i,
    example: EXAMPLE_URLS.postgres,
    key: 'connectionString',
    path: /^(\/[^/]*)?$/,
    pathRule: 'the name of a database',
    own: ['queue', 'schema'],
    others:
      'host port user password application_name channel_binding client_encoding connect_timeout ' +
      'fallback_application_name idle_in_transaction_session_timeout keepalives keepalives_idle lock_timeout ' +
      'options query_timeout ssl sslcert sslkey sslmode sslnegotiation sslrootcert statement_timeout ' +
      'target_session_attrs uselibpqcompat',
  },
} as const;

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
  const { connection, postgres: pool, queue: name, prefix, eventsPerSecond, ...outbox } = options;
  const place = placeOf({ connection, postgres: pool, queue: name, prefix });
  const { queue } = place;
  if (
    eventsPerSecond !== undefined &&
    !(Number.isSafeInteger(eventsPerSecond) && eventsPerSecond > 0)
  ) {
    throw new ConvergeOptionsError('bullmq() option "eventsPerSecond" must be a whole number ≥ 1.');
  }
  const broker: Broker = {
    name: `${place.name}, queue ${queue}`,
    prepare(settings) {
      const server = place.server(settings.shared);
      return () => BullmqOutbox.open(server, { queue, eventsPerSecond }, settings);
    },
  };
  return { ...outbox, broker };
}

/** Where the events are. */
export interface Place {
  /** Names the server in logs, without user and password. */
  readonly name: string;
  /** What the names of the queues begin with. */
  readonly queue: string;
  /** @param shared what `BullModule.forRoot` was given @throws ConvergeOptionsError */
  server(shared?: unknown): Server;
}

/** @throws ConvergeOptionsError */
export function placeOf(
  given: Pick<BullmqOptions, 'connection' | 'postgres' | 'queue' | 'prefix'>,
): Place {
  if (given.connection !== undefined && given.postgres !== undefined) {
    throw new ConvergeOptionsError(
      'bullmq() got both "connection" (Redis) and "postgres": give one of them.',
    );
  }
  const option = given.postgres === undefined ? 'connection' : 'postgres';
  const { host, connection, ...inUrl } = readServer(option, given[option]);
  const { queue = inUrl.queue ?? 'converge', prefix = inUrl.prefix } = given;
  if (!/^[\w-]{1,80}$/.test(queue)) {
    throw new ConvergeOptionsError(
      'bullmq() option "queue" must be a name of letters, digits, "-" and "_".',
    );
  }
  const name = [URLS[option].kind, host].filter(Boolean).join(' at ');
  const server = (shared: unknown) => {
    if (option === 'postgres') return postgresServer(connection as PostgresPoolConfig);
    if (connection !== undefined) return redisServer(connection as ConnectionOptions, prefix);
    return ofBullModule(shared, prefix);
  };
  return { name, queue, server };
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
  return redisServer(connection, prefix ?? own);
}

/** What says where the events are. */
interface Located {
  readonly host?: unknown;
  readonly connection?: object;
  readonly queue?: string | undefined;
  readonly prefix?: string | undefined;
}

/**
 * Reads the URL of a server, or options that may have one. What is wrong there might lead to another server, on
 * this machine for instance, to another database or to other keys.
 *
 * @throws ConvergeOptionsError
 */
function readServer(option: keyof typeof URLS, given: unknown): Located {
  const { example, key, scheme } = URLS[option];
  if (given === undefined) return {};
  const isObject = typeof given === 'object' && given !== null;
  const more = isObject ? (given as Record<string, unknown>) : {};
  const url = isObject ? more[key] : given;
  if (typeof url === 'string' && scheme.test(url) && URL.canParse(url)) {
    const { host, href, schema, ...own } = readUrl(option, new URL(url));
    return { host, ...own, connection: { ...(schema && { schema }), ...more, [key]: href } };
  }
  if (isObject) return { host: more['host'], connection: given };
  throw new ConvergeOptionsError(
    `bullmq() option "${option}" must be a URL such as ${example}, or an object${given === '' ? ', and is empty' : ''}.`,
  );
}

/** Parts the parameters that are options of bullmq() from a URL. @throws ConvergeOptionsError */
function readUrl(option: keyof typeof URLS, url: URL): Record<string, string | undefined> {
  const { kind, path, pathRule, own, others } = URLS[option];
  const wrong = (what: string) =>
    new ConvergeOptionsError(`The URL of the outbox's ${kind} server ${what}.`);
  if (`${url.pathname}${url.search}${url.hash}`.includes('@') || url.hash !== '') {
    throw wrong('has a special character in its password: write it as a % code, "/" as %2F');
  }
  if (!path.test(url.pathname)) throw wrong(`may end with ${pathRule}, and with no other path`);
  const found: Record<string, string | undefined> = {};
  const parameters = [...url.searchParams];
  for (const [name, value] of parameters) {
    if ((own as readonly string[]).includes(name)) {
      found[name] = value;
      url.searchParams.delete(name);
    } else if (!others.split(' ').includes(name)) {
      const shown = /^\w{1,30}$/.test(name) ? ` "${name}"` : '';
      throw wrong(
        `has an unknown parameter${shown}; known are ${own.join(', ')} and those of its client ` +
          `(${others.replaceAll(' ', ', ')})`,
      );
    }
  }
  return { ...found, host: url.host, href: url.href };
}
