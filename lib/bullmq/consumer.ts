import {
  DelayedError,
  Job,
  UnrecoverableError,
  type RateLimiterOptions,
  type Worker,
} from 'bullmq';
import {
  givenBack,
  type Consumer,
  type DeadLetter,
  type OutboxRecord,
  type Sender,
  type Settlement,
} from '../outbox/outbox.js';
import { ChangeSignal, endsWithin, MAX_TIMER_MS, uptime } from '../outbox/time.js';
import {
  entriesOf,
  ERASED,
  FOREIGN,
  shownReason,
  toDeadLetter,
  toRecord,
  type JobData,
} from './job-record.js';
import type { LedgerWriter } from './ledger.js';
import { ReconnectingClient, unavailable } from './reconnecting-client.js';
import type { OwnWorkerOptions } from './server.js';

/** The pause of a worker after an error, in milliseconds: it would ask the server again at once. */
const ERROR_PAUSE_MS = 500;
/** How often it is looked whether the worker works, in milliseconds ... */
const WATCH_MS = 5_000;
/** ... and after how long without a sign of that it is reported. */
const SILENT_MS = 15_000;
/** How often a flush looks at the queue, in milliseconds. */
const FLUSH_MS = 100;
/** How long it may take to store what has been sent at the end, and to disconnect, in milliseconds. */
const CLOSE_MS = 2_000;
/** The pause after an attempt that BullMQ counts because it could not store the outcome, in milliseconds. */
const UNSTORED_MS = 1_000;
/** How many outcomes that could not be stored are remembered. */
const MAX_UNSTORED = 1_000;

export interface ConsumerSettings {
  /** Opens a worker. */
  readonly worker: (process: (job: Job) => Promise<void>, own: OwnWorkerOptions) => Worker;
  readonly limiter: RateLimiterOptions | undefined;
  /** The longest pause between two attempts, in milliseconds. */
  readonly maxDelayMs: number;
  readonly ledger: Pick<LedgerWriter, 'add'>;
  /** How many events of the queue may be sent until a time, or are being sent. */
  readonly countUntil: (time: number) => Promise<number>;
  readonly onDamaged: (letter: DeadLetter) => void;
  /** Called again and again while the worker gets no answer. @param reason in words */
  readonly onSilence: (reason: string) => void;
}

/** What the errors say with which BullMQ is told what follows. */
interface Told {
  readonly settlement?: Settlement | undefined;
  /** After which BullMQ gives the job again, in milliseconds. */
  readonly delayMs?: number | undefined;
}

/** Without a stack, which would be kept with the job. */
function tell(error: Error, settlement?: Settlement, delayMs?: number): Error {
  return Object.assign(error, { stack: '', settlement, delayMs } satisfies Told & {
    stack: string;
  });
}

/** A job that this process has fetched. */
interface Held {
  readonly job: Job<JobData>;
  readonly record: OutboxRecord;
  /** Whether it was deleted or given back meanwhile: then the end of its attempt means nothing. */
  isGone: boolean;
}

/**
 * Gives the events of a queue to a sender: a worker of BullMQ, which locks jobs, renews the locks, and takes
 * over those of processes that have ended. It is
 *
 * - running, with as many jobs at once as the sender has places for (`concurrency`),
 * - paused, while the sender pauses or has no place, and for a moment after an error, or
 * - stopping, from `stop` on: what is being sent is stored, the rest is given back.
 */
