import { setTimeout as pause } from 'node:timers/promises';
import { Job, type IQueueBackend, type JobType, type Queue } from 'bullmq';
import { auditQueues } from './audit-queues.js';
import { dropLetters, readLetter } from './dead-letters.js';
import { succeeds } from './finish.js';
import { checkFilter } from '../outbox/check-filter.js';
import { EraseIncompleteError } from '../outbox/errors.js';
import type { AuditAnswer, AuditQuery } from '../outbox/ledger.js';
import {
  DEFAULT_LIMIT,
  type DeadLetter,
  type DeadLetterFilter,
  type OutboxAdmin,
  type OutboxCounts,
  type OutboxRecord,
} from '../outbox/outbox.js';
import { recognise } from '../outbox/person.js';
import { UndeliverableError } from '../outbox/errors.js';
import { ERASED, numberOf, toDeadLetter, toJob, toRecord, type JobData } from './job-record.js';
import { jobsOf, PAGE } from './jobs-of.js';
import type { Member } from './member.js';
import { addDead } from './producer.js';
import type { QueueLedger } from './queue-ledger.js';
import type { Sources } from './sources.js';
import { unavailable } from './unavailable.js';

const WAITING = ['wait', 'prioritized'] as const;
const STATES = [...WAITING, 'delayed', 'failed'] as const;
/** PostgreSQL has a state of its own for what waits in a queue that is paused. */
const COUNTED = [...WAITING, 'paused' as JobType, 'active', 'delayed', 'failed'] as JobType[];
/** How many jobs in a state are read for the time of the oldest. */
const SAMPLE = 100;
/** How long an erasure waits for what other processes are sending, in milliseconds. */
const SENDING_MS = 15_000;

/** What operators do with a queue. */
export class BullmqAdmin implements OutboxAdmin {
  /** @param eraseLeased deletes what this process has leased of some */
  constructor(
    private readonly queue: Member<Queue>,
    private readonly ledger: QueueLedger,
    private readonly sources: Sources,
    private readonly source: string,
    private readonly eraseLeased: (isMeant: (record: OutboxRecord) => boolean) => Promise<number>,
  ) {}

  async counts(): Promise<OutboxCounts> {
    return this.ask(async (queue) => {
      const backend = queue.getBackend();
      const [
        [wait = 0, prioritized = 0, paused = 0, leased = 0, delayed = 0, dead = 0],
        [due = 0],
      ] = await Promise.all([
        backend.getCounts(COUNTED),
        backend.getCounts(['delayed'], Date.now()),
      ]);
      const held = await this.sources.others(backend);
      const counts = await Promise.all(held.map((each) => each.getCounts([...STATES])));
      return {
        pending: wait + prioritized + paused + due,
        leased,
        waiting: Math.max(0, delayed - due),
        dead,
        held: counts.flat().reduce((sum, count) => sum + count, 0),
        inMemory: 0,
        oldestAt: await oldestAt(queue, wait),
      };
    });
  }

  async deadLetters(filter: DeadLetterFilter = {}): Promise<readonly DeadLetter[]> {
    checkFilter(filter, 'limit');
    return this.ask((queue) => this.find(queue, filter, filter.limit ?? DEFAULT_LIMIT));
  }

  async replay(filter: DeadLetterFilter = {}): Promise<number> {
    checkFilter(filter);
    return this.ask(async (queue) => {
      const jobs = await this.findJobs(queue, filter);
      const isUndeliverable = (job: Job) => toDeadLetter(job).undeliverable;
      if (filter.id !== undefined && jobs.some(isUndeliverable)) {
        throw new UndeliverableError(filter.id);
      }
      let count = 0;
      for (const job of jobs.filter((each) => !isUndeliverable(each))) {
        const { dead: _, ...data } = job.data as JobData;
        const isReplayed = await succeeds(async () => {
          await job.updateData({ ...data, recordedAt: Date.now() });
          await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
        });
        if (isReplayed) count++;
      }
      return count;
    });
  }

  async discard(filter: DeadLetterFilter = {}): Promise<number> {
    checkFilter(filter);
    return this.ask(async (queue) => {
      const jobs = await this.findJobs(queue, filter);
      return dropLetters(queue, this.ledger, jobs, 'discarded');
    });
  }

  async erase(alias: string): Promise<number> {
    const isTheirs = recognise(alias);
    const isMeant = (body: unknown) => typeof body === 'string' && isTheirs(body);
    return this.ask(async (queue) => {
      let count = await this.eraseLeased(({ body }) => isTheirs(body));
      const own = queue.getBackend();
      for (const backend of [own, ...(await this.sources.others(own))]) {
        // Again, for what has changed its state meanwhile.
        for (let found = -1; found !== 0; count += found) {
          found = await eraseAll(backend, isMeant, count);
        }
      }
      return count;
    });
  }

