import {
  createPostgresBackend,
  Queue,
  Worker,
  type ConnectionOptions,
  type PostgresPoolConfig,
  type RateLimiterOptions,
} from 'bullmq';
import { checkInstalled, checkRedis } from './check-connection.js';
import { postgresLedger, redisLedger, type ServerLedger } from './server-ledger.js';

/** How long a leased event is kept from other processes without a sign of life, in milliseconds. */
export const LOCK_MS = 15_000;
/** How often one of the processes looks for events of processes that have ended, in milliseconds. */
const STALLED_MS = 5_000;
/** How many entries the stream of a queue's events keeps. Each has a job's id and name, and no data. */
const STREAM_LENGTH = 1_000;
/** How long it may take to connect, in milliseconds. */
const CONNECT_MS = 5_000;
/** How long a farewell may take to a Redis that is away, in milliseconds: it would hold the process. */
const DISCONNECT_MS = 200;
/** How many connections of each process PostgreSQL gets for adding, and for sending. */
const CONNECTIONS = 4;

const COMMON = { streams: { events: { maxLen: STREAM_LENGTH } }, lockDuration: LOCK_MS };

const WORKER = {
  ...COMMON,
  autorun: false,
  stalledInterval: STALLED_MS,
  // An event whose process has ended is sent by another one, however often that happens.
  maxStalledCount: 2 ** 31 - 1,
};

/** How to open queues on a server. */
export interface Server {
  readonly kind: 'redis' | 'postgres';
  queue(name: string): Queue;
  worker(name: string, limiter?: RateLimiterOptions): Worker;
  /** @param keptMs how long notes are kept, in milliseconds */
  ledger(keptMs: number): ServerLedger;
}

/**
 * @param prefix of all keys
 * @throws ConvergeOptionsError
 */
export function redis(connection: ConnectionOptions | string, prefix?: string): Server {
  const given = typeof connection === 'string' ? { url: connection } : connection;
  const isClient = 'connect' in given && typeof given.connect === 'function';
  checkRedis(given, isClient, prefix);
  if (!isClient) checkInstalled('ioredis');
  const retryStrategy = (times: number) => Math.min(100 * times, 1_000);
  const own = { connectTimeout: CONNECT_MS, disconnectTimeout: DISCONNECT_MS, retryStrategy };
  const options = isClient ? given : { ...own, ...given };
  // What is added must not wait until the server is back: it is spilled.
  const adding = isClient
    ? given
    : { ...options, enableOfflineQueue: false, maxRetriesPerRequest: 0 };
  return {
    kind: 'redis',
    queue: (name) => new Queue(name, { ...COMMON, prefix, connection: adding }),
    worker: (name, limiter) =>
      new Worker(name, null, { ...WORKER, prefix, connection: options, limiter }),
    ledger: redisLedger,
  };
}

/** @throws ConvergeOptionsError */
export function postgres(given: PostgresPoolConfig | string): Server {
  checkInstalled('pg');
  const options = typeof given === 'string' ? { connectionString: given } : given;
  const connection = {
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    migrate: options.skipMigrations === undefined ? true : undefined,
    ...options,
  };
  return {
    kind: 'postgres',
    queue: (name) =>
      new Queue(name, { ...COMMON, connection }, createPostgresBackend) as unknown as Queue,
    worker: (name, limiter) =>
      new Worker(
        name,
        null,
        { ...WORKER, connection, limiter },
        createPostgresBackend,
      ) as unknown as Worker,
    ledger: postgresLedger,
  };
}
