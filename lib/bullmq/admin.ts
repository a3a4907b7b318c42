import type { Job, JobType, Queue } from 'bullmq';
import { checkFilter } from '../outbox/check-filter.js';
import { EraseIncompleteError, UndeliverableError } from '../outbox/errors.js';
import { Audit, type AuditAnswer, type AuditQuery, type DroppedBy } from '../outbox/ledger.js';
import {
  DEFAULT_LIMIT,
  type DeadLetter,
  type DeadLetterFilter,
  type NewRecord,
  type OutboxAdmin,
  type OutboxCounts,
} from '../outbox/outbox.js';
import { recognise } from '../outbox/person.js';
import { succeeds } from './consumer.js';
import { setMeta, siblingOf } from './internals.js';
import {
  entriesOf,
  ERASED,
  fingerprintOf,
  numberOf,
  toDeadLetter,
  toJob,
  toRecord,
  type JobData,
} from './job-record.js';
import type { Ledger, LedgerWriter } from './ledger.js';
import { unavailable, type ReconnectingClient } from './reconnecting-client.js';

/** PostgreSQL has a state of its own for what waits in a queue that is paused. */
const WAIT = ['wait', 'paused'] as JobType[];
/** Dead letters: those that have failed, and those that were recorded as such and wait for that. */
const DEAD: JobType[] = ['failed', 'prioritized'];
const KEPT: JobType[] = [...WAIT, 'delayed', ...DEAD];
const ALL: JobType[] = ['active', ...KEPT];

/** How many jobs are read at once: each may have a megabyte or more. */
const PAGE = 32;
/** How many jobs in a state are read for the time of the oldest. */
const SAMPLE = 100;
/** How often an erasure looks for what has changed its state meanwhile. */
const ERASE_PASSES = 20;

/** The sources (token and endpoint) on a server: each has a queue of its own. A queue without jobs lists them. */
export class Sources {
  /** The name of this source's queue. */
  readonly own: string;

  /** @param base the name of the queue whose settings list the sources */
  constructor(
    readonly base: string,
    source: string,
  ) {
    this.own = `${base}-${fingerprintOf(source)}`;
  }

  /** Lists this source, so that others know of its events. */
  async register(queue: Queue): Promise<void> {
    await setMeta(siblingOf(queue, this.base), this.own.replace(this.base, 'source'), '1');
  }

  /** The names of all queues. */
  async names(queue: Queue): Promise<string[]> {
    const fields = Object.keys(await siblingOf(queue, this.base).getMeta());
    const listed = fields.filter((field) => /^source-[\da-f]{8}$/.test(field));
    return listed.map((field) => field.replace('source', this.base));
  }
}

export interface AdminSettings {
  readonly source: string;
  readonly sources: Sources;
  readonly writer: LedgerWriter;
  readonly ledger: (queue: Queue) => Ledger;
  /** Deletes what this process has fetched of some. */
  readonly eraseHeld: (isMeant: (body: string) => boolean) => Promise<number>;
}

/** What operators do with a queue. */
export class BullmqAdmin implements OutboxAdmin {
  constructor(
    /** Throws if it is not connected. */
    private readonly queue: Pick<ReconnectingClient<Queue>, 'now'>,
    private readonly settings: AdminSettings,
  ) {}

