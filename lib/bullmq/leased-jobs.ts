import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Job, type IQueueBackend, type Worker } from 'bullmq';
import type { Acknowledgement, DeadLetter, OutboxRecord } from '../outbox/outbox.js';
import { uptime } from '../outbox/time.js';
import { fail, isOver, succeeds } from './finish.js';
import { FOREIGN, notesOf, numberOf, toDeadLetter, toRecord, type JobData } from './job-record.js';
import type { Member } from './member.js';
import type { QueueLedger } from './queue-ledger.js';
import { LOCK_MS } from './server.js';
import { unavailable } from './unavailable.js';

/** The pause after a call of the server that failed, in milliseconds. */
export const RETRY_MS = 500;

interface Leased {
  readonly job: Job<JobData>;
  readonly record: OutboxRecord;
  /** With which the job is locked. */
  readonly token: string;
}

/** What the server gave: a record, one that was a dead letter, or none. */
export type Taken =
  | { readonly record: OutboxRecord | undefined }
  | {
      /** When the next one is due, in milliseconds since the epoch. */
      readonly dueAt: number | undefined;
      /** Until when no process may lease another one; 0 if any may. */
      readonly limitedUntil: number;
    };

export interface JobSettings {
  /** The longest pause between two attempts, in milliseconds: a later time comes from a wrong clock. */
  readonly maxDelayMs: number;
  readonly ledger: Pick<QueueLedger, 'note'>;
  readonly onDamaged: (letter: DeadLetter) => void;
}

/** The jobs that BullMQ has locked for this process, and what becomes of them. */
export class LeasedJobs {
  private readonly token = randomUUID();
  private takes = 0;
  private readonly taking = new Set<Promise<Taken>>();
  private readonly leased = new Map<number, Leased>();
  private heldUntil = Infinity;
  private isLost = false;

  /** @param closed ends what is repeated until the server answers */
  constructor(
    private readonly worker: Member<Worker>,
    private readonly settings: JobSettings,
    private readonly closed: AbortSignal,
  ) {}

  get records(): OutboxRecord[] {
    return [...this.leased.values()].map(({ record }) => record);
  }

  has({ id }: OutboxRecord): boolean {
    return this.leased.has(id);
  }

  /** False if the locks may be over, because this process slept or could not reach the server. */
  areHeld(): boolean {
    return !this.isLost && (this.leased.size === 0 || uptime() < this.heldUntil);
  }

  /** What was lost is given back. */
  forgetLost(): void {
    this.isLost = false;
  }

  /** Leases the next one. */
  take(): Promise<Taken> {
    const taken = this.takeNext();
    this.taking.add(taken);
    taken.finally(() => this.taking.delete(taken)).catch(() => undefined);
    return taken;
  }

  /** Waits for what is being leased. */
  async taken(): Promise<void> {
    await Promise.allSettled(this.taking);
  }

  private async takeNext(): Promise<Taken> {
    const worker = await this.worker.ready();
    if (worker === undefined) return { dueAt: undefined, limitedUntil: 0 };
    const token = `${this.token}:${++this.takes}`;
    const startedAt = uptime();
    const taken = await worker
      .getBackend()
      .moveToActive(token)
      .catch((error: unknown) => Promise.reject(unavailable(error)));
    return this.accept(worker, taken, token, startedAt);
  }

  /**
   * Sets the next state of a record, if it is still leased.
   *
   * @param wantsNext leases the next one with the answer to a delivery: that halves what the server has to do
   */
  async acknowledge(next: Acknowledgement, wantsNext: boolean): Promise<Taken | undefined> {
    const leased = this.leased.get(next.id);
    if (leased === undefined) return undefined;
    this.leased.delete(next.id);
    return this.insist((worker) => this.move(worker, leased, next, wantsNext));
  }

  /** Deletes some. @param onTaken is called before, when they are no longer leased @returns how many */
  async erase(isMeant: (record: OutboxRecord) => boolean, onTaken: () => void): Promise<number> {
    const meant = [...this.leased.values()].filter(({ record }) => isMeant(record));
    if (meant.length === 0) return 0;
    for (const { record } of meant) this.leased.delete(record.id);
    onTaken();
    const backend = this.worker.now.getBackend();
    let count = 0;
    for (const { job, token } of meant) {
      // One that was given back in this moment waits again.
      if (await succeeds(() => complete(backend, job, token))) count++;
    }
    return count;
  }

