import type { Job, JobType, Queue } from 'bullmq';
import { isChosen } from '../outbox/dead-letters.js';
import { UndeliverableError, unavailable } from '../outbox/errors.js';
import { Audit, type DroppedBy, type LedgerEntry } from '../outbox/ledger.js';
import {
  DEFAULT_LIMIT,
  LIST_BYTES,
  sizeOf,
  type DeadLetter,
  type DeadLetterChoice,
  type OutboxAdmin,
} from '../outbox/outbox.js';
import { recognise } from '../outbox/person.js';
import { earlier } from '../outbox/time.js';
import { siblingOf } from './internals.js';
import {
  dataOf,
  entriesOf,
  ERASED,
  isDead,
  isErased,
  toDeadLetter,
  toJob,
  toRecord,
  type JobData,
} from './job-record.js';
import { ledgerOf, type Ledger } from './ledger.js';

export interface QueueParts {
  readonly queue: Queue;
  readonly ledger: Ledger;
}

/** PostgreSQL has a state of its own for what waits in a queue that is paused. */
const WAIT = ['wait', 'paused'] as JobType[];
/** Dead letters: jobs that have failed, and those that were recorded as dead and wait until a worker fails them. */
const DEAD: JobType[] = ['failed', 'prioritized'];
const KEPT: JobType[] = [...WAIT, 'delayed', ...DEAD];
const ALL: JobType[] = ['active', ...KEPT];
/** A job that changes its state during the first look is found in the second. */
const TWICE: JobType[] = [...ALL, ...ALL.toReversed()];

/** How many jobs are read at once: each may have a megabyte or more. */
const PAGE = 32;

/** The queues of all sources: they are in the settings of the one without jobs, `base`. */
export async function listQueues(queue: Queue, base: string): Promise<string[]> {
  const fields = Object.keys(await siblingOf(queue, base).getMeta());
  return fields.filter((field) => field.startsWith(`${base}-`));
}

