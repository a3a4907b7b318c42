import { setTimeout as pause } from 'node:timers/promises';
import { GroupCommit, type Job } from './group-commit.js';
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
/** The longest that a timer can wait, in milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

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
  /** How many records are wanted as soon as they are due. */
  private wanted = 0;
  /** To which number in the file what the one who wants them holds was leased. */
  private holder = 0;
  private leased?: Lease;
  private dueTimer?: NodeJS.Timeout;
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
      () => this.setOwner({ owner: 0, aliveUntil: 0, takenOver: 0 }),
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
    if (this.wanted > 0 && (!this.jobs.isEmpty || this.isDue())) this.jobs.add(this.leaseWanted());
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
    clearTimeout(this.dueTimer);
    this.file.waitForLocks();
    const deadline = Date.now() + ms;
    do this.jobs.commit();
    while (!this.jobs.isEmpty && Date.now() < deadline);
  }

  private accept([number, kind, what]: Request): void {
    switch (kind) {
      case 'write': {
        const { puts, acknowledgements, owner, wanted } = what;
        if (wanted > 0) this.want(wanted, owner);
        const count = puts.length / VALUES_OF_PUT + acknowledgements.length;
        if (count === 0) {
          this.answer(number, undefined);
          break;
        }
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
      case 'tick':
        this.tick();
        this.tidyUp();
        break;
      case 'close':
        this.close(number);
    }
  }

  private want(limit: number, holder: number): void {
    this.wanted = limit;
    this.holder = holder;
    if (this.poll !== undefined) return;
    this.poll = setInterval(() => this.lookForOthers(), POLL_MS).unref();
    this.lookForOthers();
    this.tick();
  }

  private isDue(): boolean {
    try {
      return (this.file.read((store) => store.nextDueAt()) ?? Infinity) <= Date.now();
    } catch {
      // The disk fails; the transaction says so.
      return true;
    }
  }

  private lease(number: number, limit: number, holder: number): void {
    // Looking costs no lock, and most of the time there is nothing.
    if (this.jobs.isEmpty && (limit === 0 || !this.isDue())) {
      try {
        const nextDueAt = this.file.read((store) => store.nextDueAt());
        this.answer(number, { records: [], nextDueAt } satisfies Lease);
      } catch (error) {
        this.answer(number, undefined, error);
      }
      return;
    }
    this.jobs.add(
      this.leaseJob(
        limit,
        holder,
        (lease) => this.answer(number, lease),
        (error) => this.answer(number, undefined, error),
      ),
    );
  }

  /** Ends the wait of the one who wants records, if there are any; else asks when there will be. */
  private leaseWanted(): Job {
    return this.leaseJob(
      this.wanted,
      this.holder,
      (lease) => {
        const isLost = this.holder !== 0 && this.holder !== this.owner;
        if (lease.records.length === 0 && !isLost) {
          this.handleAt(lease.nextDueAt);
          return;
        }
        this.wanted = 0;
        this.leased = lease;
      },
      // It is tried again with whatever comes next, a tick at the latest.
      () => undefined,
    );
  }

  /** Leases nothing while the one who asks still believes in leases that are lost. */
  private leaseJob(
    limit: number,
    holder: number,
    done: (lease: Lease) => void,
    failed: Job['failed'],
  ): Job {
    let sign: SignOfLife | undefined;
    return {
      run: (store): Lease => {
        sign = undefined;
        const now = Date.now();
        if (limit > 0 && now >= this.aliveUntil) sign = store.giveSignOfLife(this.owner, now);
        const owner = sign?.owner ?? this.owner;
        const mayLease = limit > 0 && (holder === 0 || holder === owner);
        const records = mayLease ? store.lease(owner, limit, now) : [];
        return { records, nextDueAt: store.nextDueAt() };
      },
      done: (lease: Lease) => {
        if (sign !== undefined) this.setOwner(sign);
        done(lease);
      },
      failed,
    };
  }

  private handleAt(time: number | undefined): void {
    clearTimeout(this.dueTimer);
    if (time === undefined) return;
    const delay = Math.min(Math.max(time - Date.now(), 1), MAX_TIMER_MS);
    this.dueTimer = setTimeout(() => this.handle([]), delay).unref();
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
    this.wanted = 0;
    clearInterval(this.poll);
    clearTimeout(this.dueTimer);
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
    if (takenOver > 0) this.schedule(0);
  }

  private lookForOthers(): void {
    try {
      const version = this.file.version();
      if (version === this.seenVersion) return;
      this.seenVersion = version;
      this.handle([]);
    } catch {
      // The disk fails: the next write says so.
    }
  }

  private answer(number: number, result: unknown, error?: unknown): void {
    this.answers.push(number, result, error === undefined ? undefined : encodeError(error));
  }

  private answerAll(): void {
    if (this.answers.length === 0 && this.leased === undefined) return;
    this.post(['answers', this.answers, this.leased]);
    this.answers = [];
    this.leased = undefined;
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
