import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Job, type IQueueBackend, type Worker } from 'bullmq';
import {
  givenBack,
  NO_LEASE,
  sizeOf,
  type Acknowledgement,
  type DeadLetter,
  type Lease,
  type OutboxRecord,
} from '../outbox/outbox.js';
import { endsWithin, uptime } from '../outbox/timer.js';
import { fail, isOver, succeeds } from './finish.js';
import { FOREIGN, numberOf, toDeadLetter, toRecord, type JobData } from './job-record.js';
import type { Member } from './member.js';
import { LOCK_MS } from './server.js';

/** How often the locks of leased events are renewed, in milliseconds. */
const RENEW_MS = LOCK_MS / 3;
/** How long a wait for an event lasts at most, in milliseconds: then what has become due is looked for. */
const WAIT_MS = 5_000;
/** The pause after a call of the server that failed, in milliseconds. */
const RETRY_MS = 500;

interface Leased {
  readonly job: Job<JobData>;
  readonly record: OutboxRecord;
  /** With which the job is locked. */
  readonly token: string;
}

interface Caller {
  readonly limit: number;
  readonly maxBytes: number;
  resolve(lease: Lease): void;
}

export interface ConsumerSettings {
  /** The longest pause between two attempts, in milliseconds: a later time comes from a wrong clock. */
  readonly maxDelayMs: number;
  /** How many events may be asked for at once: PostgreSQL answers in any order. */
  readonly burst: number;
  readonly onDamaged: (letter: DeadLetter) => void;
}

/** Leases the events of the queue: BullMQ locks their jobs, and gives those of ended processes to others. */
export class Consumer {
  private readonly token = randomUUID();
  private takes = 0;
  private readonly leased = new Map<number, Leased>();
  /** Leased already, for the next calls. */
  private early: OutboxRecord[] = [];
  private caller?: Caller;
  private isServing = false;
  private heldUntil = Infinity;
  private isLost = false;
  private readonly renewal = setInterval(() => void this.renew(), RENEW_MS).unref();
  private readonly closed = new AbortController();
  giveBack = (): void => undefined;

  constructor(
    private readonly worker: Member<Worker>,
    private readonly settings: ConsumerSettings,
  ) {
    void this.recover();
  }

  async lease(limit: number, wait: boolean, maxBytes: number): Promise<Lease> {
    if (this.closed.signal.aborted) return NO_LEASE;
    if (limit > 0) this.isLost = false;
    if (!wait) return this.cut(limit, maxBytes, await this.fetch(Math.max(limit, 1)));
    this.caller?.resolve(NO_LEASE);
    return new Promise((resolve) => {
      this.caller = { limit, maxBytes, resolve };
      if (!this.isServing) void this.serve();
    });
  }

  /** False if the locks may be over, because this process slept or could not reach the server. */
  holdsLeases(): boolean {
    return !this.isLost && (this.leased.size === 0 || uptime() < this.heldUntil);
  }

  async acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void> {
    const known = acknowledgements.filter(({ id }) => this.leased.has(id));
    const work = known.map(async (next) => {
      const leased = this.leased.get(next.id)!;
      await this.insist((backend) => this.move(backend, leased, next));
      this.leased.delete(next.id);
    });
    await Promise.all(work);
  }

  /** Deletes what this process has leased of some, and has the rest of it given back. @returns how many */
  async erase(isMeant: (record: OutboxRecord) => boolean): Promise<number> {
    const meant = [...this.leased.values()].filter(({ record }) => isMeant(record));
    if (meant.length === 0) return 0;
    this.early = this.early.filter((record) => !isMeant(record));
    for (const { record } of meant) this.leased.delete(record.id);
    this.giveBack();
    const backend = this.worker.now.getBackend();
    let count = 0;
    for (const { job, token } of meant) {
      // One that was given back in this moment waits again.
      if (await succeeds(() => complete(backend, job, token))) count++;
    }
    return count;
  }

  /** Gives back all that is leased. @param timeoutMs milliseconds */
  async close(timeoutMs: number): Promise<void> {
    clearInterval(this.renewal);
    this.closed.abort();
    this.endCaller(NO_LEASE);
    const deadline = uptime() + timeoutMs;
    const back = [...this.leased.values()].map(({ record }) => givenBack(record));
    await endsWithin(
      this.acknowledge(back).catch(() => undefined),
      timeoutMs / 2,
    );
    await endsWithin(
      this.endWait().catch(() => undefined),
      deadline - uptime(),
    );
    await this.worker.close(deadline - uptime());
  }

  /** Closing would wait for its end, and the process too. */
  private async endWait(): Promise<void> {
    await this.worker.now.getBackend().disconnectBlocking();
  }

  /** Looks for the events of processes that have ended, from time to time. */
  private async recover(): Promise<void> {
    const worker = await this.worker.ready();
    await worker?.startStalledCheckTimer();
  }

  /** Answers the call that waits, and those that follow it meanwhile. */
  private async serve(): Promise<void> {
    this.isServing = true;
    while (this.caller !== undefined) {
      try {
        const nextDueAt = await this.fetch(this.caller.limit);
        if (this.early.length === 0) await this.wait(nextDueAt);
        else if (this.caller !== undefined) {
          this.endCaller(this.cut(this.caller.limit, this.caller.maxBytes, nextDueAt));
        }
      } catch {
        await this.sleep(RETRY_MS);
      }
    }
    this.isServing = false;
  }

