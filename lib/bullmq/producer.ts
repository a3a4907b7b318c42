import { randomUUID } from 'node:crypto';
import { Job, type Queue } from 'bullmq';
import { OutboxFullError } from '../outbox/errors.js';
import { OutboxUnavailableError } from '../outbox/errors.js';
import type { NewRecord } from '../outbox/outbox.js';
import type { Member } from './member.js';
import { dropOldest } from './dead-letters.js';
import { fail } from './finish.js';
import { uptime } from '../outbox/time.js';
import { toJob, type JobData } from './job-record.js';
import type { QueueLedger } from './queue-ledger.js';
import { unavailable } from './unavailable.js';

/** How often the number of events is counted again while there is plenty of room, in milliseconds ... */
const COUNT_MS = 5_000;
/** ... and from which share of the limit on before each batch. */
const NEARLY_FULL = 0.9;
/** How many events are added in one call. */
const BATCH = 500;

type NewJob = ReturnType<typeof toJob>;

interface Waiting {
  readonly job: NewJob;
  /** Until when its caller waits, by `uptime`. */
  readonly until: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** Adds events to the queue: what a turn of the event loop puts, and what comes while it is written, in one call. */
export class Producer {
  private waiting: Waiting[] = [];
  private isWriting = false;
  /** How many events there are, as far as it is known, and when that was counted. */
  private total = 0;
  private countedAt = -Infinity;
  private counting?: Promise<void>;

  /**
   * @param putMs after how long a caller gives up, in milliseconds
   * @param onEvicted is called with the number of dead letters that made room
   */
  constructor(
    private readonly queue: Member<Queue>,
    private readonly ledger: QueueLedger,
    private readonly source: string,
    private readonly maxEvents: number,
    private readonly putMs: number,
    private readonly onEvicted: (count: number) => void,
  ) {}

  /** @throws OutboxFullError, OutboxUnavailableError */
  add(record: NewRecord): Promise<void> {
    return new Promise((resolve, reject) => {
      const until = uptime() + this.putMs;
      this.waiting.push({ job: toJob(record, this.source), until, resolve, reject });
      if (this.waiting.length === 1 && !this.isWriting) setImmediate(() => void this.write());
    });
  }

  private async write(): Promise<void> {
    this.isWriting = true;
    while (this.waiting.length > 0) {
      const batch = this.takeBatch();
      try {
        if (batch.length === 0) continue;
        const queue = this.queue.now;
        const room = await this.makeRoom(queue, batch.length);
        await this.addAll(queue, batch.slice(0, room));
        for (const { resolve } of batch.slice(0, room)) resolve();
        for (const { reject } of batch.slice(room)) reject(new OutboxFullError('maxEvents'));
      } catch (error) {
        for (const { reject } of batch) reject(unavailable(error));
      }
    }
    this.isWriting = false;
  }

  /** Leaves out those whose callers have given up: they are spilled, and would be sent twice. */
  private takeBatch(): readonly Waiting[] {
    const now = uptime();
    const taken = this.waiting.splice(0, BATCH);
    for (const { until, reject } of taken)
      if (until < now) reject(new OutboxUnavailableError('it does not answer in time'));
    return taken.filter(({ until }) => until >= now);
  }

  private async addAll(queue: Queue, batch: readonly Waiting[]): Promise<void> {
    const [living, dead] = [false, true].map((isDead) =>
      batch.map(({ job }) => job).filter(({ data }) => (data.dead !== undefined) === isDead),
    ) as [NewJob[], NewJob[]];
    if (living.length > 0) await queue.addBulk(living);
    for (const job of dead) await addDead(queue, job);
    this.total += batch.length;
  }

  /** @returns for how many of these there is room */
  private async makeRoom(queue: Queue, count: number): Promise<number> {
    const isNear = this.total + count > NEARLY_FULL * this.maxEvents;
    if (isNear || Date.now() - this.countedAt > COUNT_MS) {
      this.counting ??= this.count(queue).finally(() => (this.counting = undefined));
      // Counting a large queue takes PostgreSQL a while.
      if (isNear) await this.counting;
      else this.counting.catch(() => undefined);
    }
    const excess = this.total + count - this.maxEvents;
    if (excess <= 0) return count;
    return Math.max(0, count - excess + (await this.evict(queue, excess)));
  }

  private async count(queue: Queue): Promise<void> {
    this.total = await queue.getJobCountByTypes();
    this.countedAt = Date.now();
  }

  /** Deletes the oldest dead letters. @returns how many */
  private async evict(queue: Queue, count: number): Promise<number> {
    const evicted = await dropOldest(queue, this.ledger, count);
    this.total -= evicted;
    if (evicted > 0) this.onEvicted(evicted);
    return evicted;
  }
}

/**
 * Adds a dead letter: a job that fails at once. It is the next one that a worker gets, and this process
 * takes the place of that worker; if another one is faster, it fails the job as well.
 */
export async function addDead(queue: Queue, { name, data, opts }: NewJob): Promise<void> {
  const { id } = await queue.add(name, data, { ...opts, lifo: true });
  const backend = queue.getBackend();
  const token = randomUUID();
  const [json, taken] = await backend.moveToActive(token);
  if (!json) return;
  if (taken !== id) {
    await backend.moveJobFromActiveToWait(taken, token);
    return;
  }
  const job = Job.fromJSON<JobData>(queue, json, taken);
  await fail(backend, job, token, data.dead!.reason);
}
