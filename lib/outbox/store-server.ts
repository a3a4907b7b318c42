import { setTimeout as pause } from 'node:timers/promises';
import { GroupCommit } from './group-commit.js';
import type { Lease, OutboxAdministration } from './outbox.js';
import { OutboxUnavailableError } from './outbox-unavailable.error.js';
import { SqliteAdministration } from './sqlite-administration.js';
import { sqliteFault, type OpenSqlite } from './sqlite-driver.js';
import { SqliteFile, type StoreSettings } from './sqlite-file.js';
import type { SignOfLife, SqliteStore } from './sqlite-store.js';
import { encodeError, VALUES_OF_PUT, type Message, type Request } from './store-protocol.js';
import { WriteJob, type Written } from './write-job.js';

/** How often it is looked for what other processes have put, in milliseconds. */
const POLL_MS = 100;
/** How long a start waits for another process's lock, in milliseconds. */
const OPEN_MS = 30_000;
/** After how long what found another process's lock is tried again, in milliseconds. */
const BUSY_PAUSE_MS = 5;

/**
 * Does what is asked of the file: all that waits in one transaction. Runs in a thread of its own, which
 * may wait for locks and for the disk; where there can be none, in the application's.
 */
export class StoreServer {
  private answers: unknown[] = [];
  private isScheduled = false;
  private isFinished = false;
  private poll?: NodeJS.Timeout;
  private seenVersion = 0;
  private owner = 0;
  private aliveUntil = 0;
  /** How many dead letters had to make room, since it was last reported. */
  private evicted = 0;
  private readonly file: SqliteFile;
  private readonly jobs: GroupCommit;
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
    this.jobs = new GroupCommit(this.file);
    this.admin = new SqliteAdministration({
      read: (work) => this.file.read(work),
      write: <T>(work: (store: SqliteStore) => T) =>
        new Promise<T>((done, failed) => {
          this.jobs.add({ run: work, done, failed });
          this.schedule(0);
        }),
    });
  }

  handle(requests: readonly Request[]): void {
    for (const request of requests) this.accept(request);
    this.jobs.commit();
    for (const [number, kind, what] of requests) {
      if (kind === 'admin') void this.administer(number, what.verb, what.value);
    }
    this.answerAll();
    this.file.shortenLog();
    if (!this.jobs.isEmpty) this.schedule(BUSY_PAUSE_MS);
  }

  /** Writes all that waits, and then nothing more: the process ends. @param ms for how long at most, in milliseconds */
  finish(ms: number): void {
    this.isFinished = true;
    clearInterval(this.poll);
    this.file.waitForLocks();
    const deadline = Date.now() + ms;
    do this.jobs.commit();
    while (!this.jobs.isEmpty && Date.now() < deadline);
  }

  private accept([number, kind, what]: Request): void {
    switch (kind) {
      case 'write': {
        const { puts, acknowledgements } = what;
        const count = puts.length / VALUES_OF_PUT + acknowledgements.length;
        const written = ({ failures, evicted }: Written) => {
          this.evicted += evicted;
          this.file.noteWritten(count);
          this.answer(number, failures.size === 0 ? undefined : failures);
        };
        this.jobs.add(new WriteJob(what, () => this.file.hasRoom, written));
        break;
      }
      case 'lease':
        this.lease(number, what.limit, what.owner);
        break;
      case 'listen':
        this.poll ??= setInterval(() => this.lookForOthers(), POLL_MS).unref();
        this.lookForOthers();
        this.tick();
        break;
      case 'tick':
        this.tick();
        this.tidyUp();
        break;
      case 'close':
        this.close(number);
    }
  }

  /** Leases nothing while the one who asks still believes in leases that are lost. */
  private lease(number: number, limit: number, owner: number): void {
    const look = (store: SqliteStore): Lease => ({ records: [], nextDueAt: store.nextDueAt() });
    if (this.jobs.isEmpty) {
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
    this.jobs.add({
      run: (store): Lease => {
        if (limit === 0) return look(store);
        const isAlive = Date.now() < this.aliveUntil;
        sign = isAlive ? undefined : store.giveSignOfLife(this.owner, Date.now());
        const current = sign?.owner ?? this.owner;
        if (owner !== 0 && owner !== current) return look(store);
        const records = store.lease(current, limit, Date.now());
        return { records, nextDueAt: store.nextDueAt() };
      },
      done: (leased) => {
        if (sign !== undefined) this.setOwner(sign);
        this.answer(number, leased);
      },
      failed: (error) => this.answer(number, undefined, error),
    });
  }

  /** A sign of life of a process that may lease, and the end of dead letters whose time is over. */
  private tick(): void {
    this.jobs.add({
      run: (store) => {
        store.removeOldestDead(Date.now() - this.settings.deadLetterMs);
        return this.poll && store.giveSignOfLife(this.owner, Date.now());
      },
      done: (sign: SignOfLife | undefined) => {
        if (sign !== undefined) this.setOwner(sign);
      },
      // It is repeated in a moment.
      failed: () => undefined,
    });
  }

  private tidyUp(): void {
    if (this.evicted > 0) {
      this.post(['notice', { kind: 'deadLettersEvicted', count: this.evicted }]);
      this.evicted = 0;
    }
    this.file.tidyUp();
  }

  private close(number: number): void {
    clearInterval(this.poll);
    const closed = () => {
      try {
        this.file.close();
      } catch {
        // The disk fails; what was committed is in the file.
      }
      this.answer(number, undefined);
    };
    this.jobs.add({ run: (store) => store.release(this.owner), done: closed, failed: closed });
  }

  private async administer(
    number: number,
    verb: keyof OutboxAdministration,
    argument: unknown,
  ): Promise<void> {
    try {
      this.answer(number, await this.admin[verb](argument as never));
    } catch (error) {
      this.answer(number, undefined, error);
    }
    this.answerAll();
    if (verb === 'erase') this.file.emptyLog();
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
      if (!this.isFinished) this.handle([]);
    }, ms);
  }
}
