import {
  createPostgresBackend,
  createRedisBackend,
  type BackendFactory,
  type ConnectionOptions,
  type PostgresPoolConfig,
  type Processor,
  type Queue,
  type QueueOptions,
  type RedisQueueBackend,
  type Worker,
  type WorkerOptions,
} from 'bullmq';
import { ConvergeOptionsError } from '../options/check-values.js';
import { ReadableQueue, ReadableWorker, redisOf } from './internals.js';
import { postgresLedger, redisLedger, type Ledger } from './ledger.js';
import { endsWithin } from '../outbox/time.js';

/** How long an event that is being sent is kept from other processes without a heartbeat, in milliseconds. */
const LOCK_MS = 15_000;
/** How often one of the processes looks for events of processes that have ended, in milliseconds. */
const STALLED_MS = 5_000;
/** The pause after a call of a worker to which the server did not answer, in milliseconds. */
const RETRY_MS = 500;
/** How many entries the stream of a queue's events keeps. Each has a job's id and name, and no data. */
const STREAM_LENGTH = 1_000;
/** How long it may take to connect, in milliseconds. */
export const CONNECT_MS = 5_000;
/** How long it may take to disconnect from a Redis that is unreachable, in milliseconds: it would hold the process. */
const DISCONNECT_MS = 200;
/** How many connections each process has at most to PostgreSQL for adding events, and for sending them. */
const [TO_ADD, TO_SEND] = [4, 10];

const COMMON = { streams: { events: { maxLen: STREAM_LENGTH } } };

const QUEUE = {
  ...COMMON,
  defaultJobOptions: {
    // The sender decides whether an event is tried again, and when.
    attempts: 2 ** 31 - 1,
    backoff: { type: 'as the sender decides' },
    removeOnComplete: true,
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

export class Server {
  /** @param risks says why events are not safe there, as far as that can be found out: in words, with what to do */
  constructor(
    private readonly forQueues: Pick<QueueOptions, 'connection' | 'prefix'>,
    private readonly forWorkers: Pick<QueueOptions, 'connection' | 'prefix'>,
    private readonly backend: BackendFactory<RedisQueueBackend>,
    readonly ledger: (queue: Queue) => Ledger,
    readonly risks: (queue: Queue) => Promise<string[]>,
  ) {}

  queue(name: string): Queue {
    return new ReadableQueue(name, { ...QUEUE, ...this.forQueues }, this.backend);
  }

  worker(name: string, processor: Processor, own: Partial<WorkerOptions>): Worker {
    const options = { ...WORKER, ...own, ...this.forWorkers };
    return new ReadableWorker(name, processor, options, this.backend);
  }
}

/**
 * @param prefix of all keys
 * @throws ConvergeOptionsError
 */
export function redisServer(connection: ConnectionOptions, prefix?: string): Server {
  const isClient = 'connect' in connection && typeof connection.connect === 'function';
  checkRedis(connection, isClient, prefix);
  const retryStrategy = (times: number) => Math.min(100 * times, 1_000);
  const own = { connectTimeout: CONNECT_MS, disconnectTimeout: DISCONNECT_MS, retryStrategy };
  const options = isClient ? connection : { ...own, ...connection };
  // What is added must not wait until the server is back: it is kept on this machine.
  const adding = isClient
    ? connection
    : { ...options, enableOfflineQueue: false, maxRetriesPerRequest: 0 };
  return new Server(
    { prefix, connection: adding },
    { prefix, connection: options },
    createRedisBackend,
    redisLedger,
    risksOfRedis,
  );
}

export function postgresServer(options: PostgresPoolConfig): Server {
  const connection = {
    max: TO_ADD,
    connectionTimeoutMillis: CONNECT_MS,
    migrate: options.skipMigrations === undefined ? true : undefined,
    ...options,
  } as ConnectionOptions;
  const backend = createPostgresBackend as unknown as typeof createRedisBackend;
  const sending = { ...connection, max: options.max ?? TO_SEND } as ConnectionOptions;
  return new Server(
    { connection },
    { connection: sending },
    backend,
    postgresLedger,
    async () => [],
  );
}

/** A line of what Redis says of itself, and what it means for events. */
const RISKS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^role:slave/m, 'it is a replica, which only reads: give the address of the primary'],
  [
    /^aof_enabled:0/m,
    'it has no append-only file, so that events are lost when it is killed: set "appendonly yes"',
  ],
  [
    /^maxmemory_policy:(?!noeviction)/m,
    'it may delete events when its memory is full: set "maxmemory-policy noeviction"',
  ],
];

async function risksOfRedis(queue: Queue): Promise<string[]> {
  const asked = redisOf(queue).then((client) => client.info());
  const info = await asked.catch(() => '');
  const found = RISKS.filter(([line]) => line.test(info)).map(([, risk]) => risk);
  const numberOf = (name: string) =>
    Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  const limit = numberOf('maxmemory');
  const isFull = limit > 0 && numberOf('used_memory') >= limit;
  return isFull ? [...found, 'its memory is full: raise "maxmemory"'] : found;
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
  const mayGiveUp = isClient && !isCluster && typeof options?.maxRetriesPerRequest === 'number';
  const faults: ReadonlyArray<readonly [unknown, string]> = [
    [
      keyPrefix,
      'cannot use a connection with "keyPrefix" of ioredis: leave it out, and give bullmq() a "prefix"',
    ],
    [
      isCluster && !/\{.+\}/.test(prefix),
      'needs a "prefix" in braces with a Redis Cluster, to have all keys on one node: prefix: "{converge}"',
    ],
    [
      mayGiveUp,
      'needs a client that waits for its answers: create it with maxRetriesPerRequest: null',
    ],
  ];
  const [, fault] = faults.find(([isFault]) => Boolean(isFault)) ?? [];
  if (fault !== undefined) throw new ConvergeOptionsError(`bullmq() ${fault}.`);
}

/** How long it may take to disconnect, in milliseconds. */
const CLOSE_MS = 1_000;

/**
 * Waits until a queue or a worker is connected: from then on, BullMQ connects again by itself. If the first
 * attempt fails, BullMQ never recovers, so it is closed.
 *
 * @param onError is called with each error of the connection
 * @throws the error of the server, or of the connection
 */
export async function connected<Client extends Queue | Worker>(
  client: Client,
  onError: (error: unknown) => void = () => undefined,
): Promise<Client> {
  try {
    await new Promise<void>((resolve, reject) => {
      // Without a listener, an error would end the process.
      (client as Queue).on('error', (error) => {
        onError(error);
        reject(error);
      });
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
  await endsWithin(
    client.disconnect().catch(() => undefined),
    CLOSE_MS,
  );
}
