import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isLogDamaged, setDamagedLogAside } from './check-log.js';
import { ownerOf } from './explain-path.js';
import { OutboxUnavailableError } from '../errors.js';
import { distrust, SCHEMA_VERSION, versionOf } from '../sqlite/schema.js';
import { fileKind, resolveLinks } from './own-file.js';
import { findSource } from '../sqlite/source-fingerprint.js';
import {
  loadSqlite,
  sqliteFault,
  type SqliteDatabase,
  type SqliteFault,
} from '../sqlite/driver.js';
import { SqliteStore, type StoreAccess } from '../sqlite/store.js';

/**
 * What a file is opened for. To read and to watch it, nothing is written, a damaged log is left to the
 * application, and so is the log of one that was killed. Who watches tries again soon, so waits for no lock.
 */
export type Use = 'to change' | 'to read' | 'to watch';

/** How long to wait for the application's lock, in milliseconds. */
const LOCK_MS: Record<Use, number> = { 'to change': 10_000, 'to read': 10_000, 'to watch': 100 };
/** How long to leave the file to the application between two writes, in milliseconds. */
const TURN_MS = 5;
/** Only the application adds events, and keeps the limits. */
const NO_LIMITS = {
  maxEvents: Infinity,
  maxBytes: Infinity,
  maxEventBytes: Infinity,
  maxDelayMs: Infinity,
  deadLetterMs: Infinity,
  ledgerMs: Infinity,
};
/** A number that no source has. */
const NO_SOURCE = 0;

const FAULTS: Record<SqliteFault, string> = {
  busy: 'is locked by another process for too long: try again, or find out which one has it (lsof, fuser)',
  disk: 'or its folder cannot be written by this user, or its disk is full: run this as the user that runs the application',
  damaged:
    'is damaged: it was left as it is. At its next start the application puts it aside and begins a new one',
  value: 'cannot be used: SQLite failed',
  other: 'cannot be used: SQLite failed',
};

/**
 * An outbox's file that an application may be using: this class never makes, repairs, moves or migrates
 * it. SQLite's errors become an OutboxUnavailableError that says in words what is wrong.
 */
export class ExistingFile implements StoreAccess {
  private readonly store: SqliteStore;

  /**
   * @throws OutboxUnavailableError if it is missing, not an outbox of this version, or unusable
   */
  static open(linked: string, use: Use): ExistingFile {
    checkFile(linked);
    const path = resolveLinks(linked);
    if (!['ours', 'newer'].includes(fileKind(path))) {
      throw new OutboxUnavailableError(
        `The file ${path} is not an outbox, or its header is damaged; it was left as it is: give the path of an outbox.`,
      );
    }
    const mayChange = use === 'to change';
    if (!mayChange && isLogDamaged(path)) {
      throw new OutboxUnavailableError(
        `The write-ahead log of the outbox ${path} is damaged; it was left as it is: start the application, which keeps a copy of it.`,
      );
    }
    const openSqlite = loadSqlite();
    return explain(path, () => {
      // With a log that a killed application has left, the last one that closes the file would move it there.
      // Without a log, one is made that only a writer can delete again.
      const onlyReads = !mayChange && existsSync(`${path}-wal`);
      const database = openSqlite(path, onlyReads ? 'onlyToRead' : undefined);
      try {
        if (mayChange) refuseDamagedLog(database, path);
        else database.exec('PRAGMA query_only = ON');
        database.exec(`PRAGMA busy_timeout = ${LOCK_MS[use]}`);
        checkSchema(database, path);
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
    return explain(this.path, () => {
      this.store.sql.run('BEGIN');
      try {
        return work(this.store);
      } finally {
        this.store.sql.run('COMMIT');
      }
    });
  }

  async write<T>(work: (store: SqliteStore) => T): Promise<T> {
    const result = explain(this.path, () => this.store.transaction(() => work(this.store)));
    await pause(TURN_MS);
    return result;
  }

  sourceOf(source: string): number | undefined {
    return explain(this.path, () => findSource(this.database, source));
  }

  exec(sql: string): void {
    this.database.exec(sql);
  }

  /** Empties the write-ahead log. @returns whether no process was reading it */
  emptyLog(): boolean {
    const row = explain(this.path, () =>
      this.database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get(),
    );
    return (row as { busy: number }).busy === 0;
  }

  close(): void {
    this.database.close();
  }
}

/** @throws OutboxUnavailableError unless it is a file that this user may read and write */
function checkFile(path: string): void {
  let isFile: boolean;
  try {
    isFile = statSync(path).isFile();
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new OutboxUnavailableError(
      isMissing
        ? `There is no outbox at ${path}: give the path of its file, or start the application, which creates it.`
        : describeRefusal(path, code),
    );
  }
  if (!isFile) {
    throw new OutboxUnavailableError(`${path} is not a file: give the path of an outbox.`);
  }
}

function describeRefusal(path: string, code: string | undefined): string {
  const { whose, owner, isOwn } = ownerOf(path);
  const remedy = isOwn
    ? 'give that user the right to read and write it'
    : `run this as that user, e.g. with sudo -u '#${owner}'`;
  return `No permission to read and write ${path} (${code}). ${whose}: ${remedy}.`;
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

function checkSchema(database: SqliteDatabase, path: string): void {
  const version = versionOf(database);
  const events = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'events'";
  if (version === 0 || database.prepare(events).get() === undefined) {
    throw new OutboxUnavailableError(
      `The file ${path} is not an outbox: give the path of an outbox.`,
    );
  }
  if (version === SCHEMA_VERSION) return;
  throw new OutboxUnavailableError(
    version > SCHEMA_VERSION
      ? `The outbox ${path} is of another version of nestjs-converge: run the command of the version that the application has.`
      : `The outbox ${path} is of an older version of nestjs-converge: start the application with this version once.`,
  );
}

function explain<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const fault = sqliteFault(error);
    if (fault === undefined) throw error;
    throw new OutboxUnavailableError(`The outbox ${path} ${FAULTS[fault]}.`);
  }
}
