import { OutboxFullError } from './outbox-full.error.js';
import { sqliteFault } from './sqlite-driver.js';
import type { SqliteFile } from './sqlite-file.js';
import type { SqliteStore } from './sqlite-store.js';

/** A part of a transaction. */
export interface Job {
  /** May be called again after it was rolled back. */
  run(store: SqliteStore): unknown;
  /** It is committed. @param result what the last run returned */
  done(result: any): void;
  /** SQLite could not do it, even in a transaction of its own. */
  failed(error: OutboxFullError): void;
  /** What it consists of, so that one of these that fails harms no other. */
  parts?(): readonly Job[];
}

/**
 * Does all that waits in one transaction. Where another process has the lock for too long, it waits on;
 * a job that finds no space or fails takes no other with it; those of a damaged file go to the next one.
 */
export class GroupCommit {
  private waiting: Job[] = [];

  constructor(private readonly file: SqliteFile) {}

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  add(job: Job): void {
    this.waiting.push(job);
  }

  /** Commits what waits; what finds the file locked waits on. */
  commit(): void {
    const jobs = this.waiting;
    this.waiting = [];
    if (jobs.length > 0) this.runTogether(jobs);
  }

  private runTogether(jobs: readonly Job[]): void {
    const error = this.run(jobs);
    if (error === undefined) return;
    switch (sqliteFault(error)) {
      case 'busy':
        this.waiting.push(...jobs);
        return;
      case 'damaged':
        if (this.file.replaceDamaged()) this.runTogether(jobs);
        else for (const job of jobs) this.fail(job, error);
        return;
      default:
        // One of them is to blame; in a transaction of its own it harms no other.
        if (jobs.length > 1) for (const job of jobs) this.runTogether([job]);
        else this.runInParts(jobs[0]!, error);
    }
  }

  private runInParts(job: Job, error: unknown): void {
    const parts = job.parts?.() ?? [];
    if (parts.length === 0) this.fail(job, error);
    for (const part of parts) this.runTogether([part]);
  }

  /** @returns the error that undid the transaction, undefined if it was committed */
  private run(jobs: readonly Job[]): unknown {
    const results: unknown[] = [];
    try {
      const { store } = this.file;
      store.transaction(() => {
        for (const job of jobs) results.push(job.run(store));
      });
    } catch (error) {
      return error;
    }
    for (const [index, job] of jobs.entries()) job.done(results[index]);
    return undefined;
  }

  /** Whatever it is that SQLite cannot do, to the application it is a disk that does not take its event. */
  private fail(job: Job, error: unknown): void {
    job.failed(new OutboxFullError('disk'));
    if (sqliteFault(error) === 'disk') this.file.giveUpReserve();
  }
}
