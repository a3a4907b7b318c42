import { DiskReserve } from './disk-reserve.js';
import { openDatabase, type OpenDatabase } from './open-database.js';
import { prepareFile, putAside } from './outbox-file.js';
import type { SqliteOutboxSettings } from './sqlite-outbox-settings.js';
import { sqliteFault, type OpenSqlite } from './sqlite-driver.js';

/** After how many writes somebody looks how long the write-ahead log has become. */
const LOOK_AFTER = 256;

/**
 * The database that an outbox uses at the moment, and its upkeep: a damaged one is put aside and a new
 * one begun, its write-ahead log is kept short, and some space on its disk is kept in reserve.
 *
 * @internal
 */
export class OutboxDatabase {
  private open: OpenDatabase;
  private readonly reserve: DiskReserve;
  /** How many records were written since the last checkpoint. */
  private written = 0;
  private writtenWhenLastTidied = 0;

  /** @throws OutboxUnavailableError, and what SQLite says of a file that it cannot use */
  constructor(
    private readonly openSqlite: OpenSqlite,
    private readonly settings: SqliteOutboxSettings,
    private readonly onReplaced: () => void,
  ) {
    this.open = this.openFile();
    this.reserve = new DiskReserve(settings.path);
  }

  get current(): OpenDatabase {
    return this.open;
  }

  /** Whether there is room on the disk for new events. */
  get hasRoom(): boolean {
    return this.reserve.isKept;
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
      this.open.close();
      this.putFileAside();
      this.open = this.openFile();
      this.onReplaced();
      return true;
    } catch {
      return false;
    }
  }

  /** Makes room on a full disk: with the reserve's space the log fits into the file, and gives its own. */
  giveUpReserve(): void {
    this.reserve.giveUp();
    try {
      this.open.checkpoint('TRUNCATE');
    } catch {
      // Then what there is has to do until something was delivered.
    }
  }

  /**
   * Is told of written records. A checkpoint blocks for some milliseconds. The rarer it is, the more often
   * the same pages were written only once; but the log must not become longer than the reserve, which
   * has to take it.
   */
  noteWritten(records: number): void {
    const before = this.written;
    this.written += records;
    if (Math.floor(before / LOOK_AFTER) === Math.floor(this.written / LOOK_AFTER)) return;
    // Not here, where a response may wait.
    setImmediate(() => {
      if (this.open.logSize() >= this.reserve.size) this.checkpoint();
    });
  }

  /** What can be done from time to time. */
  tidyUp(): void {
    if (!this.reserve.isKept) this.reserve.restore();
    // In a quiet moment there is time for a checkpoint.
    if (this.written > 0 && this.written === this.writtenWhenLastTidied) this.checkpoint();
    this.writtenWhenLastTidied = this.written;
  }

  close(): void {
    this.checkpoint();
    this.open.close();
  }

  /** Moves what is in the write-ahead log into the file, as far as no other process reads it. */
  private checkpoint(): void {
    this.written = 0;
    try {
      this.open.checkpoint('PASSIVE');
    } catch {
      // Another process is at it, the disk is full, or all is closed: the log grows until the next time.
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