  /** Renews the locks. */
  async renew(): Promise<void> {
    if (this.leased.size === 0) return;
    const startedAt = uptime();
    const leased = [...this.leased.values()];
    try {
      const ids = leased.map(({ job }) => job.id!);
      const tokens = leased.map(({ token }) => token);
      const lost = await this.worker.now.extendJobLocks(ids, tokens, LOCK_MS);
      this.heldUntil = startedAt + LOCK_MS;
      // Those that were acknowledged meanwhile are not lost.
      for (const id of lost) if (this.leased.delete(numberOf(id))) this.isLost = true;
    } catch {
      // The next renewal repeats it.
    }
  }

  async sleep(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.closed, ref: false }).catch(() => undefined);
  }

  /** Notes what BullMQ has leased, if anything: a job, its id, and when there will be one instead. */
  private async accept(
    worker: Worker,
    [json, id, limitMs, dueAt]: any[],
    token: string,
    startedAt: number,
  ): Promise<Taken> {
    if (!json) {
      const limitedUntil = limitMs > 0 ? Date.now() + limitMs : 0;
      return { dueAt: limitedUntil || dueAt || undefined, limitedUntil };
    }
    const job = Job.fromJSON<JobData>(worker, json, id);
    const record = toRecord(job);
    if (record === undefined || job.data.dead !== undefined) {
      await this.bury(worker.getBackend(), job, token);
      return { record: undefined };
    }
    if (this.leased.size === 0) this.heldUntil = startedAt + LOCK_MS;
    this.leased.set(record.id, { job, record, token });
    return { record };
  }

  /** A job that was recorded as a dead letter, is no event of ours, or was erased. */
  private async bury(backend: IQueueBackend, job: Job, token: string): Promise<void> {
    if (job.data?.erased === true) {
      await complete(backend, job, token);
      return;
    }
    await fail(backend, job, token, job.data?.dead?.reason ?? FOREIGN);
    if (job.data?.dead === undefined) this.settings.onDamaged(toDeadLetter(job, FOREIGN));
  }

  private async move(
    worker: Worker,
    { job, record, token }: Leased,
    next: Acknowledgement,
    wantsNext: boolean,
  ): Promise<Taken | undefined> {
    const backend = worker.getBackend();
    if (next.state === 'delivered') {
      await this.settings.ledger.note(notesOf(job.data, 'delivered'), backend);
      const startedAt = uptime();
      const result = await complete(backend, job, token, wantsNext);
      const isAnswer = wantsNext && Array.isArray(result);
      return isAnswer ? this.accept(worker, result, token, startedAt) : undefined;
    }
    if (next.state === 'dead') {
      const shown = next.status === undefined ? next.reason : `Converge answered ${next.status}`;
      await fail(backend, job, token, shown, next.reason);
      return undefined;
    }
    const now = Date.now();
    const delayMs = next.dueAt - now;
    const isDue = delayMs <= 0 || delayMs > this.settings.maxDelayMs;
    const skipAttempt = next.attempts === record.attempts;
    if (!isDue) await backend.moveToDelayed(job.id!, now, delayMs, token, { skipAttempt });
    else if (skipAttempt) await backend.moveJobFromActiveToWait(job.id!, token);
    else await backend.retryJob(job.id!, false, token);
    return undefined;
  }

  /** Repeats a call until the server has answered, this process is closed, or the job is not leased. */
  private async insist(call: (worker: Worker) => Promise<Taken | undefined>) {
    for (;;) {
      try {
        const worker = await this.worker.ready();
        return worker && (await call(worker));
      } catch (error) {
        if (isOver(error) || this.closed.aborted) return undefined;
      }
      await this.sleep(RETRY_MS);
    }
  }
}

/** Deletes a leased job. @param wantsNext leases the next one */
async function complete(backend: IQueueBackend, job: Job, token: string, wantsNext = false) {
  const { result } = await backend.moveToCompleted(job, null, true, token, wantsNext);
  return result;
}
