import { OutboxFullError } from './outbox-full.error.js';
import { sqliteFault } from './sqlite-driver.js';
import type { SqliteStore } from './sqlite-store.js';

/** How long to wait before another process's transaction is tried to be followed again, in ms. */
const BUSY_PAUSE_MS = 2;

/** For how long a write that nobody waits for may wait for others, in milliseconds. */
const LAZY_MS = 10;
/** How many writes make a transaction worth its while. */
const LAZY_JOBS = 32;

interface Job {
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes everything of one turn of the event loop in one transaction. Never blocks for another
 * process's lock: it tries again a moment later. A job that finds no space or fails takes no other
 * with it.
 */
export class WriteQueue {
  private jobs: Job[] = [];
  /** Whether a flush is on its way already. */
  private isScheduled = false;
  private lazyTimer?: NodeJS.Timeout;
  private isLast = false;

  /**
   * @param store gives the file that is open now
   * @param onDamaged is told of a damaged file; if it opens another one, the jobs go there
   * @param onDiskFull is told of a disk that takes nothing more
   * @param mustWait whether somebody else of this process needs the lock now
   */
  constructor(
    private readonly store: () => SqliteStore,
    private readonly onDamaged: () => boolean,
    private readonly onDiskFull: () => void,
    private readonly mustWait: () => boolean,
  ) {}

  /** How many jobs wait to be written. */
  get length(): number {
    return this.jobs.length;
  }

  /** Runs the work inside the next transaction; resolves with its result when that is committed. */
  write<T>(work: () => T): Promise<T> {
    const done = this.add(work);
    this.schedule(() => setImmediate(this.flush));
    return done;
  }

  /** The same for work that can wait a moment, and shares a transaction with what comes meanwhile. */
  writeLazily<T>(work: () => T): Promise<T> {
    const done = this.add(work);
    if (this.jobs.length >= LAZY_JOBS) this.schedule(() => setImmediate(this.flush));
    else this.lazyTimer ??= setTimeout(this.flush, LAZY_MS);
    return done;
  }

  /** Writes what waits, now. */
  readonly flush = (): void => {
    this.isScheduled = false;
    clearTimeout(this.lazyTimer);
    this.lazyTimer = undefined;
    const jobs = this.jobs;
    this.jobs = [];
    if (jobs.length > 0) this.runTogether(jobs);
  };

  /** The same, when there is no later: whoever else wants the lock has to wait. */
  flushAtLast(): void {
    this.isLast = true;
    this.flush();
  }

  private add<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.jobs.push({ work, resolve: resolve as (result: unknown) => void, reject });
    });
  }

  private runTogether(jobs: readonly Job[]): void {
    if (!this.isLast && this.mustWait()) {
      this.retry(jobs);
      return;
    }
    const error = this.run(jobs);
    if (error === undefined) return;
    switch (sqliteFault(error)) {
      case 'busy':
        this.retry(jobs);
        return;
      case 'damaged':
        if (this.onDamaged()) this.runTogether(jobs);
        else for (const job of jobs) this.fail(job, error);
        return;
      default:
        // One of them is to blame; with a transaction of its own it harms no other.
        if (jobs.length > 1) for (const job of jobs) this.runTogether([job]);
        else this.fail(jobs[0]!, error);
    }
  }

  private retry(jobs: readonly Job[]): void {
    this.jobs = [...jobs, ...this.jobs];
    this.schedule(() => setTimeout(this.flush, 1 + Math.random() * BUSY_PAUSE_MS));
  }

  /** Whatever it is that SQLite cannot do, to the application it is a disk that does not take its event. */
  private fail(job: Job, error: unknown): void {
    job.reject(new OutboxFullError('disk'));
    if (sqliteFault(error) === 'disk') this.onDiskFull();
  }

  /** @returns the error of SQLite that undid the transaction, undefined if it was committed */
  private run(jobs: readonly Job[]): unknown {
    const settled: Array<() => void> = [];
    try {
      this.store().transaction(() => {
        for (const { work, resolve, reject } of jobs) {
          try {
            const result = work();
            settled.push(() => resolve(result));
          } catch (error) {
            if (sqliteFault(error) !== undefined) throw error;
            settled.push(() => reject(error));
          }
        }
      });
    } catch (error) {
      return error;
    }
    for (const settle of settled) settle();
    return undefined;
  }

  private schedule(start: () => void): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    start();
  }
}
