import {
  Job,
  Queue,
  Worker,
  type PostgresQueueBackend,
  type QueueOptions,
  type RedisClient,
  type RedisQueueBackend,
} from 'bullmq';

/**
 * What the public methods of BullMQ's `Queue`, `Worker` and `Job` cannot do; everything else in this folder is
 * done by them. Here it is done by the backend that `Queue#getBackend` returns, and by overriding `Job`:
 *
 * - A second queue on the connection of the first. `Queue` opens a connection for each queue, and an
 *   operator's call looks at the queues of all sources.
 * - Settings of our own in the `meta` of a queue, which say whose events are on the server. `Queue` reads
 *   all settings, but writes only BullMQ's.
 * - A stream or a table beside the jobs, for the ledger. `Queue` gives neither the Redis client nor the pool
 *   of PostgreSQL, and an application may have given its own client of either of two packages.
 * - A job whose data is no JSON. `Queue` and `Worker` cannot read it, which would stop every call that meets it.
 */

class ReadableJob extends Job {
  /** Data that is no JSON is read as a string. */
  static override fromJSON<T = any, R = any, N extends string = string>(
    ...[queue, json, id]: Parameters<typeof Job.fromJSON>
  ): Job<T, R, N> {
    try {
      return super.fromJSON(queue, json, id);
    } catch {
      return super.fromJSON(queue, { ...json, data: JSON.stringify(json.data) }, id);
    }
  }
}

export class ReadableQueue extends Queue {
  protected override get Job(): typeof Job {
    return ReadableJob as typeof Job;
  }
}

export class ReadableWorker extends Worker {
  protected override get Job(): typeof Job {
    return ReadableJob as typeof Job;
  }
}

/** A queue with another name, by the same connection: closing it does nothing. */
export function siblingOf(queue: Queue, name: string): Queue {
  const options = { ...queue.opts, skipMetasUpdate: true } as QueueOptions;
  const backend = () => queue.getBackend().forQueue(name) as RedisQueueBackend;
  return new ReadableQueue(name, options, backend);
}

/** Writes a setting of our own; `Queue#getMeta` reads it. */
export async function setMeta(queue: Queue, field: string, value: string): Promise<void> {
  await queue.getBackend().setQueueMeta({ [field]: value });
}

/** The client of a queue on Redis, of whichever package. */
export function redisOf(queue: Queue): Promise<RedisClient> {
  return queue.getBackend().client;
}

/** The pool of a queue on PostgreSQL; undefined on Redis. */
export function poolOf(queue: Queue): PostgresQueueBackend['connection']['pool'] | undefined {
  return (queue.getBackend() as unknown as PostgresQueueBackend).connection.pool;
}

/** The key of something beside a queue's jobs on Redis. */
export function keyOf(queue: Queue, name: string): string {
  return (queue.getBackend() as RedisQueueBackend).toKey(name);
}
