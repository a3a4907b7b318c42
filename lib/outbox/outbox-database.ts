import { Checkpointer, type CheckpointOrder } from './checkpointer.js';
import { DiskReserve } from './disk-reserve.js';
import { openDatabase, type OpenDatabase } from './open-database.js';
import { prepareFile, putAside } from './outbox-file.js';
import type { SqliteOutboxSettings } from './sqlite-outbox-settings.js';
import { sqliteFault, type OpenSqlite } from './sqlite-driver.js';

/** After how many writes somebody looks how long the write-ahead log has become. */
const LOOK_AFTER = 256;
/** How long it may become before what is in it is moved into the file, in bytes ... */
const LONG_LOG = 8 * 1024 ** 2;
/** ... and how many writes must lie between two such moves. */
const MOVE_AFTER = 4_096;
/** How long it may stay when there is nothing else to do. */
const QUIET_LOG = 64 * 1024;

/**
 * The database that an outbox uses at the moment, and its upkeep: a damaged one is put aside and a new
 * one begun, its write-ahead log is kept short, and some space on its disk is kept in reserve.
 */
export class OutboxDatabase {
  private open: OpenDatabase;
  private readonly reserve: DiskReserve;
  private readonly checkpointer: Checkpointer;
  private written = 0;
  private writtenAtCheckpoint = 0;
  private writtenWhenLastTidied = 0;

  /** @throws OutboxUnavailableError, and what SQLite says of a file that it cannot use */
  constructor(
    private readonly openSqlite: OpenSqlite,
    private readonly settings: SqliteOutboxSettings,
    private readonly onReplaced: () => void,
  ) {
    this.open = this.openFile();
    this.reserve = new DiskReserve(settings.path);
    this.checkpointer = new Checkpointer(settings.path, () => this.checkpointHere('TRUNCATE'));
  }

  get current(): OpenDatabase {
    return this.open;
  }

  /** Whether there is room on the disk for new events. */
  get hasRoom(): boolean {
    return this.reserve.isKept;
  }

  /** Whether writers should stand back for a moment, so that the log can be emptied. */
  get needsLock(): boolean {
    return this.checkpointer.needsLock;
  }

  read<T>(work: (database: OpenDatabase) => T): T {
    try {
      return work(this.open);
    } catch (error) {
      if (sqliteFault(error) !== 'damaged' || !this.replaceDamaged()) throw error;
      return work(this.open);
    }
  }

  /** Puts a damaged file aside. @returns whether there is a new one */
  replaceDamaged(): boolean {
    try {
      const isOurs = this.open.isInPlace();
      this.open.close();
      // Another process may have done it already: then what is there now is sound.
      if (isOurs) this.putFileAside();
      this.open = this.openFile();
      this.replaced();
      return true;
    } catch {
      return false;
    }
  }

  /** Whoever moves or deletes the file of a running shop must not make it write into nothing. */
  private followFile(): void {
    if (this.open.isInPlace()) return;
    try {
      const moved = this.open;
      this.open = this.openFile();
      moved.close();
      this.settings.onNotice({ kind: 'outboxMoved' });
      this.replaced();
    } catch {
      // It is tried again in a moment.
    }
  }

  private replaced(): void {
    // Its thread still has the old file.
    void this.checkpointer.close();
    this.onReplaced();
  }

  /** Makes room on a full disk: with the reserve's space the log fits into the file, and gives its own. */
  giveUpReserve(): void {
    if (!this.reserve.isKept) return;
    this.reserve.giveUp();
    // If it cannot be done, what there is has to do until something was delivered.
    this.checkpointHere('TRUNCATE');
  }

  /** Is told of written records, and keeps the log from becoming longer than the reserve could take. */
  noteWritten(records: number): void {
    const before = this.written;
    this.written += records;
    if (Math.floor(before / LOOK_AFTER) === Math.floor(this.written / LOOK_AFTER)) return;
    const log = this.open.logSize();
    if (log >= this.reserve.size) {
      this.checkpoint('empty');
    } else if (log >= LONG_LOG && this.written - this.writtenAtCheckpoint >= MOVE_AFTER) {
      this.checkpoint('move');
    }
  }

  /** What can be done from time to time. */
  tidyUp(): void {
    if (!this.reserve.isKept) this.reserve.restore();
    const isQuiet = this.written === this.writtenWhenLastTidied;
    this.writtenWhenLastTidied = this.written;
    const isLong = isQuiet && this.open.logSize() >= QUIET_LOG;
    if (isLong || this.checkpointer.isWanted) this.checkpoint('empty');
    this.followFile();
  }

  /** Has what was deleted removed from the log, too. */
  emptyLog(): void {
    this.checkpointer.empty();
  }

  async close(): Promise<void> {
    await this.checkpointer.close();
    this.checkpointHere('PASSIVE');
    this.open.close();
  }

  private checkpoint(order: CheckpointOrder): void {
    this.writtenAtCheckpoint = this.written;
    this.checkpointer.checkpoint(order);
  }

  private checkpointHere(mode: 'PASSIVE' | 'TRUNCATE'): boolean {
    try {
      return this.open.checkpoint(mode);
    } catch {
      // Another process is at it, or the disk is full: the log grows until the next time.
      return false;
    }
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

  private putFileAside(): void {
    const { path, onNotice } = this.settings;
    onNotice({ kind: 'outboxDamaged', path: putAside(path) });
    prepareFile(path);
  }
}