  counts(): Promise<OutboxCounts> {
    return this.ask(async (queue, others) => {
      const [counts, due, oldestAt, ...held] = await Promise.all([
        queue.getJobCounts(...ALL),
        queue.getDelayedCount(Date.now()),
        oldestOf(queue),
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

  async deadLetters(filter: DeadLetterFilter = {}): Promise<readonly DeadLetter[]> {
    checkFilter(filter, 'limit');
    return this.ask(async (queue) => {
      const jobs = await findDead(queue, filter, filter.limit ?? DEFAULT_LIMIT);
      return Promise.all(jobs.map((job) => readLetter(queue, job)));
    });
  }

  async replay(filter: DeadLetterFilter = {}): Promise<number> {
    checkFilter(filter);
    return this.ask(async (queue) => {
      const jobs = await findDead(queue, filter);
      const isUndeliverable = (job: Job) => toDeadLetter(job).undeliverable;
      if (filter.id !== undefined && jobs.some(isUndeliverable)) {
        throw new UndeliverableError(filter.id);
      }
      let count = 0;
      for (const job of jobs.filter((each) => !isUndeliverable(each))) {
        if (await succeeds(() => replayOne(job))) count++;
      }
      return count;
    });
  }

  async discard(filter: DeadLetterFilter = {}): Promise<number> {
    checkFilter(filter);
    return this.ask(async (queue) =>
      drop(queue, this.settings.writer, await findDead(queue, filter), 'discarded'),
    );
  }

  async erase(alias: string): Promise<number> {
    const isTheirs = recognise(alias);
    return this.ask(async (queue, others) => {
      let count = await this.settings.eraseHeld(isTheirs);
      for (const each of [queue, ...others]) {
        // Again, for what has changed its state meanwhile.
        for (let passes = 0, found = -1; found !== 0; passes++) {
          if (passes === ERASE_PASSES) {
            const left = 'Events of theirs change their state all the time. Try again.';
            throw new EraseIncompleteError(count, [left]);
          }
          found = 0;
          for await (const [job, state] of jobsOf(each, ALL)) {
            const { body } = (job.data ?? {}) as Partial<JobData>;
            if (typeof body !== 'string' || !isTheirs(body)) continue;
            found++;
            count += await eraseOne(each, job, state);
          }
        }
      }
      return count;
    });
  }

  adopt(): Promise<number> {
    return this.ask(async (queue, others) => {
      let count = 0;
      for (const other of others) {
        for await (const [job, state] of jobsOf(other, KEPT)) {
          const record = toRecord(job);
          if (record === undefined) continue;
          const { eventId } = job.data as JobData;
          const dead = DEAD.includes(state) ? await deadOf(other, job) : undefined;
          const { name, data, opts } = toJob({ ...record, eventId, dead }, this.settings.source);
          await queue.add(name, data, opts);
          count += await other.remove(job.id!);
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
    return this.ask(async (queue, others) => {
      const audit = new Audit(query);
      const asked = new Set(query.ids);
      for (const each of [queue, ...others]) {
        const isOther = each !== queue;
        // A job that has changed its state during the first look is found in the second.
        for await (const [job, state] of jobsOf(each, [...ALL, ...ALL.toReversed()])) {
          const record = toRecord(job);
          const { eventId } = (job.data ?? {}) as Partial<JobData>;
          if (record === undefined || eventId === undefined || !asked.has(eventId)) continue;
          const kept = DEAD.includes(state) ? await readLetter(each, job) : record;
          audit.addRecord(eventId, kept, isOther);
        }
        if (!isOther) for (const entry of this.settings.writer.unwritten) audit.addEntry(entry);
        await this.settings.ledger(each).read((entry) => audit.addEntry(entry, isOther));
      }
      return audit.answers();
    });
  }

  private async ask<Result>(
    call: (queue: Queue, others: readonly Queue[]) => Promise<Result>,
  ): Promise<Result> {
    try {
      const queue = this.queue.now;
      const names = await this.settings.sources.names(queue);
      const others = names.filter((name) => name !== queue.name);
      return await call(
        queue,
        others.map((name) => siblingOf(queue, name)),
      );
    } catch (error) {
      const isOurs = error instanceof UndeliverableError || error instanceof EraseIncompleteError;
      throw isOurs ? error : unavailable(error);
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
  writer: LedgerWriter,
  limit: number,
  before = Infinity,
): Promise<number> {
  let count = 0;
  for (const state of DEAD) {
    for (let dropped = PAGE; dropped === PAGE && count < limit; count += dropped) {
      const jobs: Job[] = [];
      for await (const [job] of jobsOf(queue, [state], Math.min(PAGE, limit - count))) {
        if (diedAt(job) <= before) jobs.push(job);
      }
      dropped = await drop(queue, writer, jobs, 'deleted');
    }
  }
  return count;
}

/** Deletes dead letters, and enters why in the ledger. @returns how many */
async function drop(
  queue: Queue,
  writer: LedgerWriter,
  jobs: readonly Job[],
  outcome: DroppedBy,
): Promise<number> {
  await writer.add(jobs.flatMap(({ data }) => entriesOf(data, outcome)));
  const removed = await Promise.all(jobs.map(({ id }) => queue.remove(id!)));
  return removed.reduce((sum, each) => sum + each, 0);
}

/** The jobs in some states, one state after the other, as each is at that time; the oldest first. */
async function* jobsOf(queue: Queue, states: readonly JobType[], limit = 0) {
  for (const state of states) {
    const ids = await queue.getRanges([state], 0, limit - 1, true);
    for (let at = 0; at < ids.length; at += PAGE) {
      const jobs = await Promise.all(ids.slice(at, at + PAGE).map((id) => queue.getJob(id)));
      for (const job of jobs) if (job !== undefined) yield [job as Job, state] as const;
    }
  }
}

/** The oldest first. */
async function findDead(
  queue: Queue,
  { id, eventName }: DeadLetterFilter,
  limit = Infinity,
): Promise<Job[]> {
  const isAll = id === undefined && eventName === undefined;
  const found: Job[] = [];
  for await (const [job] of jobsOf(queue, DEAD, isAll && limit < Infinity ? limit : 0)) {
    if (id !== undefined && numberOf(job.id!) !== id) continue;
    if (eventName !== undefined && toDeadLetter(job).eventName !== eventName) continue;
    found.push(job);
  }
  return found.toSorted((one, other) => diedAt(one) - diedAt(other)).slice(0, limit);
}

function diedAt(job: Job): number {
  return job.finishedOn ?? job.timestamp;
}

async function readLetter(queue: Queue, job: Job): Promise<DeadLetter> {
  return toDeadLetter(job, (await queue.getJobLogs(job.id!, -1, -1)).logs);
}

async function deadOf(queue: Queue, job: Job): Promise<NewRecord['dead']> {
  const { reason, status, undeliverable } = await readLetter(queue, job);
  return { reason, status, undeliverable };
}

async function replayOne(job: Job): Promise<void> {
  const { dead, ...data } = job.data as JobData;
  await job.updateData({ ...data, attempts: 0, recordedAt: Date.now() });
  // One that was recorded as a dead letter, and waits for a worker to fail it, is pending with that.
  if (dead !== undefined) await job.changePriority({ priority: 0 });
  if (job.finishedOn === undefined) return;
  await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
}

/** What another process is sending cannot be deleted: it is overwritten, so that it is not sent again. */
async function eraseOne(queue: Queue, job: Job, state: JobType): Promise<number> {
  if (state === 'active') return Number(await succeeds(() => job.updateData(ERASED)));
  return queue.remove(job.id!);
}

/** When the oldest job that is not dead was recorded. */
async function oldestOf(queue: Queue): Promise<number | undefined> {
  const ids = await Promise.all([
    queue.getRanges(['wait'], 0, 0, true),
    queue.getRanges(['active'], 0, SAMPLE - 1, true),
    queue.getRanges(['delayed'], 0, SAMPLE - 1, true),
  ]);
  const jobs = await Promise.all(ids.flat().map((id) => queue.getJob(id)));
  const times = jobs.flatMap((job) => (job && toRecord(job)?.recordedAt) ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
