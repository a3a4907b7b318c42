import type { Worker } from 'bullmq';
import {
  countFitting,
  givenBack,
  NO_LEASE,
  type Acknowledgement,
  type Lease,
  type OutboxRecord,
} from '../outbox/outbox.js';
import { endsWithin, uptime } from '../outbox/time.js';
import { WaitingCall } from '../outbox/waiting-call.js';
import { LeasedJobs, RETRY_MS, type JobSettings, type Taken } from './leased-jobs.js';
import type { Member } from './member.js';
import { LOCK_MS } from './server.js';
import { unavailable } from './unavailable.js';

/** How often the locks of leased events are renewed, in milliseconds. */
const RENEW_MS = LOCK_MS / 3;
/** After how many renewals without an answer to a call that waits this is reported. */
const SILENT_RENEWALS = 3;
/** How long closing waits at most for what is being leased, in milliseconds: the server may be away. */
const TAKE_MS = 1_000;
/** How long a wait for an event lasts at most, in milliseconds: then what has become due is looked for. */
const WAIT_MS = 5_000;

export interface ConsumerSettings extends JobSettings {
  /** How many events may be asked for at once: PostgreSQL answers in any order. */
  readonly burst: number;
  /** The server has given nothing for long, nor said that there is nothing. @param reason in words */
  readonly onSilence: (reason: string) => void;
}

/** Leases the events of the queue: BullMQ locks their jobs, and gives those of ended processes to others. */
export class Consumer {
  private readonly jobs: LeasedJobs;
  /** Leased already, for the next calls. */
  private early: OutboxRecord[] = [];
  private readonly waiting = new WaitingCall();
  /** What is fetched for the call that waits. */
  private fetching?: Promise<unknown>;
  /** How many leases such calls have got. */
  private given = 0;
  /** How many records the last call that could wait asked for. */
  private wanted = 0;
  /** Whether more were due than were asked for. */
  private isBacklog = false;
  /** Whether records came with the answer to an acknowledgement: then the next call need not ask. */
  private isAhead = false;
  private isServing = false;
  private limitedUntil = 0;
  /** How often locks were renewed since the server has answered a call that waits. */
  private silent = 0;
  private failure: unknown;
  private readonly renewal = setInterval(() => void this.renew(), RENEW_MS).unref();
  private readonly closed = new AbortController();
  giveBack = (): void => undefined;

  constructor(
    private readonly worker: Member<Worker>,
    private readonly settings: ConsumerSettings,
  ) {
    this.jobs = new LeasedJobs(worker, settings, this.closed.signal);
    void this.recover();
  }

  async lease(limit: number, wait: boolean, maxBytes: number): Promise<Lease> {
    if (this.closed.signal.aborted) return NO_LEASE;
    if (limit > 0) {
      this.jobs.forgetLost();
      this.wanted = wait ? limit : 0;
    }
    if (!wait) {
      const { given } = this;
      const due = await this.fetch(Math.max(limit, 1));
      // What the call that waits gets meanwhile is not seen here.
      await this.fetching;
      const lease = this.cut(limit, maxBytes, this.given > given ? 0 : due);
      this.answer(lease.nextDueAt);
      return lease;
    }
    const answer = this.waiting.begin(limit, maxBytes);
    if (!this.isServing) void this.serve();
    return answer;
  }

  holdsLeases(): boolean {
    return this.jobs.areHeld();
  }

  async acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void> {
    await Promise.all(acknowledgements.map((next) => this.acknowledgeOne(next)));
  }

  /** Deletes what this process has leased of some, and has the rest of it given back. @returns how many */
  async erase(isMeant: (record: OutboxRecord) => boolean): Promise<number> {
    return this.jobs.erase(isMeant, () => {
      this.early = this.early.filter((record) => !isMeant(record));
      this.giveBack();
    });
  }

