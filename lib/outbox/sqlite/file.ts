import { renameSync, rmSync } from 'node:fs';
import { SqliteStore, type StoreSettings } from './store.js';
import { OutboxUnavailableError, unavailable } from '../errors.js';
import { HEAP_SHARE, type OutboxNotice } from '../outbox.js';
import { uptime } from '../time.js';
import { checkIntegrity, keepDamagedLog, salvage, type Salvaged } from './damage.js';
import { DiskReserve } from './disk-reserve.js';
import {
  checkpoint,
  close,
  endClosedDatabases,
  lockError,
  orClose,
  sqliteFault,
  type OpenSqlite,
  type SqliteDatabase,
  type SqliteFault,
} from './driver.js';
import {
  asidePath,
  checkReadable,
  identityOf,
  inWords,
  makeFile,
  prepareFile,
  prepareFolder,
  replaceFile,
  statOf,
} from './own-file.js';
import { configure, createSchema } from './schema.js';

/** How long one of several processes that start at once waits for another's lock, in milliseconds. */
const START_MS = 200;

/** How long to wait before a file that could not be opened is tried again, in milliseconds. */
const PAUSE_MS = 1_000;
/** How long to wait before a file that was closed is opened again: its end may need another turn, in milliseconds. */
const CLOSING_MS = 50;
/** How long the file may be locked before it is opened again: the lock may be this process's own. */
const LOCKED_MS = 2_000;
/** How many writes lie between two checks of the log's length. */
const CHECK_AFTER = 256;
/** From which length on, in bytes, the log is moved into the file: few syncs are needed, and none takes long. */
const LONG_LOG = 16 * 1024 ** 2;
/** From which length on, in bytes, the log is emptied while nothing is written. */
const QUIET_LOG = 64 * 1024;

/** A file that is in use. */
interface OpenFile {
  /** Of the file itself, where the one that was set is a symbolic link. */
  readonly path: string;
  readonly database: SqliteDatabase;
  readonly store: SqliteStore;
  /** Distinguishes it from another file that takes its place. */
  readonly identity: string | undefined;
  readonly reserve: DiskReserve;
}

/**
 * The file that an outbox uses at the moment: opens it again after a fault, keeps its write-ahead log short, and
 * some disk space in reserve. One that is damaged, or was moved or deleted, it replaces by another one with what
 * can be read of it: filled beside it (`.damaged-new`), which gets its place when it is complete (`.new`).
 */
export class SqliteFile {
  /** Undefined after a fault, until it can be opened again: libsql ends only what nothing refers to any more. */
  private opened: OpenFile | undefined;
  /** Where the file is that was used last, and what distinguishes it from another one. */
  path = '';
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

  /** @throws OutboxUnavailableError, and SQLite's errors for a file that it cannot use */
  constructor(
    private readonly openSqlite: OpenSqlite,
    private readonly settings: StoreSettings,
    private readonly onNotice: (notice: OutboxNotice) => void,
    /** Is called when another file has taken the place of the one before. */
    private readonly onReplaced: () => void,
  ) {
    this.open();
  }

  /** @throws OutboxUnavailableError, and SQLite's errors, while the file cannot be opened again */
  get store(): SqliteStore {
    return this.current.store;
  }

  private get current(): OpenFile {
    return this.opened ?? this.openAgain();
  }

  /** Whether there is room on the disk for new events. */
  hasRoom(): boolean {
    const { reserve } = this.current;
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
    this.current.database.exec(sql);
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
    if (this.opened === undefined || !this.isInPlace(this.opened)) return;
    close(this.opened.database);
    this.opened = undefined;
    // In another turn: what this one has called may still refer to it.
    setImmediate(endClosedDatabases);
    this.failure = error;
    this.retryAt = uptime() + CLOSING_MS;
  }

  private openAgain(old?: OpenFile): OpenFile {
    if (uptime() < this.retryAt) throw this.failure;
    const { identity } = this;
    try {
      this.open(old);
    } catch (error) {
      // Whatever it is, it passes: what waits for the file is tried again.
      this.failure = sqliteFault(error) === undefined ? unavailable(inWords(error)) : error;
      this.retryAt = uptime() + PAUSE_MS;
      throw this.failure;
    }
    if (identity !== this.identity) this.onReplaced();
    return this.opened!;
  }

