import { OutboxFullError, OutboxUnavailableError } from '../errors.js';
import { uptime } from '../time.js';
import { sqliteFault } from './driver.js';
import type { StoreFile } from './file.js';
import type { SqliteStore } from './store.js';

/** A part of a transaction, which may succeed or fail apart from the others. */
export interface Job<Result = any> {
  /** Again if it was rolled back. @throws OutboxFullError before it has written: then it alone has failed */
  run(store: SqliteStore): Result;
  /** Is called when it is committed, with what the last run returned. */
  done(result: Result): void;
  /** @param error an OutboxFullError unless the job itself is wrong: then it would fail again */
  failed(error: unknown): void;
}

/**
 * Runs all waiting jobs in one transaction. If it fails, each job gets a transaction of its own, so that
 * one job's fault harms no other. Jobs that find the file locked wait; those of a damaged file are run
 * in the new one.
 */
export class GroupCommit {
  private waiting: Job[] = [];

  constructor(private readonly file: StoreFile) {}

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  add<Result>(job: Job<Result>): void {
    this.waiting.push(job);
  }

  /** Afterwards, only the jobs that found the file locked are still waiting. */
  commit(): void {
    const jobs = this.waiting;
    this.waiting = [];
    if (jobs.length > 0) this.runTogether(jobs);
  }

  private runTogether(jobs: readonly Job[]): void {
    const startedAt = uptime();
    const error = this.run(jobs);
    const fault = sqliteFault(error);
    // Before the jobs are tried one by one, it may be another one's fault.
    if (error === undefined || fault === 'busy') this.file.noteTransaction(fault, startedAt);
    if (error === undefined) return;
    const isDamaged = fault === 'damaged';
    if (fault === 'busy') this.waiting.push(...jobs);
    else if (isDamaged && this.file.replaceDamaged()) this.runTogether(jobs);
    else if (isDamaged || jobs.length === 1) {
      for (const job of jobs) this.fail(job, error, startedAt);
    } else for (const job of jobs) this.runTogether([job]);
  }

  /** @returns the error that rolled the transaction back, undefined if it was committed */
  private run(jobs: readonly Job[]): unknown {
    const ends: Array<() => void> = [];
    try {
      const { store } = this.file;
      store.transaction(() => {
        for (const job of jobs) ends.push(runJob(job, store));
      });
    } catch (error) {
      return error;
    }
    for (const end of ends) end();
    return undefined;
  }

  private fail(job: Job, error: unknown, startedAt: number): void {
    const fault = sqliteFault(error);
    const isJobs =
      fault === 'value' || (fault === undefined && !(error instanceof OutboxUnavailableError));
    // To the application, all else that SQLite cannot do is a disk that does not take its event.
    job.failed(isJobs ? error : new OutboxFullError('disk'));
    if (!isJobs) this.file.noteTransaction(fault, startedAt);
  }
}

/** @returns what to call after the commit */
function runJob(job: Job, store: SqliteStore): () => void {
  try {
    const result: unknown = job.run(store);
    return () => job.done(result);
  } catch (error) {
    if (!(error instanceof OutboxFullError)) throw error;
    return () => job.failed(error);
  }
}
