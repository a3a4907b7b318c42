import { DiskReserve } from './disk-reserve.js';
import { LeaseOwner } from './lease-owner.js';
import { openDatabase, type OpenDatabase } from './open-database.js';
import { prepareFile, putAside } from './outbox-file.js';
import { OutboxClosedError } from './outbox-closed.error.js';
import { OutboxFullError } from './outbox-full.error.js';
import {
  Outbox,
  type DeadLetter,
  type DeadLetterFilter,
  type NewRecord,
  type OutboxConsumer,
  type OutboxCounts,
  type OutboxRecord,
  type Settlement,
} from './outbox.js';
import { loadSqlite, sqliteFault, type OpenSqlite } from './sqlite-driver.js';
import type { OutboxLimits } from './totals.js';
import { WriteQueue } from './write-queue.js';

/** How often a process gives a sign of life, and tidies up, in milliseconds. */
const BEAT_MS = 2_000;
/** How often a process looks whether another one has put something, in milliseconds. */
const POLL_MS = 100;
/** After how many writes somebody looks how long the write-ahead log has become. */
const LOOK_AFTER = 256;
/** How many writes may wait in memory for another process's lock. */
const MAX_QUEUED = 10_000;

/** @internal */
export interface SqliteOutboxSettings extends OutboxLimits {
  readonly path: string;
  /** What the records are for; never stored, only its fingerprint. */
  readonly source: string;
  /** How long dead letters are kept, in milliseconds. */
  readonly deadLetterMs: number;
  /** Is told of what should be known of the file, in words. */
  readonly onNotice: (notice: OutboxNotice) => void;
}

/** What happened to the file. @internal */
export type OutboxNotice =
  | { readonly kind: 'outboxDamaged'; readonly path: string }
  | { readonly kind: 'deadLettersEvicted'; readonly count: number };

/**
 * Keeps events in a SQLite file: what is committed survives a killed process, and what the operating
 * system has written survives a power cut. Several processes can share the file.
 *
 * @internal
 */
export class SqliteOutbox extends Outbox {
  readonly isDurable = true;
  private file: OpenDatabase;
  private readonly reserve: DiskReserve;
  private readonly writes: WriteQueue;
  private consumer?: OutboxConsumer;
  private readonly owner = new LeaseOwner();
  private seenVersion = 0;
  /** How many records were written since the last checkpoint. */
  private written = 0;
  private writtenAtLastBeat = 0;
  /** How many dead letters had to make room, since it was last told. */
  private evicted = 0;
  private closed = false;
  private readonly timers: NodeJS.Timeout[] = [];

  /** @throws OutboxUnavailableError */
  static async open(settings: SqliteOutboxSettings): Promise<SqliteOutbox> {
    return new SqliteOutbox(settings, await loadSqlite());
  }

  private constructor(
    private readonly settings: SqliteOutboxSettings,
    private readonly openSqlite: OpenSqlite,
  ) {
    super();
    this.file = this.openFile();
    this.reserve = new DiskReserve(settings.path);
    this.writes = new WriteQueue(
      () => this.file.transaction,
      () => this.replaceDamagedFile(),
      () => this.giveUpReserve(),
    );
    process.on('exit', this.flushAtExit);
    this.timers.push(setInterval(() => this.tidyUp(), BEAT_MS).unref());
  }

  async put(record: NewRecord): Promise<void> {
    if (this.closed) throw new OutboxClosedError();
    if (this.writes.length >= MAX_QUEUED) throw new OutboxFullError('locked');
    if (!this.reserve.isKept) throw new OutboxFullError('disk');
    const isReserved = record.deadReason === undefined && (this.consumer?.reserve() ?? false);
    let taken: OutboxRecord | undefined;
    try {
      taken = await this.writes.write(() => {
        const owner = isReserved && this.owner.isAlive ? this.owner.id : null;
        const put = this.insert(record, owner);
        return owner === null ? undefined : put;
      });
    } finally {
      if (isReserved) this.consumer?.take(taken);
    }
    if (taken === undefined) this.consumer?.wake();
    this.noteWritten(1);
  }

  async lease(limit: number): Promise<readonly OutboxRecord[]> {
    // Looking costs no lock, and most of the time there is nothing.
    if (((await this.nextDueAt()) ?? Infinity) > Date.now()) return [];
    if (!this.owner.isAlive) await this.beat();
    return this.writes.write(() => this.file.events.lease(this.owner.id, limit, Date.now()));
  }

  holdsLeases(): boolean {
    return this.owner.isAlive;
  }

  async settle(settlements: readonly Settlement[]): Promise<void> {
    const settle = () => {
      for (const settlement of settlements) {
        this.file.events.settle(settlement, this.owner.id, Date.now());
      }
    };
    // That an event is delivered can be written down later: a process that is killed before sends it
    // again, and Converge drops the copy.
    const isUrgent = settlements.some(({ state }) => state !== 'delivered');
    await (isUrgent ? this.writes.write(settle) : this.writes.writeLazily(settle));
    this.noteWritten(settlements.length);
  }

  async nextDueAt(): Promise<number | undefined> {
    return this.read(() => this.file.events.nextDueAt());
  }

  async counts(): Promise<OutboxCounts> {
    return this.read(() => this.file.events.counts(Date.now()));
  }

  async deadLetters(filter: DeadLetterFilter = {}): Promise<readonly DeadLetter[]> {
    return this.read(() => this.file.deadLetters.list(filter));
  }

