import { existsSync, renameSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { SqliteStore, type StoreAccess } from './store.js';
import { OutboxUnavailableError } from '../errors.js';
import type { OutboxNotice, StoreSettings } from '../outbox.js';
import { checkIntegrity, isLogDamaged, setDamagedLogAside } from './damaged-log.js';
import { DiskReserve } from './disk-reserve.js';
import {
  loadSqlite,
  sqliteFault,
  type OpenSqlite,
  type SqliteDatabase,
  type SqliteFault,
} from './driver.js';
import {
  checkReadable,
  explain,
  findFile,
  identityOf,
  makeFile,
  prepareFile,
  prepareFolder,
  putAside,
  statOf,
} from './own-file.js';
import { salvage, type Salvaged } from './salvage.js';
import {
  checkTables,
  configure,
  createSchema,
  distrust,
  findOrAddSource,
  findSource,
  SCHEMA_VERSION,
} from './schema.js';

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
 * Opens the file of an application's outbox, and another one in the place of a file that is damaged, or was
 * moved or deleted: what can be read of that is recovered. One process at a time makes or replaces a file.
 *
 * A new file is filled beside the old one (`.damaged-new`) and gets its place when it is complete (`.new`).
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
    if (identityOf(this.settings.path) === undefined) return this.alone(() => this.make());
    const path = prepareFile(this.settings.path);
    const identity = identityOf(path);
    try {
      return this.connect(path);
    } catch (error) {
      // Another process has replaced it meanwhile.
      if (identityOf(path) !== identity) return this.open();
      if (sqliteFault(error) !== 'damaged') throw error;
      return this.alone(() => {
        if (identityOf(path) !== identity) return this.make();
        checkReadable(path);
        // Not even the log is moved into the file when it is closed.
        const old = this.openSqlite(path, 'onlyToRead');
        try {
          return this.replaceBy(path, old, true);
        } finally {
          close(old);
        }
      });
    }
  }

  /** Opens another file in the place of one that is damaged, or not in its place any more. */
  replace(old: OpenFile): OpenFile {
    return this.alone(() => {
      const isDamaged = this.isInPlace(old);
      if (isDamaged) checkReadable(old.path);
      const opened = this.begin(old, isDamaged);
      close(old.database);
      return opened;
    });
  }

  isInPlace({ identity }: OpenFile): boolean {
    return identityOf(this.settings.path) === identity;
  }

  private begin({ path, database }: OpenFile, isDamaged: boolean): OpenFile {
    if (isDamaged) return this.replaceBy(path, database, true);
    this.finishReplacing();
    if (identityOf(this.settings.path) === undefined) {
      return this.replaceBy(prepareFolder(this.settings.path), database, false);
    }
    // Another process was faster: what it could not see of the old file is still missing.
    return this.connect(prepareFile(this.settings.path), database);
  }

  /** Makes a file with all that can be read of another one, and puts it in the place of that. */
  private replaceBy(path: string, old: SqliteDatabase, isDamaged: boolean): OpenFile {
    const [filling, complete] = [`${path}.damaged-new`, `${path}.new`];
    let found: Salvaged;
    let aside: string;
    try {
      found = this.fill(filling, old);
      explain(path, () => renameSync(filling, complete));
      aside = putAside(path, complete);
    } catch (error) {
      // What has no place would have it one day, with events of today.
      const isStale = identityOf(path) !== undefined && statOf(complete)?.isFile();
      for (const left of isStale ? [filling, complete] : [filling]) rmSync(left, { force: true });
      throw error;
    }
    this.report(path, isDamaged ? aside : undefined, found);
    return this.connect(path);
  }

  private fill(path: string, old: SqliteDatabase): Salvaged {
    rmSync(path, { force: true });
    makeFile(path);
    const database = this.openSqlite(path);
    try {
      database.exec('PRAGMA journal_mode = MEMORY');
      database.exec('PRAGMA synchronous = OFF');
      createSchema(database);
      const found = salvage(old, database, true);
      // All is synced at once, by a transaction that changes nothing.
      database.exec(`PRAGMA synchronous = FULL; PRAGMA user_version = ${SCHEMA_VERSION}`);
      return found;
    } finally {
      close(database);
    }
  }

  /** @param aside where the old file is now; undefined if somebody has moved it */
  private report(path: string, aside: string | undefined, { taken, lost }: Salvaged): void {
    if (aside === undefined) this.onNotice({ kind: 'outboxMoved', taken });
    else this.onNotice({ kind: 'outboxDamaged', path: aside, taken });
    if (lost > 0) this.onNotice({ kind: 'eventsUnreadable', path: aside ?? path, count: lost });
  }

  /** Opens the file that is there, else makes one. */
  private make(): OpenFile {
    this.finishReplacing();
    return this.connect(prepareFile(this.settings.path));
  }

  /** Does what a process was killed in: where no file is, a complete one may wait for its place. */
  private finishReplacing(): void {
    if (identityOf(this.settings.path) !== undefined) return;
    const path = prepareFolder(this.settings.path);
    // The log of the file that was there belongs to no other one.
    putAside(path, `${path}.new`);
  }

  /** @param old another file, of which all is recovered that is not there */
  private connect(path: string, old?: SqliteDatabase): OpenFile {
    const identity = identityOf(path);
    const database = this.openSqlite(path);
    try {
      // Before anything is written over it.
      if (isLogDamaged(path)) this.alone(() => this.replaceLog(database, path));
      configure(database);
      checkTables(database);
      const source = findOrAddSource(database, this.settings.source);
      if (old !== undefined) this.report(path, undefined, salvage(old, database, false));
      const store = new SqliteStore(database, source, this.settings);
      // The thread repeats what finds a lock itself: SQLite would pause ever longer between its tries.
      database.exec('PRAGMA busy_timeout = 0');
      return { path, database, store, identity, reserve: new DiskReserve(path) };
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

function close(database: SqliteDatabase): void {
  try {
    database.close();
  } catch {
    // It is not used any more.
  }
}

/**
 * What an operator opens a file for. To read and to watch it, nothing is written, a damaged log is left to the
 * application, and so is the log of one that was killed. Watching polls, so it does not wait for locks.
 */
export type Use = 'to change' | 'to read' | 'to watch';

/** How long to wait for the application's lock, in milliseconds. */
const LOCK_MS: Record<Use, number> = { 'to change': 10_000, 'to read': 10_000, 'to watch': 100 };
/** How long to leave the file to the application between two writes, in milliseconds. */
const PAUSE_MS = 5;
/** A number that no source has. */
const NO_SOURCE = 0;
/** Only the application adds events, and keeps the limits. */
const NO_LIMITS = {
  maxEvents: Infinity,
  maxBytes: Infinity,
  maxEventBytes: Infinity,
  maxDelayMs: Infinity,
  deadLetterMs: Infinity,
  ledgerMs: Infinity,
};

const FAULTS: Record<SqliteFault, string> = {
  busy: 'is locked by another process for too long: try again, or find out which one has it (lsof, fuser)',
  disk: 'or its folder cannot be written by this user, or its disk is full: run this as the user that runs the application',
  damaged:
    'is damaged: it was left as it is. At its next start the application puts it aside and begins a new one',
  value: 'cannot be used: SQLite failed',
  other: 'cannot be used: SQLite failed',
};

/**
 * An outbox's file that an application may be using: this class never makes, repairs or moves it. SQLite's
 * errors become an OutboxUnavailableError that says in words what is wrong.
 */
export class ExistingFile implements StoreAccess {
  private readonly store: SqliteStore;

  /** @throws OutboxUnavailableError if it is missing, not an outbox of this version, or unusable */
  static open(linked: string, use: Use): ExistingFile {
    const path = findFile(linked);
    const mayChange = use === 'to change';
    if (!mayChange && isLogDamaged(path)) {
      throw new OutboxUnavailableError(
        `The write-ahead log of the outbox ${path} is damaged; it was left as it is: start the application, which keeps a copy of it.`,
      );
    }
    const openSqlite = loadSqlite();
    return inWords(path, () => {
      // With a log that a killed application has left, the last one that closes the file would move it there.
      // Without a log, one is made that only a writer can delete again.
      const onlyReads = !mayChange && existsSync(`${path}-wal`);
      const database = openSqlite(path, onlyReads ? 'onlyToRead' : undefined);
      try {
        if (mayChange) refuseDamagedLog(database, path);
        else database.exec('PRAGMA query_only = ON');
        database.exec(`PRAGMA busy_timeout = ${LOCK_MS[use]}`);
        checkTables(database);
        distrust(database, `The outbox ${path}`);
        // Overwrites what is deleted.
        database.exec('PRAGMA secure_delete = ON');
        // Checkpoints are made by the application.
        database.exec('PRAGMA wal_autocheckpoint = 0');
        return new ExistingFile(path, database);
      } catch (error) {
        database.close();
        throw error;
      }
    });
  }

  private constructor(
    readonly path: string,
    private readonly database: SqliteDatabase,
  ) {
    this.store = new SqliteStore(database, NO_SOURCE, NO_LIMITS);
  }

  /** Reads one state of the file, also while others write. */
  read<T>(work: (store: SqliteStore) => T): T {
    return inWords(this.path, () => {
      this.store.sql.run('BEGIN');
      try {
        return work(this.store);
      } finally {
        this.store.sql.run('COMMIT');
      }
    });
  }

  async write<T>(work: (store: SqliteStore) => T): Promise<T> {
    const result = inWords(this.path, () => this.store.transaction(() => work(this.store)));
    await pause(PAUSE_MS);
    return result;
  }

  sourceOf(source: string): number | undefined {
    return inWords(this.path, () => findSource(this.database, source));
  }

  exec(sql: string): void {
    this.database.exec(sql);
  }

  /** Empties the write-ahead log. @returns whether no process was reading it */
  emptyLog(): boolean {
    const row = inWords(this.path, () =>
      this.database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get(),
    );
    return (row as { busy: number }).busy === 0;
  }

  close(): void {
    this.database.close();
  }
}

/** SQLite cuts the log off when it is closed: that has to be known first. */
function refuseDamagedLog(database: SqliteDatabase, path: string): void {
  const copy = isLogDamaged(path) ? setDamagedLogAside(database, path) : undefined;
  if (copy === undefined) return;
  throw new OutboxUnavailableError(
    `The write-ahead log of the outbox ${path} was damaged, or cut off by a power failure: events may be ` +
      `lost. A copy of the log was kept: ${copy}. To use what is left, run the command again.`,
  );
}

function inWords<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const fault = sqliteFault(error);
    if (fault === undefined) throw error;
    throw new OutboxUnavailableError(`The outbox ${path} ${FAULTS[fault]}.`);
  }
}
