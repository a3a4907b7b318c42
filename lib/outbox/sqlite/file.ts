import { SqliteStore } from './store.js';
import { OutboxUnavailableError } from '../errors.js';
import { HEAP_SHARE, type OutboxNotice, type StoreSettings } from '../outbox.js';
import { uptime } from '../time.js';
import {
  checkpoint,
  endClosedDatabases,
  lockError,
  sqliteFault,
  type OpenSqlite,
  type SqliteFault,
} from './driver.js';
import { FileOpener, type OpenFile } from './open-file.js';
import { inWords, statOf } from './own-file.js';
import { createSchema } from './schema.js';

/** How long to wait before a file that could not be opened is tried again, in milliseconds. */
const PAUSE_MS = 1_000;
/** How long to wait before a file that was closed is opened again: its end may need another turn, in milliseconds. */
const CLOSING_MS = 50;
/** How long the file may be locked before it is opened again: the lock may be this process's own. */
const LOCKED_MS = 2_000;
/** How many writes lie between two checks of the log's length. */
const CHECK_AFTER = 256;
/**
 * From which length on, in bytes, the log is moved into the file: long enough that few syncs of the disk
 * are needed, and short enough that events do not wait long for it.
 */
const LONG_LOG = 16 * 1024 ** 2;
/** From which length on, in bytes, the log is emptied while nothing is written. */
const QUIET_LOG = 64 * 1024;

/**
 * The file that an outbox uses at the moment: replaces one that is damaged or was moved away, opens it again
 * after a fault, keeps its write-ahead log short, and some disk space in reserve.
 */
export class SqliteFile {
  private readonly opener: FileOpener;
  /** Undefined after a fault, until it can be opened again: libsql ends only what nothing refers to any more. */
  private opened: OpenFile | undefined;
  /** Where the file is that was used last, and what distinguishes it from another one. */
  path: string;
  private identity: string | undefined;
  private failure: unknown;
  private retryAt = 0;
  private lockedSince?: number;
  /** How many records were written since the log was checked. */
  private written = 0;
  /** Whether none was written since it was last tidied up. */
  private isQuiet = true;
  /** Whether the log has to be emptied, because it holds deleted data. */
  private mustEmptyLog = false;

  /**
   * @param onReplaced is called when another file has taken the place of the one before
   * @throws OutboxUnavailableError, and SQLite's errors for a file that it cannot use
   */
  constructor(
    openSqlite: OpenSqlite,
    settings: StoreSettings,
    onNotice: (notice: OutboxNotice) => void,
    private readonly onReplaced: () => void,
  ) {
    this.opener = new FileOpener(openSqlite, settings, onNotice);
    this.opened = this.opener.open();
    this.path = this.opened.path;
    this.identity = this.opened.identity;
  }

  /** @throws OutboxUnavailableError, and SQLite's errors, while the file cannot be opened again */
  get store(): SqliteStore {
    return this.open.store;
  }

  private get open(): OpenFile {
    return this.opened ?? this.openAgain();
  }