  private endCaller(lease: Lease): void {
    this.caller?.resolve(lease);
    this.caller = undefined;
  }

  private async wait(nextDueAt = Infinity): Promise<void> {
    const ms = Math.min(WAIT_MS, Math.max(1, nextDueAt - Date.now()));
    if (this.limitedUntil > Date.now()) await this.sleep(this.limitedUntil - Date.now());
    else await (await this.worker.ready())?.getBackend().waitForJob(ms / 1_000);
  }

  /** Takes from what is leased already. */
  private cut(limit: number, maxBytes: number, nextDueAt: number | undefined): Lease {
    let [count, bytes] = [0, 0];
    for (const record of this.early) {
      bytes += sizeOf(record);
      if (count >= limit || (count > 0 && bytes > maxBytes)) break;
      count++;
    }
    const records = this.early.splice(0, count);
    return { records, nextDueAt: this.early.length > 0 ? 0 : nextDueAt };
  }

  /**
   * Leases until there are so many, one first, then more at once.
   *
   * @returns when the next one is due, in milliseconds since the epoch; 0 if that may be now
   */
  private async fetch(limit: number): Promise<number | undefined> {
    for (
      let burst = 1;
      this.early.length < limit;
      burst = Math.min(2 * burst, this.settings.burst)
    ) {
      const count = Math.min(burst, limit - this.early.length);
      const taken = await Promise.all(Array.from({ length: count }, () => this.take()));
      const nothing = taken.find((each) => typeof each !== 'boolean');
      if (nothing !== undefined) return nothing.dueAt;
    }
    return 0;
  }

  private limitedUntil = 0;

  /** Leases the next event. @returns true if there was one; else when the next one is due */
  private async take(): Promise<true | { readonly dueAt: number | undefined }> {
    const worker = await this.worker.ready();
    if (worker === undefined) return { dueAt: undefined };
    const backend = worker.getBackend();
    const token = `${this.token}:${++this.takes}`;
    const startedAt = uptime();
    const [json, id, limitMs, dueAt] = await backend.moveToActive(token);
    if (!json) {
      this.limitedUntil = limitMs > 0 ? Date.now() + limitMs : 0;
      return { dueAt: this.limitedUntil || dueAt || undefined };
    }
    const job = Job.fromJSON<JobData>(worker, json, id);
    const record = toRecord(job);
    if (record === undefined || job.data.dead !== undefined) await this.bury(backend, job, token);
    else {
      if (this.leased.size === 0) this.heldUntil = startedAt + LOCK_MS;
      this.leased.set(record.id, { job, record, token });
      this.early.push(record);
    }
    return true;
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
    backend: IQueueBackend,
    { job, record, token }: Leased,
    next: Acknowledgement,
  ): Promise<void> {
    if (next.state === 'delivered') {
      await complete(backend, job, token);
    } else if (next.state === 'dead') {
      const shown = next.status === undefined ? next.reason : `Converge answered ${next.status}`;
      await fail(backend, job, token, shown, next.reason);
    } else {
      const now = Date.now();
      const delayMs = next.dueAt - now;
      const isDue = delayMs <= 0 || delayMs > this.settings.maxDelayMs;
      const skipAttempt = next.attempts === record.attempts;
      if (!isDue) await backend.moveToDelayed(job.id!, now, delayMs, token, { skipAttempt });
      else if (skipAttempt) await backend.moveJobFromActiveToWait(job.id!, token);
      else await backend.retryJob(job.id!, false, token);
    }
  }

  /** Repeats a call until the server has answered, this process is closed, or the event is no longer leased. */
  private async insist(call: (backend: IQueueBackend) => Promise<void>): Promise<void> {
    for (;;) {
      try {
        const worker = await this.worker.ready();
        if (worker !== undefined) await call(worker.getBackend());
        return;
      } catch (error) {
        if (isOver(error) || this.closed.signal.aborted) return;
      }
      await this.sleep(RETRY_MS);
    }
  }

  private async renew(): Promise<void> {
    if (this.leased.size === 0) return;
    // What was fetched and is not asked for may be sent by other processes.
    if (this.caller === undefined && this.early.length > 0) {
      const records = this.early.splice(0);
      this.acknowledge(records.map(givenBack)).catch(() => undefined);
    }
    const startedAt = uptime();
    const leased = [...this.leased.values()];
    try {
      const ids = leased.map(({ job }) => job.id!);
      const lost = await this.worker.now.extendJobLocks(
        ids,
        leased.map(({ token }) => token),
        LOCK_MS,
      );
      this.heldUntil = startedAt + LOCK_MS;
      // Those that were acknowledged meanwhile are not lost.
      for (const id of lost) {
        if (this.leased.delete(numberOf(id))) this.isLost = true;
      }
    } catch {
      // The next renewal repeats it.
    }
  }

  private async sleep(ms: number): Promise<void> {
    const options = { signal: this.closed.signal, ref: false };
    await pause(ms, undefined, options).catch(() => undefined);
  }
}

/** Deletes a leased job. */
async function complete(backend: IQueueBackend, job: Job, token: string): Promise<void> {
  await backend.moveToCompleted(job, null, true, token, false);
}