  async replay(filter: DeadLetterFilter = {}): Promise<number> {
    const replayed = await this.writes.write(() =>
      this.file.deadLetters.replay(filter, Date.now()),
    );
    this.consumer?.wake();
    return replayed;
  }

  discard(filter: DeadLetterFilter = {}): Promise<number> {
    return this.writes.write(() => this.file.deadLetters.discard(filter));
  }

  async erase(alias: string): Promise<number> {
    // What is deleted is overwritten as well, and the log that still holds it is emptied.
    this.file.overwriteDeleted(true);
    let total = 0;
    let after: number | undefined = 0;
    while (after !== undefined) {
      const from: number = after;
      const { erased, lastId } = await this.writes.write(() => this.file.events.erase(alias, from));
      total += erased;
      after = lastId;
    }
    this.file.overwriteDeleted(false);
    return total;
  }

  async adopt(): Promise<number> {
    const adopted = await this.writes.write(() => this.file.events.adopt());
    this.consumer?.wake();
    return adopted;
  }

  attach(consumer: OutboxConsumer): void {
    this.consumer = consumer;
    this.seenVersion = this.file.version();
    void this.beat().catch(() => undefined);
    this.timers.push(setInterval(() => this.lookForOthers(), POLL_MS).unref());
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const timer of this.timers) clearInterval(timer);
    process.off('exit', this.flushAtExit);
    try {
      await this.writes.write(() => this.file.owners.release(this.owner.id, Date.now()));
      this.checkpoint();
    } finally {
      this.file.close();
    }
  }

  /** process.exit() leaves no turn of the event loop for what was put last. */
  private readonly flushAtExit = (): void => {
    this.file.waitForLocks();
    this.writes.flush();
  };

  /** The oldest dead letters make room for an event that can still be delivered. */
  private insert(record: NewRecord, owner: number | null): OutboxRecord {
    const { events, deadLetters, totals } = this.file;
    const size = Buffer.byteLength(record.body);
    if (totals.limitPassedBy(size) !== undefined) this.evicted += deadLetters.removeOldest();
    const passed = totals.limitPassedBy(size);
    if (passed !== undefined) throw new OutboxFullError(passed);
    return events.insert(record, size, owner, Date.now());
  }

  private openFile(): OpenDatabase {
    const { path, source } = this.settings;
    prepareFile(path);
    try {
      return openDatabase(this.openSqlite, path, source, this.settings);
    } catch (error) {
      if (sqliteFault(error) !== 'damaged') throw error;
      this.putFileAside();
      return openDatabase(this.openSqlite, path, source, this.settings);
    }
  }

  private read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (sqliteFault(error) !== 'damaged' || !this.replaceDamagedFile()) throw error;
      return work();
    }
  }

  /** @returns whether there is a new file */
  private replaceDamagedFile(): boolean {
    try {
      this.file.close();
      this.putFileAside();
      this.file = this.openFile();
      this.owner.forget();
      return true;
    } catch {
      return false;
    }
  }

  private putFileAside(): void {
    const { path, onNotice } = this.settings;
    onNotice({ kind: 'outboxDamaged', path: putAside(path) });
    prepareFile(path);
  }

  private tidyUp(): void {
    if (this.consumer !== undefined) void this.beat().catch(() => undefined);
    const diedBefore = Date.now() - this.settings.deadLetterMs;
    void this.writes
      .write(() => this.file.deadLetters.removeOldest(diedBefore))
      .catch(() => undefined);
    if (this.evicted > 0)
      this.settings.onNotice({ kind: 'deadLettersEvicted', count: this.evicted });
    this.evicted = 0;
    if (!this.reserve.isKept) this.reserve.restore();
    // In a quiet moment there is time for it.
    if (this.written > 0 && this.written === this.writtenAtLastBeat) this.checkpoint();
    this.writtenAtLastBeat = this.written;
  }

  /** Gives a sign of life, and takes over what belonged to processes that gave none. */
  private async beat(): Promise<void> {
    const sign = await this.writes.write(() => this.owner.beat(this.file.owners));
    this.owner.beaten(sign);
    if (sign.takenOver > 0) this.consumer?.wake();
  }

  private lookForOthers(): void {
    try {
      const version = this.file.version();
      if (version === this.seenVersion) return;
      this.seenVersion = version;
      this.consumer?.wake();
    } catch {
      // The disk fails: the next write says so.
    }
  }

  /**
   * A checkpoint blocks for some milliseconds. The rarer it is, the more often the same pages were
   * written only once; but the log must not become longer than the reserve, which has to take it.
   */
  private noteWritten(records: number): void {
    const before = this.written;
    this.written += records;
    if (Math.floor(before / LOOK_AFTER) === Math.floor(this.written / LOOK_AFTER)) return;
    // Not here, where a response may wait.
    setImmediate(() => {
      if (!this.closed && this.file.logSize() >= this.reserve.size) this.checkpoint();
    });
  }

  /** Moves what is in the write-ahead log into the file, as far as no other process reads it. */
  private checkpoint(): void {
    this.written = 0;
    try {
      this.file.checkpoint('PASSIVE');
    } catch {
      // Another process is at it, or the disk is full: the log grows until the next time.
    }
  }

  /** Makes room on a full disk: with the reserve's space, the log fits into the file, and gives its own. */
  private giveUpReserve(): void {
    this.reserve.giveUp();
    try {
      this.file.checkpoint('TRUNCATE');
    } catch {
      // Then what there is has to do until something was delivered.
    }
  }
}
