import { rmSync, statSync, type Stats } from 'node:fs';
import { checkIntegrity, isLogDamaged, setDamagedLogAside } from './check-log.js';
import { DiskReserve } from './disk-reserve.js';
import { checkTables, configure, migrate } from '../sqlite/schema.js';
import { makeFile, prepareFile, prepareFolder, putAside, putBack } from './prepare-file.js';
import { checkReadable } from './own-file.js';
import { findOrAddSource } from '../sqlite/source-fingerprint.js';
import { sqliteFault, type OpenSqlite, type SqliteDatabase } from '../sqlite/driver.js';
import type { OutboxNotice, StoreSettings } from '../outbox.js';
import { SqliteStore } from '../sqlite/store.js';
import { takeOverEvents, type TakenOver } from './take-over-events.js';
import { takeOverLedger } from './take-over-ledger.js';
import { takeOverSources } from './take-over-sources.js';

/** How often to look for another process that has the lock, and removes its file. */
const ATTEMPTS = 10;

/** A file that is in use. */
export interface OpenFile {
  /** Of the file itself, where the one that was set is a symbolic link. */
  readonly path: string;
  readonly database: SqliteDatabase;
  readonly store: SqliteStore;
  /** Distinguishes it from another file that takes its place. */
  readonly identity: string | undefined;
  readonly reserve: DiskReserve;
}

/**
 * Opens the file of an outbox, and another one in the place of a file that is damaged, or was moved or
 * deleted: what can be read of that is taken over. One process at a time makes or replaces a file.
 */
export class FileOpener {
  private isLocked = false;

  constructor(
    private readonly openSqlite: OpenSqlite,
    private readonly settings: StoreSettings,
    private readonly onNotice: (notice: OutboxNotice) => void,
  ) {}

  /** @throws OutboxUnavailableError, and SQLite's errors for a file that it cannot use */
  open(): OpenFile {
    // Between two renames of another process, no file must be made beside a log that is not its own.
    if (!this.isThere()) return this.alone(() => this.connect(this.prepare()));
    const path = prepareFile(this.settings.path);
    const identity = identityOf(path);
    try {
      return this.connect(path);
    } catch (error) {
      // Another process has replaced it meanwhile.
      if (identityOf(path) !== identity) return this.open();
      if (sqliteFault(error) !== 'damaged') throw error;
      return this.alone(() => {
        // Another process may have put it aside meanwhile.
        if (identityOf(path) !== identity) return this.connect(this.prepare());
        return this.beginAside(path);
      });
    }
  }

  /** Opens another file in the place of one that is damaged, or not in its place any more. */
  replace(old: OpenFile): OpenFile {
    return this.alone(() => {
      if (!this.isInPlace(old)) return this.begin(old.database, undefined);
      return this.beginAside(old.path, old.database);
    });
  }

  isInPlace({ identity }: OpenFile): boolean {
    return identityOf(this.settings.path) === identity;
  }

  private isThere(): boolean {
    return identityOf(this.settings.path) !== undefined;
  }

  /** Puts a damaged file aside, but not before another one has taken its place and its events. */
  private beginAside(path: string, opened?: SqliteDatabase): OpenFile {
    checkReadable(path);
    const aside = putAside(path);
    let old = opened;
    try {
      old ??= this.openSqlite(aside);
      return this.begin(old, aside);
    } catch (error) {
      if (opened === undefined) old?.close();
      putBack(aside, path);
      throw error;
    }
  }

  /**
   * Opens the file that is there now, or a new one, and takes over the events of another.
   *
   * @param aside the path of the other file if it is damaged; undefined if somebody has moved it
   */
  private begin(old: SqliteDatabase, aside: string | undefined): OpenFile {
    let [taken, lost] = [0, 0];
    const opened = this.connect(this.prepare(), old, (it) => ({ taken, lost } = it));
    try {
      old.close();
    } catch {
      // It is not used any more.
    }
    if (aside === undefined) this.onNotice({ kind: 'outboxMoved', taken });
    else this.onNotice({ kind: 'outboxDamaged', path: aside, taken });
    const path = aside ?? opened.path;
    if (lost > 0) this.onNotice({ kind: 'eventsUnreadable', path, count: lost });
    return opened;
  }

  /** Nothing that a file left behind belongs to the one that takes its place. */
  private prepare(): string {
    if (!this.isThere()) putAside(prepareFolder(this.settings.path));
    return prepareFile(this.settings.path);
  }

  private connect(
    path: string,
    old?: SqliteDatabase,
    onTaken?: (taken: TakenOver) => void,
  ): OpenFile {
    const database = this.openSqlite(path);
    try {
      // Before anything is written over it.
      if (isLogDamaged(path)) this.alone(() => this.replaceLog(database, path));
      configure(database);
      migrate(database);
      checkTables(database);
      if (old !== undefined) takeOverSources(old, database);
      const source = findOrAddSource(database, this.settings.source);
      if (old !== undefined) {
        onTaken?.(takeOverEvents(old, database));
        takeOverLedger(old, database);
      }
      const store = new SqliteStore(database, source, this.settings);
      // The thread repeats what finds a lock itself: SQLite would pause ever longer between its tries.
      database.exec('PRAGMA busy_timeout = 0');
      return { path, database, store, identity: identityOf(path), reserve: new DiskReserve(path) };
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Does nothing if another process has done it meanwhile. */
  private replaceLog(database: SqliteDatabase, path: string): void {
    const copy = setDamagedLogAside(database, path);
    if (copy === undefined) return;
    this.onNotice({ kind: 'outboxLogDamaged', path: copy });
    checkIntegrity(database);
  }

  /**
   * Keeps other processes from making or replacing the file meanwhile. The lock is SQLite's, on a file of
   * its own, so that the end of a process releases it.
   *
   * @throws SQLite's error if another process has the lock; then it can be tried again
   */
  private alone<T>(work: () => T): T {
    if (this.isLocked) return work();
    const path = `${prepareFolder(this.settings.path)}-lock`;
    const lock = this.lock(path);
    this.isLocked = true;
    try {
      return work();
    } finally {
      this.isLocked = false;
      try {
        // First, so that nobody who waits for this lock takes it for a file that is still there.
        rmSync(path, { force: true });
      } finally {
        lock.close();
      }
    }
  }

  private lock(path: string): SqliteDatabase {
    for (let left = ATTEMPTS; ; left--) {
      let lock: SqliteDatabase | undefined;
      try {
        makeFile(path);
        const identity = identityOf(path);
        lock = this.openSqlite(path);
        lock.exec('BEGIN EXCLUSIVE');
        // Otherwise it is one that another process has removed.
        if (identity !== undefined && identityOf(path) === identity) return lock;
      } catch (error) {
        if (left === 0 || sqliteFault(error) === 'busy') {
          lock?.close();
          throw error;
        }
      }
      lock?.close();
    }
  }
}

function identityOf(path: string): string | undefined {
  const stat = statOf(path);
  return stat && `${stat.dev}:${stat.ino}`;
}

/** If the disk fails, the next write will report that. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
