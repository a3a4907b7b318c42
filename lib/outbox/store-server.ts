import { setTimeout as pause } from 'node:timers/promises';
import { OutboxFullError, type FullReason } from './outbox-full.error.js';
import type { Acknowledgement, NewRecord, OutboxAdministration } from './outbox.js';
import { OutboxUnavailableError } from './outbox-unavailable.error.js';
import { SqliteAdministration } from './sqlite-administration.js';
import { sqliteFault, type OpenSqlite } from './sqlite-driver.js';
import { SqliteFile, type StoreSettings } from './sqlite-file.js';
import type { SignOfLife, SqliteStore } from './sqlite-store.js';
import {
  ACKNOWLEDGEMENTS,
  encodeError,
  VALUES_OF_PUT,
  type LeaseAnswer,
  type Message,
  type Request,
} from './store-protocol.js';

/** How often it is looked for what other processes have put, in milliseconds. */
const POLL_MS = 100;
/** How long a start waits for another process's lock, in milliseconds. */
const OPEN_MS = 30_000;
/** After how long a transaction that found another process's lock is tried again, in milliseconds. */
const BUSY_PAUSE_MS = 5;

/** A part of a transaction. */
interface Job {
  run(store: SqliteStore): unknown;
  /** It is committed. */
  done(result: unknown): void;
  /** SQLite could not do it, even in a transaction of its own. */
  failed(error: unknown): void;
  /** What it consists of, so that one of these that fails harms no other. */
  parts?(): Job[];
}

/**
 * Does what is asked of the file: all that waits in one transaction. Runs in a thread of its own, which
 * may wait for locks and for the disk; where there can be none, in the application's.
 */
export class StoreServer {
  private jobs: Job[] = [];
  private answers: unknown[] = [];
  private isScheduled = false;
  private poll?: NodeJS.Timeout;
  private seenVersion = 0;
  private owner = 0;
  private aliveUntil = 0;
  /** How many dead letters had to make room, since it was last reported. */
  private evicted = 0;
  private readonly file: SqliteFile;
  private readonly admin: OutboxAdministration;

  /**
   * Opens the file; waits for another process that has its lock, for half a minute at the most.
   *
   * @param lockMs how long this thread may stand still for another process's lock, in milliseconds
   * @throws OutboxUnavailableError, and what SQLite says of a file that it cannot use
   */
  static async open(
    settings: StoreSettings,
    openSqlite: OpenSqlite,
    lockMs: number,
    post: (message: Message) => void,
  ): Promise<StoreServer> {
    const deadline = Date.now() + OPEN_MS;
    for (;;) {
      try {
        return new StoreServer(settings, openSqlite, lockMs, post);
      } catch (error) {
        if (sqliteFault(error) !== 'busy') throw error;
        if (Date.now() > deadline) {
          throw new OutboxUnavailableError(
            'another process has its lock for too long: find out who (lsof, fuser) and end its transaction',
          );
        }
        await pause(50);
      }
    }
  }

  private constructor(
    private readonly settings: StoreSettings,
    openSqlite: OpenSqlite,
    lockMs: number,
    private readonly post: (message: Message) => void,
  ) {
    this.file = new SqliteFile(
      openSqlite,
      settings,
      lockMs,
      (notice) => this.post(['notice', notice]),
      () => this.setOwner({ owner: 0, aliveUntil: 0, takenOver: 1 }),
    );
    this.admin = new SqliteAdministration({
      read: (work) => this.file.read(work),
      write: <T>(work: (store: SqliteStore) => T) =>
        new Promise<T>((resolve, reject) => {
          const done = resolve as (result: unknown) => void;
          this.jobs.push({ run: work, done, failed: (error) => reject(this.explain(error)) });
          this.schedule(0);
        }),
    });
  }

  handle(requests: readonly Request[]): void {
    for (const request of requests) this.accept(request);
    this.commit();
    for (const [number, kind, verb, argument] of requests) {
      if (kind === 'admin') void this.administer(number, verb, argument);
    }
    this.answerAll();
    this.file.shortenLog();
  }

