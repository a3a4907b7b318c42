import { createRequire } from 'node:module';
import {
  createPostgresBackend,
  Queue,
  Worker,
  type ConnectionOptions,
  type PostgresPoolConfig,
  type Processor,
  type WorkerOptions,
} from 'bullmq';
import { ConvergeOptionsError } from '../options/check-values.js';
import { postgresLedger, redisLedger, type Ledger } from './ledger.js';

/** How long an event that is being sent is kept from other processes without a heartbeat, in milliseconds. */
const LOCK_MS = 15_000;
/** How often one of the processes looks for events of processes that have ended, in milliseconds. */
const STALLED_MS = 5_000;
/** The pause after a call of a worker to which the server did not answer, in milliseconds. */
const RETRY_MS = 500;
/** How many entries the stream of a queue's events keeps. Each has a job's id and name, and no data. */
const STREAM_LENGTH = 1_000;
/** How long it may take to connect, in milliseconds. */
const CONNECT_MS = 5_000;
/** How long it may take to disconnect from a Redis that is unreachable, in milliseconds: it would hold the process. */
const DISCONNECT_MS = 200;
/** How many connections of each process PostgreSQL gets for adding, and for sending. */
const CONNECTIONS = 4;

const COMMON = { streams: { events: { maxLen: STREAM_LENGTH } } };

const QUEUE = {
  ...COMMON,
  defaultJobOptions: {
    // The sender decides whether an event is tried again, and when.
    attempts: 2 ** 31 - 1,
    backoff: { type: 'as the sender decides' },
    removeOnComplete: true,
    keepLogs: 1,
  },
};

const WORKER = {
  ...COMMON,
  autorun: false,
  lockDuration: LOCK_MS,
  stalledInterval: STALLED_MS,
  // An event whose process has ended is sent by another one, however often that happens.
  maxStalledCount: 2 ** 31 - 1,
  runRetryDelay: RETRY_MS,
  // Also of jobs that were added by hand.
  removeOnComplete: { count: 0 },
};

export type OwnWorkerOptions = Pick<WorkerOptions, 'limiter' | 'settings'>;

/** How to open queues on a server. */
export interface Server {
  queue(name: string): Queue;
  worker(name: string, process: Processor, own: OwnWorkerOptions): Worker;
  ledger(queue: Queue): Ledger;
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
  // What is added must not wait until the server is back: it is kept on this machine.
  const adding = isClient
    ? given
    : { ...options, enableOfflineQueue: false, maxRetriesPerRequest: 0 };
  return {
    queue: (name) => new Queue(name, { ...QUEUE, prefix, connection: adding }),
    worker: (name, process, more) =>
      new Worker(name, process, { ...WORKER, ...more, prefix, connection: options }),
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
    queue: (name) =>
      new Queue(name, { ...QUEUE, connection }, createPostgresBackend) as unknown as Queue,
    worker: (name, process, more) =>
      new Worker(
        name,
        process,
        { ...WORKER, ...more, connection },
        createPostgresBackend,
      ) as unknown as Worker,
    ledger: postgresLedger,
  };
}

/** A client of ioredis, as far as it matters here. */
interface RedisLike {
  readonly isCluster?: boolean;
  readonly options?: { readonly maxRetriesPerRequest?: number | null; readonly keyPrefix?: string };
}

/** @throws ConvergeOptionsError for what would keep the events of a Redis from being sent */
function checkRedis(connection: object, isClient: boolean, prefix = ''): void {
  const { isCluster = false, options } = connection as RedisLike;
  const { keyPrefix } = (isClient ? options : (connection as RedisLike['options'])) ?? {};
  if (keyPrefix) {
    throw new ConvergeOptionsError(
      'bullmq() cannot use a connection with "keyPrefix" of ioredis: leave it out, and give bullmq() a "prefix".',
    );
  }
  if (isCluster && !/\{.+\}/.test(prefix)) {
    throw new ConvergeOptionsError(
      'bullmq() needs a "prefix" in braces with a Redis Cluster, to have all keys on one node: prefix: "{converge}".',
    );
  }
  const isIoredis = options !== undefined && 'maxRetriesPerRequest' in options;
  if (isClient && !isCluster && isIoredis && options.maxRetriesPerRequest !== null) {
    throw new ConvergeOptionsError(
      'bullmq() needs a client that waits for its answers: create it with maxRetriesPerRequest: null.',
    );
  }
}

/**
 * @param from the file that imports BullMQ
 * @throws ConvergeOptionsError if BullMQ cannot load the package with which it talks to the server
 */
export function checkInstalled(client: 'ioredis' | 'pg', from: string = import.meta.url): void {
  const own = createRequire(from);
  let bullmq: string;
  try {
    bullmq = own.resolve('bullmq');
  } catch {
    // It is bundled into the application.
    return;
  }
  try {
    createRequire(bullmq).resolve(client);
  } catch {
    throw new ConvergeOptionsError(
      `bullmq() needs the package "${client}", which is not installed: run "npm install ${client}".`,
    );
  }
}
