import type { Job, JobType, Queue } from 'bullmq';
import { isChosen } from '../outbox/check-filter.js';
import { UndeliverableError } from '../outbox/errors.js';
import { Audit, type AuditAnswer, type AuditQuery, type DroppedBy } from '../outbox/ledger.js';
import {
  DEFAULT_LIMIT,
  LIST_BYTES,
  sizeOf,
  type DeadLetter,
  type DeadLetterChoice,
  type OutboxAdmin,
  type OutboxCounts,
} from '../outbox/outbox.js';
import { recognise } from '../outbox/person.js';
import { unavailable } from '../outbox/server-error.js';
import { succeeds, type BullmqConsumer, type QueueParts } from './consumer.js';
import { setMeta, siblingOf } from './internals.js';
import {
  dataOf,
  entriesOf,
  ERASED,
  fingerprintOf,
  toDeadLetter,
  toJob,
  toRecord,
  type JobData,
} from './job-record.js';
import type { LedgerWriter } from './ledger.js';

/** PostgreSQL has a state of its own for what waits in a queue that is paused. */
const WAIT = ['wait', 'paused'] as JobType[];
/** Dead letters: jobs that have failed, and those that were recorded as dead and wait until a worker fails them. */
const DEAD: JobType[] = ['failed', 'prioritized'];
const KEPT: JobType[] = [...WAIT, 'delayed', ...DEAD];
const ALL: JobType[] = ['active', ...KEPT];

/** How many jobs are read at once: each may have a megabyte or more. */
const PAGE = 32;

/** The name of a source's queue: each source (token and endpoint) has one of its own. */
export function nameOf(base: string, source: string): string {
  return `${base}-${fingerprintOf(source)}`;
}

/** Lists a queue in the settings of the one without jobs, `base`, so that others know of its events. */
export async function listQueue(queue: Queue, base: string): Promise<void> {
  await setMeta(siblingOf(queue, base), queue.name.replace(base, 'source'), '1');
}

/** The names of all queues that are listed. */
export async function listQueues(queue: Queue, base: string): Promise<string[]> {
  const fields = Object.keys(await siblingOf(queue, base).getMeta());
  const listed = fields.filter((field) => /^source-[\da-f]{8}$/.test(field));
  return listed.map((field) => field.replace('source', base));
}

/** What operators do with a queue. */
export class BullmqAdmin implements OutboxAdmin {
  private readonly queue: Queue;

  /** @param base the queue that lists all others */
  constructor(
    private readonly parts: QueueParts,
    private readonly base: string,
    private readonly consumer: () => BullmqConsumer | undefined = () => undefined,
  ) {
    this.queue = parts.queue;
  }

  counts(): Promise<OutboxCounts> {
    return this.ask(async (others) => {
      const [counts, due, oldestAt, ...held] = await Promise.all([
        this.queue.getJobCounts(...ALL),
        this.queue.getDelayedCount(Date.now()),
        oldestOf(this.queue),
        ...others.map((other) => other.getJobCountByTypes(...KEPT)),
      ]);
      const of = (...states: JobType[]) => states.reduce((sum, at) => sum + (counts[at] ?? 0), 0);
      return {
        pending: of(...WAIT) + due,
        leased: of('active'),
        waiting: Math.max(0, of('delayed') - due),
        dead: of(...DEAD),
        held: held.reduce((sum, count) => sum + count, 0),
        inMemory: 0,
        oldestAt,
      };
    });
  }

  async deadLetters(filter: DeadLetterChoice = {}): Promise<readonly DeadLetter[]> {
    const { limit = DEFAULT_LIMIT, ...which } = filter;
    return this.ask(async () => {
      const found: DeadLetter[] = [];
      // Without a filter, each state has enough in its first ones.
      const most = Object.keys(which).length === 0 ? limit : 0;
      for (const state of DEAD) {
        let bytes = 0;
        for await (const jobs of deadOf(this.queue, which, most, [state])) {
          for (const deadLetter of jobs.map(toDeadLetter)) {
            bytes += sizeOf(deadLetter);
            if (found.length === 0 || bytes <= LIST_BYTES) found.push(deadLetter);
          }
          if (bytes > LIST_BYTES) break;
        }
      }
      return found.sort((one, other) => one.diedAt - other.diedAt).slice(0, limit);
    });
  }

