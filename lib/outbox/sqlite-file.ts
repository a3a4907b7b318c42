import { statSync, type Stats } from 'node:fs';
import { DiskReserve } from './disk-reserve.js';
import { prepareFile, putAside } from './prepare-file.js';
import type { DeadLetter } from './outbox.js';
import { configure, migrate } from './outbox-schema.js';
import { findOrAddSource } from './source-fingerprint.js';
import { sqliteFault, type OpenSqlite, type SqliteDatabase } from './sqlite-driver.js';
import { SqliteStore, type SqliteStoreSettings } from './sqlite-store.js';

/** How many writes lie between two checks of the write-ahead log's length. */
const CHECK_AFTER = 256;
/** From which length on, in bytes, the log is moved into the file ... */
const LONG_LOG = 8 * 1024 ** 2;
/** ... with at least so many writes between two such moves. */
const MOVE_AFTER = 4_096;
/** From which length on, in bytes, the log is emptied while nothing is written. */
const QUIET_LOG = 64 * 1024;

export interface StoreSettings extends SqliteStoreSettings {
  readonly path: string;
  /** The source of the records (token and endpoint); only its fingerprint is stored. */
  readonly source: string;
  /** How long dead letters are kept, in milliseconds. */
  readonly deadLetterMs: number;
}

/** What an application has to know of its outbox's file. */
export type OutboxNotice =
  | { readonly kind: 'outboxDamaged'; readonly path: string }
  | { readonly kind: 'outboxMoved' }
  | { readonly kind: 'outboxInMainThread' }
  | { readonly kind: 'damagedEvent'; readonly letter: DeadLetter }
  | { readonly kind: 'deadLettersEvicted' | 'deadLettersExpired'; readonly count: number };

/**
 * The file that an outbox uses at the moment, and its upkeep: replaces a file that is damaged or was moved
 * away, keeps the write-ahead log short, and some disk space in reserve.
 */
export class SqliteFile {
  private open: OpenFile;
  private readonly reserve: DiskReserve;
  private written = 0;
  private writtenAtCheck = 0;
  private writtenAtCheckpoint = 0;
  private writtenAtTidyUp = 0;
  /** Whether the log has to be emptied, because it holds deleted data. */
  private mustEmptyLog = false;

  /**
   * @param lockMs how long one transaction may wait for another process's lock, in milliseconds
   * @param onReplaced is called when another file has taken the place of the one before
   * @throws OutboxUnavailableError, and SQLite's errors for a file that it cannot use
   */
  constructor(
    private readonly openSqlite: OpenSqlite,
    private readonly settings: StoreSettings,
    private readonly lockMs: number,
    private readonly onNotice: (notice: OutboxNotice) => void,
    private readonly onReplaced: () => void,
  ) {
    this.open = this.openFile();
    this.reserve = new DiskReserve(settings.path);
  }

  get store(): SqliteStore {
    return this.open.store;
  }

  /** Whether there is room on the disk for new events. */
  get hasRoom(): boolean {
    return this.reserve.isKept;
  }

  /** A number that changes whenever another process has committed something. */
  version(): number {
    return this.store.sql.get<{ data_version: number }>('PRAGMA data_version').data_version;
  }

  read<T>(work: (store: SqliteStore) => T): T {
    try {
      return work(this.store);
    } catch (error) {
      if (sqliteFault(error) !== 'damaged' || !this.replaceDamaged()) throw error;
      return work(this.store);
    }
  }

  exec(sql: string): void {
    this.open.database.exec(sql);
  }

  /** Puts a damaged file aside, and begins a new one. @returns whether that was possible */
  replaceDamaged(): boolean {
    try {
      const isOurs = this.isInPlace();
      this.open.database.close();
      // If another process has done that already, the file in its place is sound.
      if (isOurs) this.putFileAside();
      this.open = this.openFile();
      this.onReplaced();
      return true;
    } catch {
      return false;
    }
  }

  /** Makes room on a full disk: with the reserve's space, the log can move into the file. */
  giveUpReserve(): void {
    if (!this.reserve.isKept) return;
    this.reserve.giveUp();
    // If that fails, the reserve's space has to last until events were delivered.
    this.checkpoint('TRUNCATE');
  }

