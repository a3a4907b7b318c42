import { setTimeout as pause } from 'node:timers/promises';
import { askAdmin } from './ask-admin.js';
import { GroupCommit } from './group-commit.js';
import { Leases } from './leases.js';
import type { LedgerNote } from '../ledger.js';
import type { Lease, OutboxAdmin } from '../outbox.js';
import { OutboxUnavailableError } from '../outbox-unavailable.error.js';
import { SqliteAdmin } from '../database/sqlite-admin.js';
import { sqliteFault, type OpenSqlite } from '../sqlite/driver.js';
import { SqliteFile } from '../sqlite/file.js';
import type { StoreSettings } from '../outbox-settings.js';
import { encodeError, type Message, type Request } from './store-protocol.js';
import type { SqliteStore } from '../database/sqlite-store.js';
import { SteadyClock } from '../steady-clock.js';
import { uptime } from '../timer.js';
import { addWriteJobs } from './write-jobs.js';

/** How long a start waits for another process's lock, in milliseconds. */
const OPEN_MS = 30_000;
/**
 * How long to wait before jobs that found another process's lock are tried again, in milliseconds: it may
 * give the lock up for a moment only.
 */
const BUSY_PAUSE_MS = 1;

/**
 * Serves the requests of the application's thread: all that wait, in one transaction. Runs in a thread of
 * its own, which may wait for locks and the disk; without threads, in the application's.
 */
export class StoreServer {
  private answers: unknown[] = [];
  private isScheduled = false;
  private isFinished = false;
  /** How many dead letters had to make room since that was last reported. */
  private evicted = 0;
  private readonly file: SqliteFile;
  private readonly jobs: GroupCommit;
  private readonly leases: Leases;
  private readonly admin: OutboxAdmin;
  private readonly clock: SteadyClock;

  /**
   * Opens the file; waits for another process's lock, for half a minute at most.
   *
   * @throws OutboxUnavailableError, and SQLite's errors for a file that it cannot use
   */
  static async open(
    settings: StoreSettings,
    openSqlite: OpenSqlite,
    post: (message: Message) => void,
  ): Promise<StoreServer> {
    const deadline = uptime() + OPEN_MS;
    for (;;) {
      try {
        return new StoreServer(settings, openSqlite, post);
      } catch (error) {
        if (sqliteFault(error) !== 'busy') throw error;
        if (uptime() > deadline) {
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
    private readonly post: (message: Message) => void,
  ) {
    this.clock = new SteadyClock(settings.deadLetterMs);
    this.file = new SqliteFile(
      openSqlite,
      settings,
      (notice) => this.post(['notice', notice]),
      () => this.leases.reset(),
    );
    this.jobs = new GroupCommit(this.file);
    this.leases = new Leases(
      this.file,
      this.jobs,
      () => this.handle([]),
      (owner, aliveUntil) => this.post(['alive', owner, aliveUntil]),
      (recalls) => this.post(['recall', recalls]),
      (letter) => this.post(['notice', { kind: 'damagedEvent', letter }]),
    );
    this.admin = new SqliteAdmin({
      read: (work) => this.file.read(work),
      write: <T>(work: (store: SqliteStore) => T) =>
        new Promise<T>((done, failed) => {
          this.jobs.add({ run: work, done, failed });
          this.schedule(0);
        }),
      exec: (sql) => this.file.exec(sql),
      emptyLog: () => this.file.log.empty(),
      path: settings.path,
    });
  }

  handle(requests: readonly Request[]): void {
    for (const request of requests) this.accept(request);
    this.leases.join();
    this.jobs.commit();
    // Only now, so that they see what was written before them.
    for (const request of requests) {
      if (request[1] === 'admin') void this.administer(request[0], request[2], request[3]);
    }
    this.postAnswers();
    this.file.log.shorten();
    if (!this.jobs.isEmpty) this.schedule(BUSY_PAUSE_MS);
  }

  /** Writes all that waits, and nothing later: the process ends. @param ms the time for it, in milliseconds */
  finish(ms: number): void {
    this.isFinished = true;
    this.leases.stop();
    const deadline = uptime() + ms;
    const unchanged = new Int32Array(new SharedArrayBuffer(4));
    for (;;) {
      this.jobs.commit();
      if (this.jobs.isEmpty || uptime() >= deadline) return;
      Atomics.wait(unchanged, 0, 0, BUSY_PAUSE_MS);
    }
  }

  private accept(request: Request): void {
    const [number] = request;
    switch (request[1]) {
      case 'write':
        addWriteJobs(request[2], this.jobs, this.file, (failures, evicted) => {
          this.evicted += evicted;
          this.answer(number, failures);
        });
        break;
      case 'lease': {
        const [, , limit, maxBytes, owner, wait] = request;
        const done = (lease: Lease) => this.answer(number, lease);
        const failed = (error: unknown) => this.answer(number, undefined, error);
        this.leases.begin({ limit, maxBytes, owner, wait, done, failed });
        break;
      }
      case 'recallDone':
        this.leases.recallDone(request[2]);
        break;
      case 'note':
        this.note(number, request[2]);
        break;
      case 'tick':
        this.tick();
        break;
      case 'close':
        this.close(number);
    }
  }

  private note(number: number, notes: readonly LedgerNote[]): void {
    this.jobs.add({
      run: ({ ledger }) => ledger.note(notes),
      done: () => this.answer(number, undefined),
      failed: (error) => this.answer(number, undefined, error),
    });
  }

  private tick(): void {
    const { deadLetterMs, ledgerMs } = this.settings;
    const isSteady = this.clock.isSteady();
    this.jobs.add({
      run: (store) => {
        if (!isSteady) return 0;
        store.ledger.prune(Date.now() - ledgerMs);
        return store.removeOldestDead(Date.now() - deadLetterMs);
      },
      done: (count) => {
        if (count > 0) this.post(['notice', { kind: 'deadLettersExpired', count }]);
      },
      // The next tick repeats it.
      failed: () => undefined,
    });
    this.leases.tick();
    if (this.evicted > 0) {
      this.post(['notice', { kind: 'deadLettersEvicted', count: this.evicted }]);
      this.evicted = 0;
    }
    this.file.tidyUp();
  }

  private close(number: number): void {
    this.leases.stop();
    const closed = () => {
      try {
        this.file.close();
      } catch {
        // The disk fails; what was committed is in the file.
      }
      this.answer(number, undefined);
    };
    this.jobs.add({ run: (store) => this.leases.release(store), done: closed, failed: closed });
  }

  private async administer(
    number: number,
    verb: keyof OutboxAdmin,
    argument: unknown,
  ): Promise<void> {
    try {
      this.answer(number, await askAdmin(this.admin, verb, argument));
    } catch (error) {
      this.answer(number, undefined, error);
    }
    this.postAnswers();
  }

  private answer(number: number, result: unknown, error?: unknown): void {
    this.answers.push(number, result, error === undefined ? undefined : encodeError(error));
  }

  private postAnswers(): void {
    if (this.answers.length === 0) return;
    this.post(['answers', this.answers]);
    this.answers = [];
  }

  private schedule(ms: number): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setTimeout(() => {
      this.isScheduled = false;
      if (!this.isFinished) this.handle([]);
    }, ms);
  }
}