  async adopt(): Promise<number> {
    return this.ask(async (queue) => {
      let count = 0;
      const own = queue.getBackend();
      for (const backend of await this.sources.others(own)) {
        for await (const [id, json, state] of jobsOf(backend, STATES)) {
          const job = Job.fromJSON(queue, json, id);
          const record = toRecord(job);
          if (record === undefined) continue;
          const { reason, undeliverable } = toDeadLetter(job);
          const dead = state === 'failed' ? { reason, undeliverable } : undefined;
          const { name, data, opts } = toJob({ ...record, dead }, this.source);
          if (dead === undefined) await queue.add(name, data, opts);
          else await addDead(queue, { name, data, opts });
          count += await backend.remove(id, false);
        }
      }
      return count;
    });
  }

  audit(query: AuditQuery): Promise<readonly AuditAnswer[]> {
    return this.ask(async (queue) => {
      const others = await this.sources.others(queue.getBackend());
      return auditQueues(query, queue, others, this.ledger);
    });
  }

  private async find(queue: Queue, filter: DeadLetterFilter, limit: number) {
    const jobs = await this.findJobs(queue, filter, limit);
    return Promise.all(jobs.map((job) => readLetter(queue.getBackend(), job)));
  }

  /** The oldest first. */
  private async findJobs(queue: Queue, { id, eventName }: DeadLetterFilter, limit = Infinity) {
    const found: Job[] = [];
    const all = await queue.getRanges(['failed'], 0, -1, true);
    const ids = id === undefined ? all : all.filter((each) => numberOf(each) === id);
    for (let at = 0; at < ids.length && found.length < limit; at += PAGE) {
      const page = await Promise.all(ids.slice(at, at + PAGE).map((each) => queue.getJob(each)));
      for (const job of page) {
        if (job === undefined) continue;
        if (eventName === undefined || toDeadLetter(job).eventName === eventName) found.push(job);
      }
    }
    return found.slice(0, limit);
  }

  private async ask<Result>(call: (queue: Queue) => Promise<Result>): Promise<Result> {
    try {
      return await call(this.queue.now);
    } catch (error) {
      const isOurs = error instanceof UndeliverableError || error instanceof EraseIncompleteError;
      throw isOurs ? error : unavailable(error);
    }
  }
}

async function oldestAt(queue: Queue, waiting: number): Promise<number | undefined> {
  // The newest of those that wait comes first.
  const [oldest, active, delayed] = await Promise.all([
    waiting === 0 ? [] : queue.getRanges(['wait'], waiting - 1, waiting - 1, false),
    queue.getRanges(['active'], 0, SAMPLE - 1, false),
    queue.getRanges(['delayed'], 0, SAMPLE - 1, true),
  ]);
  const ids = [...oldest, ...active, ...delayed];
  const jobs = await Promise.all(ids.map((id) => queue.getJob(id)));
  const times = jobs.flatMap((job) => (job && toRecord(job)?.recordedAt) ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}

function bodyOf(json: { readonly data: string }): unknown {
  return (JSON.parse(json.data) as Partial<JobData> | null)?.body;
}

/**
 * What is being sent comes first, as it may be given back to one of the other states, and last, as it may
 * have been leased from one of them.
 *
 * @param erased how many others were deleted
 * @returns how many were deleted
 * @throws EraseIncompleteError
 */
async function eraseAll(
  backend: IQueueBackend,
  isMeant: (body: unknown) => boolean,
  erased: number,
): Promise<number> {
  let count = await eraseActive(backend, isMeant, erased);
  for await (const [id, json] of jobsOf(backend, STATES)) {
    if (isMeant(bodyOf(json))) count += await backend.remove(id, false);
  }
  return count + (await eraseActive(backend, isMeant, erased + count));
}

/**
 * Overwrites what other processes are sending, and waits until it is sent or given back.
 *
 * @param erased how many others were deleted
 * @throws EraseIncompleteError
 */
async function eraseActive(
  backend: IQueueBackend,
  isMeant: (body: unknown) => boolean,
  erased: number,
): Promise<number> {
  const ids: string[] = [];
  for await (const [id, json] of jobsOf(backend, ['active'])) {
    if (!isMeant(bodyOf(json))) continue;
    ids.push(id);
    await succeeds(() => backend.updateData({ id } as Job, ERASED));
  }
  const isActive = async (id: string) => backend.isJobInState('active', id);
  const deadline = Date.now() + SENDING_MS;
  for (const id of ids) {
    while (await isActive(id)) {
      if (Date.now() > deadline) {
        const left = `${ids.length} event(s) are still being sent by other processes. Try again.`;
        throw new EraseIncompleteError(erased, [left]);
      }
      await pause(50);
    }
    await backend.remove(id, false);
  }
  return ids.length;
}