  noteWritten(records: number): void {
    this.written += records;
  }

  /** Keeps the log short enough to fit into the reserve's space. */
  shortenLog(): void {
    if (this.written - this.writtenAtCheck < CHECK_AFTER) return;
    this.writtenAtCheck = this.written;
    const log = this.logSize();
    if (log >= this.reserve.size) this.checkpoint('TRUNCATE');
    else if (log >= LONG_LOG && this.written - this.writtenAtCheckpoint >= MOVE_AFTER) {
      this.checkpoint('PASSIVE');
    }
  }

  /** Is called from time to time. */
  tidyUp(): void {
    if (!this.reserve.isKept) this.reserve.restore();
    const isQuiet = this.written === this.writtenAtTidyUp;
    this.writtenAtTidyUp = this.written;
    if (this.mustEmptyLog) this.emptyLog();
    else if (isQuiet && this.logSize() >= QUIET_LOG) this.checkpoint('TRUNCATE');
    this.followFile();
  }

  /**
   * Removes deleted data from the log as well: now, or as soon as no process reads it.
   *
   * @returns whether it was possible now
   */
  emptyLog(): boolean {
    this.mustEmptyLog = !this.checkpoint('TRUNCATE');
    return !this.mustEmptyLog;
  }

  /** Waits longer for another process's lock from now on: the process ends. */
  waitForLocks(): void {
    this.open.database.exec('PRAGMA busy_timeout = 200');
  }

  close(): void {
    this.checkpoint('PASSIVE');
    this.open.database.close();
  }

  /** Opens a new file if this one was moved or deleted: what is written to it would be lost. */
  private followFile(): void {
    if (this.isInPlace()) return;
    try {
      const moved = this.open;
      this.open = this.openFile();
      moved.database.close();
      this.onNotice({ kind: 'outboxMoved' });
      this.onReplaced();
    } catch {
      // The next tick tries again.
    }
  }

  private isInPlace(): boolean {
    return identityOf(this.settings.path) === this.open.identity;
  }

  private logSize(): number {
    return statOf(`${this.settings.path}-wal`)?.size ?? 0;
  }

  /**
   * Moves the write-ahead log into the file, as far as no other process reads it, and with TRUNCATE empties
   * it. @returns whether all of that was possible
   */
  private checkpoint(mode: 'PASSIVE' | 'TRUNCATE'): boolean {
    this.writtenAtCheckpoint = this.written;
    try {
      const row = this.open.database.prepare(`PRAGMA wal_checkpoint(${mode})`).get();
      return (row as { busy?: number } | undefined)?.busy === 0;
    } catch {
      // Another process is doing it, or the disk is full: the log grows until the next time.
      return false;
    }
  }

  private openFile(): OpenFile {
    prepareFile(this.settings.path);
    try {
      return this.connect();
    } catch (error) {
      if (sqliteFault(error) !== 'damaged') throw error;
      this.putFileAside();
      return this.connect();
    }
  }

  private connect(): OpenFile {
    const { path, source } = this.settings;
    const database = this.openSqlite(path);
    try {
      configure(database);
      migrate(database);
      const store = new SqliteStore(database, findOrAddSource(database, source), this.settings);
      database.exec(`PRAGMA busy_timeout = ${this.lockMs}`);
      return { database, store, identity: identityOf(path) };
    } catch (error) {
      database.close();
      throw error;
    }
  }

  private putFileAside(): void {
    const { path } = this.settings;
    this.onNotice({ kind: 'outboxDamaged', path: putAside(path) });
    prepareFile(path);
  }
}

interface OpenFile {
  readonly database: SqliteDatabase;
  readonly store: SqliteStore;
  /** Distinguishes it from another file that takes its place. */
  readonly identity: string | undefined;
}

function identityOf(path: string): string | undefined {
  const stat = statOf(path);
  return stat && `${stat.dev}:${stat.ino}`;
}

/** If the disk fails, the next write will report that. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