  /** Whether there is room on the disk for new events. */
  hasRoom(): boolean {
    const { reserve } = this.open;
    if (!reserve.isKept) reserve.restore();
    return reserve.isKept;
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

  /** Begins a new file in the place of one that is damaged. @returns whether that was possible */
  replaceDamaged(): boolean {
    if (this.opened === undefined) return false;
    try {
      this.openAgain(this.opened);
      return true;
    } catch (error) {
      // What cannot be read may be readable when it is opened again.
      if (error instanceof OutboxUnavailableError) this.closeAfterFault(error);
      return false;
    }
  }

  /**
   * @param fault why a transaction failed; undefined if it was committed
   * @param startedAt when it began, by {@link uptime}: one that cannot set its locks takes ten seconds
   */
  noteTransaction(fault: SqliteFault | undefined, startedAt: number): void {
    if (fault === 'busy') {
      this.lockedSince ??= startedAt;
      if (uptime() - this.lockedSince < LOCKED_MS) return;
      this.closeAfterFault(lockError('the file is locked'));
    } else if (fault === 'disk') {
      this.giveUpReserve();
    }
    this.lockedSince = undefined;
  }

  /** Makes room on a full disk: with the reserve's space, the log can move into the file. */
  private giveUpReserve(): void {
    const reserve = this.opened?.reserve;
    if (reserve === undefined || !reserve.isKept) return;
    if (reserve.isRestorable) {
      // What fails is not the space. After an error, SQLite may keep locks that it takes for released.
      this.closeAfterFault(new OutboxUnavailableError('it is opened again after a fault'));
      return;
    }
    reserve.giveUp();
    // If that fails, the reserve's space has to last until events were delivered.
    this.checkpoint('TRUNCATE');
  }

  /** @param error is thrown until it may be opened again */
  private closeAfterFault(error: Error): void {
    // The events of a file that was moved can be reached only by what is open.
    if (this.opened === undefined || !this.opener.isInPlace(this.opened)) return;
    try {
      this.opened.database.close();
    } catch {
      // It is opened again in any case.
    }
    this.opened = undefined;
    // In another turn: what this one has called may still refer to it.
    setImmediate(endClosedDatabases);
    this.failure = error;
    this.retryAt = uptime() + CLOSING_MS;
  }

  private openAgain(old?: OpenFile): OpenFile {
    if (uptime() < this.retryAt) throw this.failure;
    try {
      this.opened = this.opener.open(old);
    } catch (error) {
      // Whatever it is, it passes: what waits for the file is tried again.
      const isOfSqlite = sqliteFault(error) !== undefined;
      this.failure = isOfSqlite ? error : OutboxUnavailableError.from(inWords(error));
      this.retryAt = uptime() + PAUSE_MS;
      throw this.failure;
    }
    const { path, identity } = this.opened;
    const isAnother = identity !== this.identity;
    [this.path, this.identity] = [path, identity];
    if (isAnother) this.onReplaced();
    return this.opened;
  }

  /** Is called after records were written: keeps the log short enough to fit into the reserve's space. */
  noteWritten(records: number): void {
    this.isQuiet &&= records === 0;
    this.written += records;
    if (this.written < CHECK_AFTER) return;
    this.written = 0;
    const length = this.logLength();
    if (length >= (this.opened?.reserve.size ?? Infinity)) this.checkpoint('TRUNCATE');
    else if (length >= LONG_LOG) this.checkpoint('PASSIVE');
  }

  /**
   * Removes deleted data from the log: now, or as soon as no process reads it.
   *
   * @returns whether it was possible now
   */
  emptyLog(): boolean {
    this.mustEmptyLog = !this.checkpoint('TRUNCATE');
    return !this.mustEmptyLog;
  }

  /** Is called from time to time. */
  tidyUp(): void {
    if (this.mustEmptyLog) this.emptyLog();
    else if (this.isQuiet && this.logLength() >= QUIET_LOG) this.checkpoint('TRUNCATE');
    this.isQuiet = true;
    try {
      // What is written to a file that was moved or deleted would be lost.
      if (!this.opener.isInPlace(this.open)) this.openAgain(this.open);
    } catch {
      // The next tick tries again.
    }
  }

  /** @returns whether all of the log was moved into the file */
  private checkpoint(mode: 'PASSIVE' | 'TRUNCATE'): boolean {
    try {
      return checkpoint(this.open.database, mode).busy === 0;
    } catch {
      // Another process is doing it, or the disk is full: the log grows until the next time.
      return false;
    }
  }

  private logLength(): number {
    return statOf(`${this.path}-wal`)?.size ?? 0;
  }

  close(): void {
    this.checkpoint('PASSIVE');
    this.opened?.database.close();
  }
}

/** A database that may be opened again, or be replaced by another one: of a file, or in memory. */
export type StoreFile = Pick<SqliteFile, keyof SqliteFile>;

/** A database in this process's memory in place of a file: without a disk, a log, and other processes. */
export function memoryFile(openSqlite: OpenSqlite, settings: StoreSettings): StoreFile {
  const database = openSqlite(':memory:');
  // Larger than any number in a file: a record in memory is never taken for one of a file.
  createSchema(database, 2 ** 52);
  const store = new SqliteStore(database, { ...settings, heapBytes: HEAP_SHARE });
  const nothing = () => undefined;
  return {
    path: settings.path,
    store,
    read: (work) => work(store),
    exec: (sql) => database.exec(sql),
    hasRoom: () => true,
    emptyLog: () => true,
    version: () => 0,
    replaceDamaged: () => false,
    noteTransaction: nothing,
    noteWritten: nothing,
    tidyUp: nothing,
    close: () => database.close(),
  };
}