export class BullmqConsumer implements Consumer {
  private readonly worker: ReconnectingClient<Worker>;
  private readonly held = new Set<Held>();
  /** What BullMQ has not stored yet, by id and time of the job: what was delivered is not sent again. */
  private readonly unstored = new Map<string, Settlement>();
  private inFlight = 0;
  private pausedUntil = -Infinity;
  private lastErrorAt = -Infinity;
  private lastSignAt = uptime();
  private isStopping = false;
  private adjusting?: NodeJS.Immediate | undefined;
  private stopping?: Promise<void>;
  private readonly signal = new ChangeSignal();
  private readonly watch: NodeJS.Timeout;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly sender: Sender,
    private readonly settings: ConsumerSettings,
  ) {
    this.worker = new ReconnectingClient(
      () => this.open(),
      (error) => (error === undefined ? this.adjust() : this.pauseAfterError()),
    );
    this.watch = setInterval(() => this.look(), WATCH_MS).unref();
    this.unsubscribe = sender.onPlaces(() => this.adjustSoon());
  }

  async flush(timeoutMs: number): Promise<void> {
    const deadline = uptime() + timeoutMs;
    for (let leftMs = timeoutMs; leftMs > 0; leftMs = deadline - uptime()) {
      const change = this.signal.next(Math.min(leftMs, FLUSH_MS));
      if (!(await this.canSendWithin(leftMs))) return change.cancel();
      await change.promise;
    }
  }

  stop(): Promise<void> {
    this.isStopping = true;
    return (this.stopping ??= this.end());
  }

  /** Gives back all that it has, also what is being sent, and disconnects. @param timeoutMs milliseconds */
  async close(timeoutMs: number): Promise<void> {
    const deadline = uptime() + timeoutMs;
    this.isStopping = true;
    clearInterval(this.watch);
    this.adjust();
    const back = [...this.held].map((held) =>
      this.release(held, (job) => job.moveToWait(job.token)),
    );
    await endsWithin(Promise.allSettled(back), timeoutMs / 2);
    // BullMQ would wait for what is being sent.
    const leftMs = this.inFlight > 0 ? 0 : deadline - uptime();
    await this.worker.close(Math.min(leftMs, CLOSE_MS));
    this.unsubscribe();
  }

  /** Deletes what this process has fetched of some, also while it is being sent. @returns how many */
  async erase(isMeant: (body: string) => boolean): Promise<number> {
    let count = 0;
    for (const held of [...this.held].filter(({ record }) => isMeant(record.body))) {
      const isErased = await this.release(held, (job) =>
        job.moveToCompleted(null, job.token!, false),
      );
      if (isErased) count++;
    }
    this.signal.changed();
    return count;
  }

  /** @returns false if it has another state by now */
  private async release(held: Held, move: (job: Job) => Promise<unknown>): Promise<boolean> {
    if (held.isGone) return false;
    held.isGone = true;
    return (held.isGone = await succeeds(() => move(held.job)));
  }

  private open(): Worker {
    const worker = this.settings.worker((job) => this.process(job), {
      limiter: this.settings.limiter,
      settings: {
        backoffStrategy: (_attempts, _type, error) => (error as Told).delayMs ?? UNSTORED_MS,
      },
    });
    const alive = () => (this.lastSignAt = uptime());
    worker.on('active', alive).on('drained', alive);
    worker.on('completed', (job) => this.stored(job, this.unstored.get(keyOf(job))));
    worker.on('failed', (job, error) => {
      // The next attempt may have ended already.
      if (job !== undefined) this.stored(job, (error as Told).settlement);
    });
    return worker;
  }

  /** What BullMQ calls with each job. Errors tell it what follows. */
  private async process(job: Job<JobData>): Promise<void> {
    const record = toRecord(job);
    if (record === undefined || job.data.dead !== undefined) return this.bury(job);
    const held = { job, record, isGone: false };
    this.held.add(held);
    try {
      const known = this.unstored.get(keyOf(job));
      const settlement = known?.next.state === 'delivered' ? known : await this.deliver(held);
      // It is gone already.
      if (held.isGone) throw new DelayedError();
      await this.settle(held, settlement);
    } finally {
      this.held.delete(held);
      this.adjustSoon();
    }
  }

  /** A job that was recorded as a dead letter, is no event of ours, or was erased. */
  private bury(job: Job): void {
    if (job.data?.erased === ERASED.erased) return;
    const { dead } = (job.data ?? {}) as Partial<JobData>;
    if (dead !== undefined) throw tell(new UnrecoverableError(shownReason(dead)));
    this.settings.onDamaged({ ...toDeadLetter(job), reason: FOREIGN, diedAt: Date.now() });
    throw tell(new UnrecoverableError(FOREIGN));
  }

  private async deliver(held: Held): Promise<Settlement> {
    const { record } = held;
    while (!held.isGone && !this.givesBack && this.sender.places <= 0) {
      await this.signal.next(MAX_TIMER_MS).promise;
    }
    if (held.isGone || this.givesBack) {
      return { next: givenBack(record), stored: () => undefined };
    }
    this.inFlight++;
    const settlement = await this.sender.deliver(record);
    this.inFlight--;
    this.adjust();
    return settlement;
  }

  /** Whether jobs are for other processes: as an event is given back at once, the worker has to pause before. */
  private get givesBack(): boolean {
    return this.isStopping || this.sender.pausedForMs > 0;
  }

  private async settle({ job, record }: Held, settlement: Settlement): Promise<void> {
    const { next } = settlement;
    if (next.state === 'waiting' && next.attempts === record.attempts) {
      // Before it is given back: this worker would fetch it at once.
      this.adjust();
      if (this.isDue(next.dueAt)) await job.moveToWait(job.token);
      else await job.moveToDelayed(next.dueAt, job.token);
      settlement.stored();
      throw new DelayedError();
    }
    // What is left are jobs that other processes took over.
    if (this.unstored.size > MAX_UNSTORED) this.unstored.clear();
    this.unstored.set(keyOf(job), settlement);
    if (next.state === 'delivered') {
      await this.settings.ledger.add(entriesOf(job.data, 'delivered'));
    } else if (next.state === 'dead') {
      await job.log(next.reason);
      throw tell(new UnrecoverableError(shownReason(next)), settlement);
    } else {
      const delayMs = this.isDue(next.dueAt) ? 0 : next.dueAt - Date.now();
      throw tell(new Error('an attempt failed'), settlement, Math.max(0, delayMs));
    }
  }

  /** A time that is later than the longest pause comes from a wrong clock. */
  private isDue(time: number): boolean {
    const delayMs = time - Date.now();
    return delayMs <= 0 || delayMs > this.settings.maxDelayMs;
  }

  private stored(job: Job, settlement: Settlement | undefined): void {
    if (settlement === undefined) return;
    this.lastSignAt = uptime();
    settlement.stored();
    if (this.unstored.get(keyOf(job)) === settlement) this.unstored.delete(keyOf(job));
    this.signal.changed();
  }

  /** In the next turn of the event loop: at the end of an attempt, its place is free before it is settled. */
  private adjustSoon(): void {
    this.adjusting ??= setImmediate(() => {
      this.adjusting = undefined;
      this.adjust();
    });
  }

  /** Has the worker follow the sender. */
  private adjust(): void {
    const worker = this.worker?.current;
    if (worker !== undefined) {
      const wanted = this.inFlight + this.sender.places;
      const concurrency = Math.max(1, wanted);
      const isMore = concurrency > worker.concurrency && this.held.size > 0;
      worker.concurrency = concurrency;
      const mayRun = wanted > 0 && !this.givesBack && uptime() >= this.pausedUntil;
      if (!mayRun) void worker.pause(true);
      else if (worker.isPaused()) void worker.resume();
      else if (!worker.isRunning()) void worker.run();
      else if (isMore) {
        // It looks at the new number only when a job ends, or it is resumed.
        void worker.pause(true);
        void worker.resume();
      }
    }
    this.signal.changed();
  }

  private pauseAfterError(): void {
    this.lastErrorAt = uptime();
    this.pausedUntil = this.lastErrorAt + ERROR_PAUSE_MS;
    this.adjust();
    setTimeout(() => this.adjust(), ERROR_PAUSE_MS + 1).unref();
  }

  /** An idle worker says nothing: then it works if it has had no error for a while. */
  private look(): void {
    const now = uptime();
    const hasFailed = now - this.lastErrorAt < 2 * WATCH_MS;
    const isIdle = this.worker.current !== undefined && !hasFailed;
    if (isIdle || this.sender.pausedForMs > 0) this.lastSignAt = now;
    if (now - this.lastSignAt >= SILENT_MS) {
      this.settings.onSilence(unavailable(this.worker.error).message);
    }
    this.adjust();
  }

  private async canSendWithin(ms: number): Promise<boolean> {
    if (this.isStopping) return false;
    if (this.inFlight + this.unstored.size > 0) return true;
    if (this.sender.pausedForMs >= ms) return false;
    if (this.held.size > 0) return true;
    let count = 0;
    const counted = this.settings.countUntil(Date.now() + ms).then((found) => (count = found));
    // A server that cannot be asked gives nothing, either.
    await endsWithin(
      counted.catch(() => undefined),
      ms,
    );
    return count > 0;
  }

  private async end(): Promise<void> {
    clearInterval(this.watch);
    this.adjust();
    while (this.inFlight > 0) await this.signal.next(MAX_TIMER_MS).promise;
    await this.worker.close(CLOSE_MS);
    this.unsubscribe();
  }
}

function keyOf({ id, timestamp }: Job): string {
  return `${id} ${timestamp}`;
}

/**
 * Whether the job was still there for the call: else the server answers with a number.
 *
 * @throws what else the call throws
 */
export async function succeeds(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (typeof (error as { code?: unknown } | undefined)?.code === 'number') return false;
    throw error;
  }
}
