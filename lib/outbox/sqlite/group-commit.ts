import { OutboxFullError, OutboxUnavailableError } from '../errors.js';
import { uptime } from '../time.js';
import { sqliteFault } from './driver.js';
import {
  countPuts,
  encodeError,
  keyOfSettled,
  putAt,
  type Batch,
  type EncodedError,
  type Failures,
} from './protocol.js';
import type { StoreFile } from './file.js';
import type { SqliteStore } from './store.js';

/** A part of a transaction, which may succeed or fail apart from the others. */
export interface Job<Result = any> {
  /**
   * Is called again if the transaction was rolled back.
   *
   * @throws OutboxFullError before it has written anything: then the job alone has failed
   */
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
    switch (fault) {
      case 'busy':
        this.waiting.push(...jobs);
        return;
      case 'damaged':
        if (this.file.replaceDamaged()) this.runTogether(jobs);
        else for (const job of jobs) this.fail(job, error, startedAt);
        return;
      default:
        if (jobs.length > 1) for (const job of jobs) this.runTogether([job]);
        else this.fail(jobs[0]!, error, startedAt);
    }
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

/**
 * Adds the jobs for a batch. Each record is a job of its own, so that failures stay apart; but all
 * deliveries share one, which is three times as fast.
 *
 * @param ended is called when all of them are done or have failed, with how many dead letters had to make
 * room
 */
export function addBatch(
  { puts, holder, settled }: Batch,
  jobs: GroupCommit,
  file: StoreFile,
  ended: (failures: Failures | undefined, evicted: number) => void,
): void {
  const failures = new Map<number, EncodedError>();
  let [left, evicted] = [0, 0];
  const end = () => {
    if (--left > 0) return;
    file.noteWritten(countPuts(puts) + settled.length);
    ended(failures.size === 0 ? undefined : failures, evicted);
  };
  const add = (keys: readonly number[], run: (store: SqliteStore) => number | void) => {
    left++;
    jobs.add({
      run,
      done: (count) => {
        evicted += count ?? 0;
        end();
      },
      failed: (error) => {
        for (const key of keys) failures.set(key, encodeError(error));
        end();
      },
    });
  };
  for (let index = 0; index < countPuts(puts); index++) {
    add([index], (store) => {
      if (!file.hasRoom()) throw new OutboxFullError('disk');
      return store.insert(putAt(puts, index), Date.now());
    });
  }
  const delivered: number[] = [];
  const keys: number[] = [];
  for (const [index, { id, next }] of settled.entries()) {
    const key = keyOfSettled(index);
    if (next.state === 'delivered') {
      delivered.push(id);
      keys.push(key);
    } else add([key], (store) => store.settle(id, next, holder, Date.now()));
  }
  if (delivered.length > 0) add(keys, (store) => store.deliver(delivered, holder));
}
