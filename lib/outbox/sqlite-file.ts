import { statSync, type Stats } from 'node:fs';
import { DiskReserve } from './disk-reserve.js';
import { prepareFile, putAside } from './prepare-file.js';
import { configure, migrate } from './outbox-schema.js';
import { findOrAddSource } from './source-fingerprint.js';
import { sqliteFault, type OpenSqlite, type SqliteDatabase } from './sqlite-driver.js';
import { SqliteStore, type OutboxLimits } from './sqlite-store.js';

/** After how many writes the length of the write-ahead log is looked at. */
const LOOK_AFTER = 256;
/** How long it may become before what is in it is moved into the file, in bytes ... */
const LONG_LOG = 8 * 1024 ** 2;
/** ... and how many writes must lie between two such moves. */
const MOVE_AFTER = 4_096;
/** How long it may stay when there is nothing else to do. */
const QUIET_LOG = 64 * 1024;

export interface StoreSettings extends OutboxLimits {
  readonly path: string;
  /** What the records are for; never stored, only its fingerprint. */
  readonly source: string;
  /** How long dead letters are kept, in milliseconds. */
  readonly deadLetterMs: number;
}

/** What happened to the file, or to the way it is used. */
export type OutboxNotice =
  | { readonly kind: 'outboxDamaged'; readonly path: string }
  | { readonly kind: 'outboxMoved' }
  | { readonly kind: 'outboxInMainThread' }
  | { readonly kind: 'deadLettersEvicted'; readonly count: number };

/**
 * The file that an outbox uses at the moment, and its upkeep: a damaged one is put aside and a new one
 * begun, one that was moved away is replaced, its write-ahead log is kept short, and some space on its
 * disk is kept in reserve.
 */
export class SqliteFile {
  private open: OpenFile;
  private readonly reserve: DiskReserve;
  private written = 0;
  private writtenAtLook = 0;
  private writtenAtCheckpoint = 0;
  private writtenAtTidyUp = 0;
  /** Whether the log has to be emptied, because it holds what should be gone. */
  private mustEmptyLog = false;

  /**
   * @param lockMs how long another process's lock is waited for at a time, in milliseconds
   * @param onReplaced is called when another file took the place of the one before
   * @throws OutboxUnavailableError, and what SQLite says of a file that it cannot use
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

  /** Puts a damaged file aside. @returns whether there is a new one */
  replaceDamaged(): boolean {
    try {
      const isOurs = this.isInPlace();
      this.open.database.close();
      // Another process may have done it already: then what is there now is sound.
      if (isOurs) this.putFileAside();
      this.open = this.openFile();
      this.onReplaced();
      return true;
    } catch {
      return false;
    }
  }

  /** Makes room on a full disk: with the reserve's space the log fits into the file, and gives its own. */
  giveUpReserve(): void {
    if (!this.reserve.isKept) return;
    this.reserve.giveUp();
    // If it cannot be done, what there is has to do until something was delivered.
    this.checkpoint('TRUNCATE');
  }

  noteWritten(records: number): void {
    this.written += records;
  }

  /** Keeps the log from becoming longer than the reserve could take. */
  shortenLog(): void {
    if (this.written - this.writtenAtLook < LOOK_AFTER) return;
    this.writtenAtLook = this.written;
    const log = this.logSize();
    if (log >= this.reserve.size) this.checkpoint('TRUNCATE');
    else if (log >= LONG_LOG && this.written - this.writtenAtCheckpoint >= MOVE_AFTER) {
      this.checkpoint('PASSIVE');
    }
  }

  /** What can be done from time to time. */
  tidyUp(): void {
    if (!this.reserve.isKept) this.reserve.restore();
    const isQuiet = this.written === this.writtenAtTidyUp;
    this.writtenAtTidyUp = this.written;
    if (this.mustEmptyLog) this.emptyLog();
    else if (isQuiet && this.logSize() >= QUIET_LOG) this.checkpoint('TRUNCATE');
    this.followFile();
  }

  /** Has what was deleted removed from the log, too: now, or as soon as no one reads it. */
  emptyLog(): void {
    this.mustEmptyLog = !this.checkpoint('TRUNCATE');
  }

  /** From now on waits longer for another process's lock: the process ends. */
  waitForLocks(): void {
    this.open.database.exec('PRAGMA busy_timeout = 200');
  }

  close(): void {
    this.checkpoint('PASSIVE');
    this.open.database.close();
  }

  /** A file that is moved or deleted while the shop runs must not make it write into nothing. */
  private followFile(): void {
    if (this.isInPlace()) return;
    try {
      const moved = this.open;
      this.open = this.openFile();
      moved.database.close();
      this.onNotice({ kind: 'outboxMoved' });
      this.onReplaced();
    } catch {
      // It is tried again in a moment.
    }
  }

  private isInPlace(): boolean {
    return identityOf(this.settings.path) === this.open.identity;
  }

  private logSize(): number {
    return statOf(`${this.settings.path}-wal`)?.size ?? 0;
  }

  /**
   * Moves what is in the write-ahead log into the file, as far as no one else reads it, and with TRUNCATE
   * empties the log. @returns whether all of it could be done
   */
  private checkpoint(mode: 'PASSIVE' | 'TRUNCATE'): boolean {
    this.writtenAtCheckpoint = this.written;
    try {
      const row = this.open.database.prepare(`PRAGMA wal_checkpoint(${mode})`).get();
      return (row as { busy?: number } | undefined)?.busy === 0;
    } catch {
      // Another process is at it, or the disk is full: the log grows until the next time.
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
  /** What distinguishes it from another one that takes its place. */
  readonly identity: string | undefined;
}

function identityOf(path: string): string | undefined {
  const stat = statOf(path);
  return stat && `${stat.dev}:${stat.ino}`;
}

/** A disk that fails is found out by the next write. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
