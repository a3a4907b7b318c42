import {
  createPostgresBackend,
  createRedisBackend,
  type ConnectionOptions,
  type PostgresPoolConfig,
  type Processor,
  type Queue,
  type Worker,
  type WorkerOptions,
} from 'bullmq';
import type { Redis } from 'ioredis';
import { ConvergeOptionsError } from '../options/check-values.js';
import { endsWithin } from '../outbox/time.js';
import { poolOf, ReadableQueue, ReadableWorker, redisOf } from './internals.js';

/** How long it may take to connect, in milliseconds. */
export const CONNECT_MS = 5_000;
/** How long it may take to disconnect from a Redis that is unreachable, in milliseconds: it would hold the process. */
const DISCONNECT_MS = 200;
/** The same for any server, after which the connection is cut. */
const CLOSE_MS = 1_000;
/** How many connections each process has at most to PostgreSQL for adding events, and for sending them. */
const [TO_ADD, TO_SEND] = [4, 10];

/** How many entries the stream of a queue's events keeps. Each has a job's id and name, and no data. */
const COMMON = { streams: { events: { maxLen: 1_000 } } };

const QUEUE = {
  ...COMMON,
  defaultJobOptions: {
    // The sender decides whether an event is tried again, and when.
    attempts: 2 ** 31 - 1,
    backoff: { type: 'as the sender decides' },
    removeOnComplete: true,
  },
};

/** Times are in milliseconds. */
const WORKER = {
  ...COMMON,
  autorun: false,
  // How long an event that is being sent is kept from other processes without a heartbeat.
  lockDuration: 15_000,
  // How often one of the processes looks for events of processes that have ended.
  stalledInterval: 5_000,
  // An event whose process has ended is sent by another one, however often that happens.
  maxStalledCount: 2 ** 31 - 1,
  // The pause after a call to which the server did not answer.
  runRetryDelay: 500,
  // Also of jobs that were added by hand.
  removeOnComplete: { count: 0 },
};

export type Server = ReturnType<typeof serverOf>;

/** Opens queues and workers on a server. */
function serverOf(
  adding: object,
  sending: object,
  backend: typeof createRedisBackend,
  prefix?: string,
) {
  const forQueues = { ...QUEUE, connection: adding, prefix };
  const forWorkers = { ...WORKER, connection: sending, prefix };
  return {
    /** Rejects with what BullMQ says of the settings. */
    queue: async (name: string): Promise<Queue> => new ReadableQueue(name, forQueues, backend),
    worker: (name: string, processor: Processor, own: Partial<WorkerOptions>): Worker =>
      new ReadableWorker(name, processor, { ...forWorkers, ...own }, backend),
  };
}

/** @param prefix of all keys @throws ConvergeOptionsError */
export function redisServer(connection: ConnectionOptions, prefix?: string): Server {
  const isClient = 'connect' in connection && typeof connection.connect === 'function';
  checkRedis(connection, isClient, prefix);
  if (isClient) return serverOf(connection, connection, createRedisBackend, prefix);
  const retryStrategy = (times: number) => Math.min(100 * times, 1_000);
  const own = { connectTimeout: CONNECT_MS, disconnectTimeout: DISCONNECT_MS, retryStrategy };
  const sending = { ...own, ...connection };
  // What is added must not wait until the server is back: it is kept on this machine.
  const adding = { ...sending, enableOfflineQueue: false, maxRetriesPerRequest: 0 };
  return serverOf(adding, sending, createRedisBackend, prefix);
}

export function postgresServer(options: PostgresPoolConfig): Server {
  const migrate = options.skipMigrations === undefined ? true : undefined;
  const own = { connectionTimeoutMillis: CONNECT_MS, migrate, ...options };
  const backend = createPostgresBackend as unknown as typeof createRedisBackend;
  return serverOf({ max: TO_ADD, ...own }, { max: TO_SEND, ...own }, backend);
}

/**
 * Waits until a queue or a worker is connected: from then on, BullMQ connects again by itself. If the first
 * attempt fails, BullMQ never recovers, so it is closed.
 *
 * @throws the error of the server, or of the connection
 */
export async function connected<Client extends Queue | Worker>(client: Client): Promise<Client> {
  try {
    await new Promise<void>((resolve, reject) => {
      // Without a listener, an error would end the process.
      (client as Queue).on('error', reject);
      client.waitUntilReady().then(resolve, reject);
    });
    return client;
  } catch (error) {
    await disconnect(client);
    throw error;
  }
}

/** @param timeoutMs milliseconds after which the connection is cut: `close()` may hang while the server is away */
export async function disconnect(client: Queue | Worker, timeoutMs = CLOSE_MS): Promise<void> {
  const closed = client.close().catch(() => undefined);
  if (await endsWithin(closed, Math.max(0, timeoutMs))) return;
  const cut = client.disconnect().catch(() => undefined);
  await endsWithin(cut, CLOSE_MS);
}

/** A line of what Redis says of itself, and what it means for events. */
const RISKS = {
  'role:slave': 'it is a replica, which only reads: give the address of the primary',
  'aof_enabled:0':
    'it has no append-only file, so that events are lost when it is killed: set "appendonly yes"',
  'maxmemory_policy:(?!noeviction)':
    'it may delete events when its memory is full: set "maxmemory-policy noeviction"',
};

/** Why events are not safe on a queue's server, in words, with what to do; Redis alone says so. */
export async function risksOf(queue: Queue): Promise<string[]> {
  if (poolOf(queue) !== undefined) return [];
  const asked = redisOf(queue).then((client) => client.info());
  const info = await asked.catch(() => '');
  const find = (line: string) => new RegExp(`^${line}`, 'm').exec(info);
  const found = Object.entries(RISKS).flatMap(([line, risk]) => (find(line) ? [risk] : []));
  const numberOf = (name: string) => Number(find(`${name}:(\\d+)`)?.[1] ?? 0);
  const [used, limit] = [numberOf('used_memory'), numberOf('maxmemory')];
  if (limit > 0 && used >= limit) found.push('its memory is full: raise "maxmemory"');
  return found;
}

/** @throws ConvergeOptionsError for what would keep the events of a Redis from being sent */
function checkRedis(connection: object, isClient: boolean, prefix = ''): void {
  const client: Partial<Pick<Redis, 'isCluster' | 'options'>> = isClient
    ? connection
    : { options: connection };
  const { isCluster = false, options: { keyPrefix, maxRetriesPerRequest } = {} } = client;
  if (keyPrefix) {
    throw wrong(
      'cannot use a connection with "keyPrefix" of ioredis: leave it out, and give bullmq() a "prefix".',
    );
  }
  if (isCluster && !/\{.+\}/.test(prefix)) {
    throw wrong(
      'needs a "prefix" in braces with a Redis Cluster, to have all keys on one node: prefix: "{converge}".',
    );
  }
  if (isClient && !isCluster && typeof maxRetriesPerRequest === 'number') {
    throw wrong(
      'needs a client that waits for its answers: create it with maxRetriesPerRequest: null.',
    );
  }
}

export const wrong = (what: string) => new ConvergeOptionsError(`bullmq() ${what}`);
