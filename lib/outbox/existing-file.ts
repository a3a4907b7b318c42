import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { findLibsql } from './find-libsql.js';
import { OutboxUnavailableError } from './outbox-unavailable.error.js';
import { SCHEMA_VERSION } from './outbox-schema.js';
import { findSource } from './source-fingerprint.js';
import type { StoreAccess } from './sqlite-administration.js';
import { loadSqlite, sqliteFault, type SqliteDatabase, type SqliteFault } from './sqlite-driver.js';
import { SqliteStore } from './sqlite-store.js';

/** For how long the application's lock is waited for, in milliseconds. */
const LOCK_MS = 10_000;
/** Leaves the application its turn between two writes, in milliseconds. */
const TURN_MS = 5;
/** Only the application adds events, and keeps to how many there may be. */
const NO_LIMITS = { maxEvents: Infinity, maxBytes: Infinity };
/** A number that no source has. */
const NO_SOURCE = 0;

const FAULTS: Record<SqliteFault, string> = {
  busy: 'is locked by another process for too long: try again, or find out which one has it (lsof, fuser)',
  disk: 'cannot be read or written by this user, or its disk is full: run this as the user that runs the application',
  damaged:
    'is damaged, or no SQLite file: it was left as it is. At its next start the application puts it aside and begins a new one',
  other: 'cannot be used: SQLite failed',
};

/**
 * An outbox's file that an application may be using: it is never made, repaired, moved or brought to
 * another schema here. What SQLite finds wrong with it is said in words, as an OutboxUnavailableError.
 */
export class ExistingFile implements StoreAccess {
  private readonly store: SqliteStore;

  /** @throws OutboxUnavailableError if there is none, it is no outbox of this version, or cannot be used */
  static open(path: string): ExistingFile {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
      throw new OutboxUnavailableError(`There is no outbox at ${path}.`);
    }
    const openSqlite = loadSqlite(findLibsql());
    return explain(path, () => {
      const database = openSqlite(path);
      try {
        database.exec(`PRAGMA busy_timeout = ${LOCK_MS}`);
        checkSchema(database, path);
        // What is deleted is overwritten.
        database.exec('PRAGMA secure_delete = ON');
        // While an application runs, it is the one that makes checkpoints.
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

  /** Reads from one state of the file, whatever others write meanwhile. */
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

  /** Empties the write-ahead log; waits for readers for up to ten seconds. @returns whether it could be done */
  async emptyLog(): Promise<boolean> {
    const deadline = Date.now() + LOCK_MS;
    for (;;) {
      const { busy } = explain(this.path, () =>
        this.database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get(),
      ) as { busy: number };
      if (busy === 0 || Date.now() > deadline) return busy === 0;
      await pause(TURN_MS);
    }
  }

  close(): void {
    this.database.close();
  }
}

function checkSchema(database: SqliteDatabase, path: string): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
    user_version: number;
  };
  const events = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'events'";
  if (version === 0 || database.prepare(events).get() === undefined) {
    throw new OutboxUnavailableError(`The file ${path} is no outbox.`);
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