  /**
   * Meanwhile, no other process opens, makes or replaces the file. The lock for that is SQLite's, on a file of its
   * own, which stays: so the end of a process releases it.
   *
   * @param old the file that was used before: it is damaged, or not in its place any more
   * @throws OutboxUnavailableError, and the errors of SQLite and of the system for a file that it cannot use;
   * SQLite's if another process has the lock: then it can be tried again
   */
  private open(old?: OpenFile): void {
    const path = prepareFolder(this.settings.path);
    makeFile(`${path}-lock`);
    const lock = this.openSqlite(`${path}-lock`);
    try {
      lock.exec(`PRAGMA busy_timeout = ${START_MS}; BEGIN EXCLUSIVE`);
      const isDamaged = old !== undefined && this.isInPlace(old);
      this.opened = isDamaged ? this.replace(old.path, old.database) : this.make(path, old);
      this.path = this.opened.path;
      this.identity = this.opened.identity;
      if (old !== undefined) close(old.database);
    } finally {
      close(lock);
    }
  }

  private isInPlace({ identity }: OpenFile): boolean {
    return identityOf(this.settings.path) === identity;
  }

  /** Opens the file that is there, else makes one. @param old one that was moved or deleted */
  private make(path: string, old?: OpenFile): OpenFile {
    // What a process was killed in: a complete file waits for its place. The log of the one before belongs to no other.
    if (identityOf(path) === undefined) replaceFile(path, asidePath(path), `${path}.new`);
    prepareFile(path);
    return orClose(this.openSqlite(path), (database) => {
      try {
        return this.use(path, database, old);
      } catch (error) {
        if (sqliteFault(error) !== 'damaged') throw error;
        const opened = this.replace(path, database);
        close(database);
        return opened;
      }
    });
  }

  /** Puts a file with all that can be read of a damaged one in its place. */
  private replace(path: string, damaged: SqliteDatabase): OpenFile {
    checkReadable(path);
    const [filling, complete, aside] = [`${path}.damaged-new`, `${path}.new`, asidePath(path)];
    rmSync(filling, { force: true });
    makeFile(filling);
    orClose(this.openSqlite(filling), (database) => {
      createSchema(database);
      database.close();
    });
    const found = salvage(damaged, filling);
    renameSync(filling, complete);
    // First: whoever is killed now has said it, and the next start does the rest.
    this.onNotice({ kind: 'outboxDamaged', path: aside, taken: found.taken });
    this.reportLost(aside, found);
    try {
      replaceFile(path, aside, complete);
    } catch (error) {
      // What has no place would have it one day, with events of today.
      if (identityOf(path) !== undefined) rmSync(complete, { force: true });
      throw error;
    }
    return orClose(this.openSqlite(path), (database) => this.use(path, database));
  }

  private reportLost(path: string, { lost }: Salvaged): void {
    if (lost > 0) this.onNotice({ kind: 'eventsUnreadable', path, count: lost });
  }

  /** @param old another file: what is not in this one is recovered from it */
  private use(path: string, database: SqliteDatabase, old?: OpenFile): OpenFile {
    database.exec(`PRAGMA busy_timeout = ${START_MS}`);
    const copy = keepDamagedLog(database, path);
    if (copy !== undefined) {
      this.onNotice({ kind: 'outboxLogDamaged', path: copy });
      checkIntegrity(database);
    }
    configure(database);
    if (old !== undefined) {
      const found = salvage(old.database, path);
      this.onNotice({ kind: 'outboxMoved', taken: found.taken });
      this.reportLost(path, found);
    }
    const store = new SqliteStore(database, this.settings);
    // The thread repeats what finds a lock itself: SQLite would pause ever longer between its tries.
    database.exec('PRAGMA busy_timeout = 0');
    return { path, database, store, identity: identityOf(path), reserve: new DiskReserve(path) };
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

  /** Removes deleted data from the log, or else does it later. @returns whether it was possible now */
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
      if (!this.isInPlace(this.current)) this.openAgain(this.current);
    } catch {
      // The next tick tries again.
    }
  }

  /** @returns whether all of the log was moved into the file */
  private checkpoint(mode: 'PASSIVE' | 'TRUNCATE'): boolean {
    try {
      return checkpoint(this.current.database, mode).busy === 0;
    } catch {
      // Another process is doing it, or the disk is full: the log grows until the next time.
      return false;
    }
  }

  private logLength(): number {
    return statOf(`${this.path}-wal`)?.size ?? 0;
  }

  /** If the disk fails, what was committed is in the file. */
  close(): void {
    this.checkpoint('PASSIVE');
    if (this.opened !== undefined) close(this.opened.database);
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
