import { findLibsql } from './find-libsql.js';
import { flushAtExit } from './flush-at-exit.js';
import { OutboxClosedError } from './outbox-closed.error.js';
import { OutboxDatabase } from './outbox-database.js';
import { OutboxFullError } from './outbox-full.error.js';
import type { Acknowledgement, Lease, NewRecord, Outbox, OutboxAdministration } from './outbox.js';
import { OutboxUnavailableError } from './outbox-unavailable.error.js';
import { SqliteAdministration } from './sqlite-administration.js';
import { loadSqlite, sqliteFault, type OpenSqlite } from './sqlite-driver.js';
import type { SqliteOutboxSettings } from './sqlite-outbox-settings.js';
import { WriteQueue } from './write-queue.js';

/** How often a process gives a sign of life, and tidies up, in milliseconds. */
const BEAT_MS = 2_000;
/** How often a process looks whether another one has put something, in milliseconds. */
const POLL_MS = 100;
/** How long a start waits for another process's lock, in milliseconds. */
const OPEN_MS = 30_000;
/** How many writes may wait in memory for another process's lock. */
const MAX_QUEUED = 10_000;

/**
 * Keeps events in a SQLite file: what is committed survives a killed process, and what the operating
 * system has written survives a power cut. Several processes can share the file.
 */
export class SqliteOutbox implements Outbox {
  readonly isDurable = true;
  readonly admin: OutboxAdministration;
  private readonly file: OutboxDatabase;
  private readonly writes: WriteQueue;
  private wake = (): void => undefined;
  private isListening = false;
  /** This process's number in the file, 0 before its first sign of life. */
  private owner = 0;
  private aliveUntil = 0;
  /** To which number what was leased belongs. */
  private leasedTo = 0;
  private seenVersion = 0;
  /** How many dead letters had to make room, since it was last reported. */
  private evicted = 0;
  private closed = false;
  private readonly timers: NodeJS.Timeout[] = [];

  /**
   * Waits for other processes that have the file's lock, for half a minute at the most.
   *
   * @throws OutboxUnavailableError
   */
  static async open(settings: SqliteOutboxSettings): Promise<SqliteOutbox> {
    const openSqlite = loadSqlite(findLibsql());
    const deadline = Date.now() + OPEN_MS;
    for (;;) {
      try {
        return new SqliteOutbox(settings, openSqlite);
      } catch (error) {
        if (sqliteFault(error) !== 'busy') throw error;
        if (Date.now() > deadline) {
          throw new OutboxUnavailableError(
            'another process has its lock for too long: find out who (lsof, fuser) and end its transaction',
          );
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  private constructor(
    private readonly settings: SqliteOutboxSettings,
    openSqlite: OpenSqlite,
  ) {
    this.file = new OutboxDatabase(openSqlite, settings, () => {
      this.owner = 0;
      this.aliveUntil = 0;
      this.wake();
    });
    this.writes = new WriteQueue(
      () => this.file.current.store,
      () => this.file.replaceDamaged(),
      () => this.file.giveUpReserve(),
      () => this.file.needsLock,
    );
    const administration = new SqliteAdministration({
      read: (work) => this.file.read(({ store }) => work(store)),
      write: (work) => this.writes.write(() => work(this.file.current.store)),
    });
    this.admin = {
      counts: () => administration.counts(),
      deadLetters: (filter) => administration.deadLetters(filter),
      discard: (filter) => administration.discard(filter),
      replay: (filter) => administration.replay(filter).finally(() => this.wake()),
      adopt: () => administration.adopt().finally(() => this.wake()),
      erase: (alias) => administration.erase(alias).finally(() => this.file.emptyLog()),
    };
    flushAtExit.add(this.flush);
    this.timers.push(setInterval(() => this.tidyUp(), BEAT_MS).unref());
  }

  async put(record: NewRecord): Promise<void> {
    if (this.closed) throw new OutboxClosedError();
    if (this.writes.length >= MAX_QUEUED) throw new OutboxFullError('locked');
    if (!this.file.hasRoom) throw new OutboxFullError('disk');
    await this.writes.write(() => {
      this.evicted += this.file.current.store.insert(record, Date.now());
    });
    this.wake();
    this.file.noteWritten(1);
  }

  async lease(limit: number): Promise<Lease> {
    // Looking costs no lock, and most of the time there is nothing.
    const nextDueAt = this.file.read(({ store }) => store.nextDueAt());
    if (limit === 0 || (nextDueAt ?? Infinity) > Date.now()) return { records: [], nextDueAt };
    return this.writes.write(() => {
      const { store } = this.file.current;
      if (!this.isAlive) this.giveSignOfLife();
      this.leasedTo = this.owner;
      const records = store.lease(this.owner, limit, Date.now());
      return { records, nextDueAt: store.nextDueAt() };
    });
  }

  holdsLeases(): boolean {
    return this.isAlive && this.leasedTo === this.owner;
  }

  async acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void> {
    const acknowledge = () => {
      const { store } = this.file.current;
      for (const one of acknowledgements) store.acknowledge(one, this.leasedTo, Date.now());
    };
    // That an event is delivered can be written down later: a process that is killed before sends it
    // again, and Converge drops the copy.
    const isUrgent = acknowledgements.some(({ state }) => state !== 'delivered');
    await (isUrgent ? this.writes.write(acknowledge) : this.writes.writeLazily(acknowledge));
    this.file.noteWritten(acknowledgements.length);
  }

  onWake(listener: () => void): void {
    this.wake = listener;
    if (this.isListening) return;
    this.isListening = true;
    this.seenVersion = this.file.current.version();
    this.beat();
    this.timers.push(setInterval(() => this.lookForOthers(), POLL_MS).unref());
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const timer of this.timers) clearInterval(timer);
    flushAtExit.delete(this.flush);
    try {
      await this.writes.write(() => this.file.current.store.release(this.owner));
    } finally {
      await this.file.close();
    }
  }

  private get isAlive(): boolean {
    return Date.now() < this.aliveUntil;
  }

  private beat(): void {
    void this.writes
      .write(() => this.giveSignOfLife())
      .then((takenOver) => {
        if (takenOver > 0) this.wake();
      })
      .catch(() => undefined);
  }

  private giveSignOfLife(): number {
    const sign = this.file.current.store.giveSignOfLife(this.owner, Date.now());
    this.owner = sign.owner;
    this.aliveUntil = sign.aliveUntil;
    return sign.takenOver;
  }

  /** process.exit() leaves no turn of the event loop for what was put last. */
  private readonly flush = (): void => {
    this.file.current.waitForLocks();
    this.writes.flushAtLast();
  };

  private tidyUp(): void {
    if (this.isListening) this.beat();
    const diedBefore = Date.now() - this.settings.deadLetterMs;
    void this.writes
      .write(() => this.file.current.store.removeOldestDead(diedBefore))
      .catch(() => undefined);
    if (this.evicted > 0)
      this.settings.onNotice({ kind: 'deadLettersEvicted', count: this.evicted });
    this.evicted = 0;
    this.file.tidyUp();
  }

  private lookForOthers(): void {
    try {
      const version = this.file.current.version();
      if (version === this.seenVersion) return;
      this.seenVersion = version;
      this.wake();
    } catch {
      // The disk fails: the next write says so.
    }
  }
}