  /** Writes all that waits, and then nothing more: the process ends. @param ms for how long at most, in milliseconds */
  finish(ms: number): void {
    clearInterval(this.poll);
    this.file.waitForLocks();
    const deadline = Date.now() + ms;
    do this.commit();
    while (this.jobs.length > 0 && Date.now() < deadline);
    this.jobs = [];
  }

  private accept(request: Request): void {
    switch (request[1]) {
      case 'write':
        this.jobs.push(this.write(request));
        break;
      case 'lease':
        this.lease(request);
        break;
      case 'listen':
        this.seenVersion = this.file.version();
        this.poll ??= setInterval(() => this.lookForOthers(), POLL_MS).unref();
        this.jobs.push(this.tick());
        break;
      case 'tick':
        this.jobs.push(this.tick());
        this.tidyUp();
        break;
      case 'close':
        clearInterval(this.poll);
        this.jobs.push(this.close(request[0]));
    }
  }

  private write([number, , puts, owner, delivered, others]: Request & { 1: 'write' }): Job {
    const failures = new Map<number, FullReason>();
    const count = puts.length / VALUES_OF_PUT;
    const put = (store: SqliteStore, index: number): number => {
      if (!this.file.hasRoom) {
        failures.set(index, 'disk');
        return 0;
      }
      const first = index * VALUES_OF_PUT;
      const [eventName, origin, body, recordedAt, dead] = puts.slice(first, first + VALUES_OF_PUT);
      try {
        return store.insert({ eventName, origin, body, recordedAt, dead } as NewRecord, Date.now());
      } catch (error) {
        if (!(error instanceof OutboxFullError)) throw error;
        failures.set(index, error.reason);
        return 0;
      }
    };
    const acknowledge = (store: SqliteStore, one: Acknowledgement): number => {
      store.acknowledge(one, owner, Date.now());
      return 0;
    };
    const answer = () => this.answer(number, failures.size === 0 ? undefined : failures);
    const acknowledgements = () => [
      ...delivered.map((id) => ({ id, state: 'delivered' }) as const),
      ...others,
    ];
    return {
      run: (store) => {
        // It may be run again after it was rolled back.
        failures.clear();
        let evicted = 0;
        for (let index = 0; index < count; index++) evicted += put(store, index);
        for (const one of acknowledgements()) acknowledge(store, one);
        return evicted;
      },
      done: (evicted) => {
        this.evicted += evicted as number;
        this.file.noteWritten(count + delivered.length + others.length);
        answer();
      },
      failed: (error) => {
        const { reason } = this.explain(error);
        for (let index = ACKNOWLEDGEMENTS; index < count; index++) failures.set(index, reason);
        answer();
      },
      parts: () => {
        failures.clear();
        const part = (index: number, run: Job['run']): Job => ({
          run,
          done: (evicted) => {
            this.evicted += evicted as number;
            if (--left === 0) answer();
          },
          failed: (error) => {
            failures.set(index, this.explain(error).reason);
            if (--left === 0) answer();
          },
        });
        const parts = [
          ...Array.from({ length: count }, (_, n) => part(n, (store) => put(store, n))),
          ...acknowledgements().map((one) =>
            part(ACKNOWLEDGEMENTS, (store) => acknowledge(store, one)),
          ),
        ];
        let left = parts.length;
        return parts;
      },
    };
  }

  /** Leases nothing while the one who asks still believes in leases that are lost. */
  private lease([number, , limit, owner]: Request & { 1: 'lease' }): void {
    const look = (store: SqliteStore): LeaseAnswer => ({
      records: [],
      nextDueAt: store.nextDueAt(),
    });
    if (this.jobs.length === 0) {
      // Looking costs no lock, and most of the time there is nothing.
      try {
        const seen = this.file.read(look);
        if (limit === 0 || (seen.nextDueAt ?? Infinity) > Date.now()) {
          this.answer(number, seen);
          return;
        }
      } catch (error) {
        this.answer(number, undefined, error);
        return;
      }
    }
    let sign: SignOfLife | undefined;
    this.jobs.push({
      run: (store): LeaseAnswer => {
        sign = undefined;
        if (limit === 0) return look(store);
        if (Date.now() >= this.aliveUntil) sign = store.giveSignOfLife(this.owner, Date.now());
        const current = sign?.owner ?? this.owner;
        if (owner !== 0 && owner !== current) return look(store);
        const records = store.lease(current, limit, Date.now());
        return { records, nextDueAt: store.nextDueAt() };
      },
      done: (leased) => {
        if (sign !== undefined) this.setOwner(sign);
        this.answer(number, leased);
      },
      failed: (error) => this.answer(number, undefined, this.explain(error)),
    });
  }