  async replay(filter: DeadLetterChoice = {}): Promise<number> {
    return this.ask(async () => {
      let count = 0;
      for await (const jobs of deadOf(this.queue, filter)) {
        if (count >= (filter.limit ?? Infinity)) break;
        for (const job of jobs) {
          if (!toDeadLetter(job).undeliverable) {
            if (await succeeds(() => replayOne(job))) count++;
          } else if (filter.id !== undefined) throw new UndeliverableError(filter.id);
        }
      }
      return count;
    });
  }

  async discard(filter: DeadLetterChoice = {}): Promise<number> {
    return this.ask(async () => {
      let count = 0;
      for await (const jobs of deadOf(this.queue, filter)) {
        count += await drop(this.queue, this.parts.ledger, jobs, 'discarded');
      }
      return count;
    });
  }

  async erase(alias: string): Promise<number> {
    const isTheirs = recognise(alias);
    return this.ask(async (others) => {
      let count = (await this.consumer()?.erase(isTheirs)) ?? 0;
      for (const queue of [this.queue, ...others]) {
        // Again, for what has changed its state meanwhile.
        for (let found = 1; found > 0;) {
          found = 0;
          for await (const { jobs, state } of pagesOf(queue, ALL)) {
            for (const job of jobs.filter((each) => isTheirs(bodyOf(each)))) {
              found++;
              count += await eraseOne(queue, job, state);
            }
          }
        }
      }
      return count;
    });
  }

  adopt(): Promise<number> {
    return this.ask(async (others) => {
      let count = 0;
      for (const other of others) {
        for await (const { jobs, state } of pagesOf(other, KEPT)) {
          for (const job of jobs) {
            const record = toRecord(job);
            if (record === undefined) continue;
            const { reason, status, undeliverable, diedAt } = toDeadLetter(job);
            const dead = DEAD.includes(state) && { reason, status, undeliverable, diedAt };
            const { name, data, opts } = toJob({ ...record, dead: dead || undefined });
            await this.queue.add(name, data, opts);
            count += await other.remove(job.id!);
          }
        }
      }
      return count;
    });
  }

  /**
   * Of all sources. Looks at the jobs first: those that are delivered meanwhile are in the ledger before they
   * are deleted.
   */
  audit(query: AuditQuery): Promise<readonly AuditAnswer[]> {
    return this.ask(async (others) => {
      const audit = new Audit(query);
      const asked = new Set(query.ids);
      for (const queue of [this.queue, ...others]) {
        const isOther = queue !== this.queue;
        // A job that has changed its state during the first look is found in the second.
        for await (const { jobs, state } of pagesOf(queue, [...ALL, ...ALL.toReversed()])) {
          for (const job of jobs) {
            const { eventId } = dataOf(job) ?? {};
            if (eventId === undefined || !asked.has(eventId)) continue;
            const kept = DEAD.includes(state) ? toDeadLetter(job) : toRecord(job)!;
            audit.addRecord(eventId, kept, isOther);
          }
        }
        if (!isOther) for (const entry of this.parts.ledger.unwritten) audit.addEntry(entry);
        const ledger = this.parts.server.ledger(queue);
        await ledger.read(query.ids, (entry) => audit.addEntry(entry, isOther));
      }
      return audit.answers();
    });
  }

  /** @param call gets the queues of the other sources */
  private async ask<Result>(call: (others: readonly Queue[]) => Promise<Result>): Promise<Result> {
    const { queue } = this;
    try {
      const names = await listQueues(queue, this.base);
      const others = names.filter((name) => name !== queue.name);
      return await call(others.map((name) => siblingOf(queue, name)));
    } catch (error) {
      throw error instanceof UndeliverableError ? error : unavailable(error);
    }
  }
}