  /** Gives back all that is leased. @param timeoutMs milliseconds */
  async close(timeoutMs: number): Promise<void> {
    clearInterval(this.renewal);
    this.closed.abort();
    this.waiting.end();
    const deadline = uptime() + timeoutMs;
    // What the server is about to lease would stay leased until its lock is over.
    await endsWithin(this.jobs.taken(), Math.min(TAKE_MS, timeoutMs / 4));
    const back = this.acknowledge(this.jobs.records.map(givenBack));
    await endsWithin(
      back.catch(() => undefined),
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

  private async acknowledgeOne(next: Acknowledgement): Promise<void> {
    const isMore = this.isBacklog && this.early.length < this.wanted;
    const taken = await this.jobs.acknowledge(next, isMore && !this.closed.signal.aborted);
    if (taken === undefined) return;
    this.isBacklog = this.note(taken);
    if (this.early.length === 0) return;
    this.isAhead = true;
    this.answer(0);
  }

  /** Answers the call that waits, and those that follow it meanwhile. */
  private async serve(): Promise<void> {
    this.isServing = true;
    for (let asked; (asked = this.waiting.asked) !== undefined;) {
      try {
        const fetching = this.isAhead ? Promise.resolve(0) : this.fetch(asked.limit);
        this.fetching = fetching.catch(() => undefined);
        const nextDueAt = await fetching;
        if (this.early.length === 0) await this.wait(nextDueAt);
        else this.answer(nextDueAt);
        this.silent = 0;
        this.failure = undefined;
      } catch (error) {
        this.failure = error;
        await this.jobs.sleep(RETRY_MS);
      }
    }
    this.silent = 0;
    this.isServing = false;
  }

  /** Gives what is leased already to the call that waits. */
  private answer(nextDueAt: number | undefined): void {
    const { asked } = this.waiting;
    if (asked === undefined || this.early.length === 0) return;
    this.given++;
    this.waiting.end(this.cut(asked.limit, asked.maxBytes, nextDueAt));
  }

  private async wait(nextDueAt = Infinity): Promise<void> {
    const ms = Math.min(WAIT_MS, Math.max(1, nextDueAt - Date.now()));
    const limitMs = this.limitedUntil - Date.now();
    if (limitMs > 0) await this.jobs.sleep(limitMs);
    else await (await this.worker.ready())?.getBackend().waitForJob(ms / 1_000);
  }

  /** Takes from what is leased already. */
  private cut(limit: number, maxBytes: number, nextDueAt: number | undefined): Lease {
    const records = this.early.splice(0, countFitting(this.early, limit, maxBytes));
    if (this.early.length === 0) this.isAhead = false;
    return { records, nextDueAt: this.early.length > 0 ? 0 : nextDueAt };
  }

  /**
   * Leases until there are so many, one first, then more at once.
   *
   * @returns when the next one is due, in milliseconds since the epoch; 0 if that may be now
   */
  private async fetch(limit: number): Promise<number | undefined> {
    for (let burst = 1; this.early.length < limit;) {
      if (this.closed.signal.aborted) return undefined;
      const count = Math.min(burst, limit - this.early.length);
      const all = await Promise.all(Array.from({ length: count }, () => this.jobs.take()));
      this.isBacklog = all.map((taken) => this.note(taken)).every(Boolean);
      const none = all.find((taken) => 'dueAt' in taken);
      if (none !== undefined) return none.dueAt;
      burst = Math.min(2 * burst, this.settings.burst);
    }
    return 0;
  }

  /** @returns whether there was one */
  private note(taken: Taken): boolean {
    if ('dueAt' in taken) {
      this.limitedUntil = taken.limitedUntil;
      return false;
    }
    if (taken.record !== undefined) this.early.push(taken.record);
    return true;
  }

  private async renew(): Promise<void> {
    // What was fetched and is not asked for may be sent by other processes.
    if (this.waiting.asked === undefined && this.early.length > 0) {
      this.acknowledge(this.early.splice(0).map(givenBack)).catch(() => undefined);
      this.isAhead = false;
    }
    if (this.isServing && ++this.silent >= SILENT_RENEWALS) {
      this.settings.onSilence(unavailable(this.failure ?? this.worker.error).message);
    }
    await this.jobs.renew();
    this.early = this.early.filter((record) => this.jobs.has(record));
  }
}