  /** A sign of life of a process that may lease, and the end of dead letters whose time is over. */
  private tick(): Job {
    return {
      run: (store) => {
        store.removeOldestDead(Date.now() - this.settings.deadLetterMs);
        return this.poll && store.giveSignOfLife(this.owner, Date.now());
      },
      done: (sign) => {
        if (sign !== undefined) this.setOwner(sign as SignOfLife);
      },
      // It is repeated in a moment.
      failed: () => undefined,
    };
  }

  private tidyUp(): void {
    if (this.evicted > 0) {
      this.post(['notice', { kind: 'deadLettersEvicted', count: this.evicted }]);
      this.evicted = 0;
    }
    this.file.tidyUp();
  }

  private close(number: number): Job {
    const close = () => {
      this.file.close();
      this.answer(number, undefined);
    };
    return { run: (store) => store.release(this.owner), done: close, failed: close };
  }

  private async administer(
    number: number,
    verb: keyof OutboxAdministration,
    argument: unknown,
  ): Promise<void> {
    try {
      this.answer(number, await this.admin[verb](argument as never));
      if (verb === 'erase') this.file.emptyLog();
    } catch (error) {
      this.answer(number, undefined, error);
    }
    this.answerAll();
  }

  private setOwner({ owner, aliveUntil, takenOver }: SignOfLife): void {
    this.owner = owner;
    this.aliveUntil = aliveUntil;
    this.post(['alive', owner, aliveUntil]);
    if (takenOver > 0) this.post(['wake']);
  }

  private lookForOthers(): void {
    try {
      const version = this.file.version();
      if (version === this.seenVersion) return;
      this.seenVersion = version;
      this.post(['wake']);
    } catch {
      // The disk fails: the next write says so.
    }
  }

  private answer(number: number, result: unknown, error?: unknown): void {
    this.answers.push(number, result, error === undefined ? undefined : encodeError(error));
  }

  private answerAll(): void {
    if (this.answers.length === 0) return;
    this.post(['answers', this.answers]);
    this.answers = [];
  }

  private schedule(ms: number): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setTimeout(() => {
      this.isScheduled = false;
      this.handle([]);
    }, ms);
  }

  private commit(): void {
    const { jobs } = this;
    this.jobs = [];
    if (jobs.length > 0) this.runTogether(jobs);
  }

  private runTogether(jobs: readonly Job[]): void {
    const error = this.run(jobs);
    if (error === undefined) return;
    switch (sqliteFault(error)) {
      case 'busy':
        this.jobs = [...jobs, ...this.jobs];
        this.schedule(BUSY_PAUSE_MS);
        return;
      case 'damaged':
        if (this.file.replaceDamaged()) this.runTogether(jobs);
        else for (const job of jobs) job.failed(error);
        return;
      default: {
        // One of them is to blame; with a transaction of its own it harms no other.
        const [job] = jobs;
        const parts = jobs.length > 1 ? jobs : (job!.parts?.() ?? []);
        if (parts.length === 0) job!.failed(error);
        for (const part of parts) this.runTogether([part]);
      }
    }
  }

  /** @returns the error of SQLite that undid the transaction, undefined if it was committed */
  private run(jobs: readonly Job[]): unknown {
    let results: unknown[];
    try {
      const { store } = this.file;
      results = store.transaction(() => jobs.map((job) => job.run(store)));
    } catch (error) {
      return error;
    }
    for (const [index, job] of jobs.entries()) job.done(results[index]);
    return undefined;
  }

  /** Whatever it is that SQLite cannot do, to the application it is a disk that does not take its event. */
  private explain(error: unknown): OutboxFullError {
    if (sqliteFault(error) === 'disk') this.file.giveUpReserve();
    return new OutboxFullError('disk');
  }
}