/**
 * Deletes the oldest dead letters.
 *
 * @param before the time until which they have become dead letters, in milliseconds since the epoch
 * @returns how many
 */
export async function dropOldest(
  queue: Queue,
  ledger: LedgerWriter,
  limit: number,
  before = Infinity,
): Promise<number> {
  let count = 0;
  for (const state of DEAD) {
    if (count >= limit) break;
    for await (const { jobs } of pagesOf(queue, [state], limit - count)) {
      const old = jobs.filter((job) => toDeadLetter(job).diedAt <= before);
      if (old.length === 0) break;
      count += await drop(queue, ledger, old, 'deleted');
    }
  }
  return count;
}

/** Deletes dead letters, and enters why in the ledger. @returns how many */
async function drop(
  queue: Queue,
  ledger: LedgerWriter,
  jobs: readonly Job[],
  outcome: DroppedBy,
): Promise<number> {
  await ledger.add(jobs.flatMap((job) => entriesOf(job, outcome)));
  const removed = await Promise.all(jobs.map(({ id }) => queue.remove(id!)));
  return removed.reduce((sum, each) => sum + each, 0);
}

/**
 * The jobs in some states, in pages: one state after the other, as each is at that time, the oldest first.
 *
 * @param limit how many of each state; 0 for all
 */
async function* pagesOf(queue: Queue, states: readonly JobType[], limit = 0) {
  for (const state of states) {
    const ids = await queue.getRanges([state], 0, limit - 1, true);
    for (let at = 0; at < ids.length; at += PAGE) {
      const jobs = await Promise.all(ids.slice(at, at + PAGE).map((id) => readJob(queue, id)));
      yield { state, jobs: jobs.filter((job) => job !== undefined) };
    }
  }
}

/** @returns undefined for what is gone, or was written by hand so that BullMQ cannot read it either */
async function readJob(queue: Queue, id: string): Promise<Job | undefined> {
  try {
    return await queue.getJob(id);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The dead letters that a filter selects, in pages. @param limit how many of each state; 0 for all */
async function* deadOf(
  queue: Queue,
  choice: DeadLetterChoice,
  limit = 0,
  states: readonly JobType[] = DEAD,
) {
  for await (const { jobs } of pagesOf(queue, states, limit)) {
    yield jobs.filter((job) => isChosen(toDeadLetter(job), choice));
  }
}

async function replayOne(job: Job): Promise<void> {
  const { dead, ...data } = job.data as JobData;
  await job.updateData({ ...data, attempts: 0, recordedAt: Date.now() });
  // One that was recorded as a dead letter, and waits for a worker to fail it, is pending with that.
  if (dead !== undefined) await job.changePriority({ priority: 0 });
  if (job.finishedOn === undefined) return;
  await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
}

/** The body of an event; of what is no event, all its data. */
function bodyOf({ data }: Job): string {
  const body: unknown = (data as Partial<JobData> | null)?.body ?? data;
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** What another process is sending cannot be deleted: it is overwritten, so that it is not sent again. */
async function eraseOne(queue: Queue, job: Job, state: JobType): Promise<number> {
  if (state === 'active') return Number(await succeeds(() => job.updateData(ERASED)));
  return queue.remove(job.id!);
}

/** When the oldest job that is not dead was recorded, of the first ones in each state. */
async function oldestOf(queue: Queue): Promise<number | undefined> {
  let oldest = Infinity;
  for await (const { jobs } of pagesOf(queue, ['wait', 'active', 'delayed'], PAGE)) {
    for (const job of jobs) oldest = Math.min(oldest, toRecord(job)?.recordedAt ?? Infinity);
  }
  return oldest === Infinity ? undefined : oldest;
}
