import { existsSync, renameSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { SqliteStore, type AdminFile, type Write } from './store.js';
import { OutboxUnavailableError } from '../errors.js';
import type { OutboxNotice, StoreSettings } from '../outbox.js';
import { checkIntegrity, keepDamagedLog } from './damaged-log.js';
import { DiskReserve } from './disk-reserve.js';
import {
  checkpoint,
  loadSqlite,
  sqliteFault,
  type OpenSqlite,
  type SqliteDatabase,
} from './driver.js';
import {
  asidePath,
  cannotUse,
  checkReadable,
  findFile,
  identityOf,
  makeFile,
  prepareFile,
  prepareFolder,
  replaceFile,
} from './own-file.js';
import { salvage, type Salvaged } from './salvage.js';
import { checkSchema, configure, createSchema } from './schema.js';

/** How long one of several processes that start at once waits for another's lock, in milliseconds. */
const START_MS = 200;

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
 * moved or deleted: what can be read of that is recovered. One process at a time does so.
 *
 * A file that replaces a damaged one is filled beside that (`.damaged-new`), and gets its place when it is
 * complete (`.new`).
 */
export class FileOpener {
  constructor(
    private readonly openSqlite: OpenSqlite,
    private readonly settings: StoreSettings,
    private readonly onNotice: (notice: OutboxNotice) => void,
  ) {}

  /**
   * Meanwhile, no other process opens, makes or replaces the file. The lock for that is SQLite's, on a file of its
   * own, which stays: so the end of a process releases it.
   *
   * @param old the file that was used before: it is damaged, or not in its place any more
   * @throws OutboxUnavailableError, and the errors of SQLite and of the system for a file that it cannot use;
   * SQLite's if another process has the lock: then it can be tried again
   */
  open(old?: OpenFile): OpenFile {
    const path = prepareFolder(this.settings.path);
    makeFile(`${path}-lock`);
    const lock = this.openSqlite(`${path}-lock`);
    try {
      lock.exec(`PRAGMA busy_timeout = ${START_MS}; BEGIN EXCLUSIVE`);
      const isDamaged = old !== undefined && this.isInPlace(old);
      const opened = isDamaged ? this.replace(old.path, old.database) : this.make(path, old);
      if (old !== undefined) close(old.database);
      return opened;
    } finally {
      close(lock);
    }
  }

  isInPlace({ identity }: OpenFile): boolean {
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
}

/** Runs the work; closes the database if that fails. */
function orClose<T>(database: SqliteDatabase, work: (database: SqliteDatabase) => T): T {
  try {
    return work(database);
  } catch (error) {
    close(database);
    throw error;
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
 * What an operator opens a file for. To read it, nothing is written, and the log of an application that was killed
 * is left to the next one.
 */
export type Use = 'to change' | 'to read';

/** How long to wait for the application's lock, in milliseconds. */
const LOCK_MS = { 'to change': 10_000, 'to read': 500 };
/** How long to leave the file to the application between two writes, in milliseconds. */
const PAUSE_MS = 5;
/** Only the application adds events, and keeps the limits. */
const NO_LIMITS = {
  maxEvents: Infinity,
  maxBytes: Infinity,
  maxEventBytes: Infinity,
  maxDelayMs: Infinity,
  deadLetterMs: Infinity,
  ledgerMs: Infinity,
};

/** A file that an application may be using. */
export interface ExistingFile extends AdminFile {
  readonly write: Write;
  close(): void;
}

/**
 * Opens a file that exists: it is never made, repaired or moved here. SQLite's errors become an
 * OutboxUnavailableError that says in words what is wrong, also those of what is done with the file.
 *
 * @throws OutboxUnavailableError if it is missing, not an outbox of this version, or unusable
 */
export function openExisting(linked: string, use: Use): ExistingFile {
  const path = said(linked, () => findFile(linked));
  if (path === undefined) {
    throw new OutboxUnavailableError(
      `There is no outbox at ${linked}: give the path of its file, or start the application, which creates it.`,
    );
  }
  return said(path, () => {
    // With a log that a killed application has left, the last one that closes the file would move it there.
    // Without a log, one is made that only a writer can delete again.
    const onlyReads = use === 'to read' && existsSync(`${path}-wal`);
    return orClose(loadSqlite()(path, onlyReads ? 'onlyToRead' : undefined), (database) => {
      database.exec(`PRAGMA busy_timeout = ${LOCK_MS[use]}`);
      if (use === 'to read') database.exec('PRAGMA query_only = ON');
      else refuseDamagedLog(database, path);
      checkSchema(database);
      const store = new SqliteStore(database, NO_LIMITS);
      return {
        path,
        // One state of the file, also while others write.
        read: (work) =>
          said(path, () => {
            store.sql.run('BEGIN');
            try {
              return work(store);
            } finally {
              store.sql.run('COMMIT');
            }
          }),
        async write(work) {
          const result = said(path, () => store.transaction(() => work(store)));
          await pause(PAUSE_MS);
          return result;
        },
        exec: (sql) => database.exec(sql),
        emptyLog: () => said(path, () => checkpoint(database, 'TRUNCATE').busy === 0),
        close: () => database.close(),
      };
    });
  });
}

/** SQLite cuts the log off when it is closed: that has to be known first. */
function refuseDamagedLog(database: SqliteDatabase, path: string): void {
  const copy = keepDamagedLog(database, path);
  if (copy === undefined) return;
  throw new OutboxUnavailableError(
    `its write-ahead log was damaged, or cut off by a power failure: events may be lost. A copy of the log was ` +
      `kept: ${copy}. To use what is left, run the command again`,
  );
}

/** Runs the work; an error about the file says in words what is wrong, and begins with its path. */
function said<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw cannotUse(path, error);
  }
}