/** @param base the queue that lists all others */
export function bullmqAdmin({ queue, ledger }: QueueParts, base: string): OutboxAdmin {
  /** @param call gets the queues of the other sources */
  const ask = async <T>(call: (others: readonly Queue[]) => Promise<T>): Promise<T> => {
    try {
      const names = await listQueues(queue, base);
      const others = names.filter((name) => name !== queue.name);
      return await call(others.map((name) => siblingOf(queue, name)));
    } catch (error) {
      throw error instanceof UndeliverableError ? error : unavailable(error);
    }
  };

  return {
    counts: () =>
      ask(async (others) => {
        const [counts, due, first, ...held] = await Promise.all([
          queue.getJobCounts(...ALL),
          queue.getDelayedCount(Date.now()),
          queue.getJobs(['wait', 'active', 'delayed'], 0, PAGE - 1, true),
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
          oldestAt: first.map((job) => toRecord(job)?.recordedAt).reduce(earlier, undefined),
        };
      }),

    deadLetters: ({ limit = DEFAULT_LIMIT, ...which } = {}) =>
      ask(async () => {
        const found: DeadLetter[] = [];
        const list = (job: Job) => {
          const deadLetter = toDeadLetter(job);
          if (!isChosen(deadLetter, which)) return 0;
          found.push(deadLetter);
          return sizeOf(deadLetter);
        };
        // Without a filter, each state has enough in its first ones.
        const first = Object.keys(which).length === 0 ? limit : 0;
        await walk([queue], DEAD, list, first, LIST_BYTES);
        let bytes = 0;
        return found
          .sort((one, other) => one.diedAt - other.diedAt)
          .filter((each, index) => (bytes += sizeOf(each)) <= LIST_BYTES || index === 0)
          .slice(0, limit);
      }),

    replay: ({ limit, ...which } = {}) => {
      const replayChosen = async (job: Job) => {
        const deadLetter = toDeadLetter(job);
        if (!isChosen(deadLetter, which)) return 0;
        if (!deadLetter.undeliverable) return tried(replayOne(job));
        if (which.id !== undefined) throw new UndeliverableError(which.id);
        return 0;
      };
      return ask(() => walk([queue], DEAD, replayChosen, 0, limit));
    },

    discard: (filter = {}) => ask(() => drop({ queue, ledger }, filter, 'discarded')),

    async erase(alias) {
      const isTheirs = recognise(alias);
      const eraseTheirs = async (job: Job, of: Queue) => {
        // One that was being sent at the first look.
        if (isErased(job)) await of.remove(job.id!);
        if (!isTheirs(bodyOf(job))) return 0;
        // What is being sent cannot be deleted: it is overwritten, so that it is not sent again.
        return (await of.remove(job.id!)) || tried(job.updateData(ERASED));
      };
      return ask((others) => walk([queue, ...others], TWICE, eraseTheirs));
    },

    adopt() {
      const move = async (job: Job, from: Queue) => {
        const record = toRecord(job);
        if (record === undefined) return 0;
        const { reason, status, undeliverable, diedAt } = toDeadLetter(job);
        const dead = isDead(job) ? { reason, status, undeliverable, diedAt } : undefined;
        const { name, data, opts } = toJob({ ...record, dead });
        await queue.add(name, data, opts);
        return from.remove(job.id!);
      };
      return ask((others) => walk(others, KEPT, move));
    },

    /**
     * Of all sources. Looks at the jobs first: those that are delivered meanwhile are in the ledger before
     * they are deleted.
     */
    audit: (query) =>
      ask(async (others) => {
        const audit = new Audit(query);
        const look = (job: Job, of: Queue) => {
          const { eventId } = dataOf(job) ?? {};
          if (eventId === undefined) return 0;
          const kept = isDead(job) ? toDeadLetter(job) : toRecord(job)!;
          audit.addRecord(eventId, kept, of !== queue);
          return 1;
        };
        const queues = [queue, ...others];
        await walk(queues, TWICE, look);
        for (const entry of ledger.unwritten) audit.addEntry(entry);
        for (const of of queues) {
          const add = (entry: LedgerEntry) => audit.addEntry(entry, of !== queue);
          await ledgerOf(of).read(query.ids, add);
        }
        return audit.answers();
      }),
  };
}

/** Deletes dead letters, the oldest first, and enters why in the ledger. @returns how many */
export function drop(
  { queue, ledger }: QueueParts,
  choice: DeadLetterChoice,
  outcome: DroppedBy,
  limit?: number,
): Promise<number> {
  const dropChosen = async (job: Job) => {
    if (!isChosen(toDeadLetter(job), choice)) return 0;
    await ledger.add(entriesOf(job, outcome));
    return queue.remove(job.id!);
  };
  return walk([queue], DEAD, dropChosen, limit, limit);
}

/**
 * Looks at the jobs of some queues, one state after the other, as each is at that time: the oldest first.
 *
 * @param look is called for some at once, in their order, and returns what it counts
 * @param first how many of each state to look at; 0 for all
 * @param limit the count that ends the walk
 */
async function walk(
  queues: readonly Queue[],
  states: readonly JobType[],
  look: (job: Job, queue: Queue) => number | Promise<number>,
  first = 0,
  limit = Infinity,
): Promise<number> {
  let count = 0;
  for (const [queue, state] of queues.flatMap((each) => states.map((at) => [each, at] as const))) {
    const ids = await queue.getRanges([state], 0, first - 1, true);
    while (ids.length > 0 && count < limit) {
      const page = ids.splice(0, Math.min(PAGE, limit - count));
      const jobs = await Promise.all(page.map((id) => queue.getJob(id)));
      const looks = jobs.map(async (job) => (job === undefined ? 0 : look(job, queue)));
      for (const counted of await Promise.all(looks)) count += counted;
    }
  }
  return count;
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

/** @returns 1, or 0 if the job was gone: then BullMQ's error has a number @throws what else the call throws */
async function tried(call: Promise<unknown>): Promise<number> {
  try {
    await call;
    return 1;
  } catch (error) {
    if (typeof (error as { code?: unknown } | undefined)?.code === 'number') return 0;
    throw error;
  }
}
