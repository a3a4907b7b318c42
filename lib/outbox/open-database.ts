import { statSync, type Stats } from 'node:fs';
import { migrate } from './outbox-schema.js';
import { fingerprintSource } from './source-fingerprint.js';
import type { OpenSqlite, SqliteDatabase } from './sqlite-driver.js';
import { SqliteStore, type OutboxLimits } from './sqlite-store.js';
import { isDone } from './checkpoint-result.js';

/** An outbox's database. */
export interface OpenDatabase {
  readonly store: SqliteStore;
  /** A number that changes whenever another process has committed something. */
  version(): number;
  /**
   * Moves what is in the write-ahead log into the file, as far as nobody else reads it, and with
   * TRUNCATE empties the log. @returns whether all of it could be done
   */
  checkpoint(mode: 'PASSIVE' | 'TRUNCATE'): boolean;
  /** The length of the write-ahead log, in bytes. */
  logSize(): number;
  /** From now on waits for another process's lock, for a second. */
  waitForLocks(): void;
  /** Whether the file at the path is still the one that was opened. */
  isInPlace(): boolean;
  close(): void;
}

/**
 * Opens the database at a path, and makes it where there is none.
 *
 * @param source what the records are for; only its fingerprint is stored
 * @throws OutboxUnavailableError, and what SQLite says of a file that is damaged or none of its own
 */
export function openDatabase(
  open: OpenSqlite,
  path: string,
  source: string,
  limits: OutboxLimits,
): OpenDatabase {
  const database = open(path);
  try {
    migrate(database);
    const id = sourceId(database, source);
    database.exec('PRAGMA busy_timeout = 0');
    const identity = identityOf(path);
    const version = database.prepare('PRAGMA data_version');
    return {
      store: new SqliteStore(database, id, limits),
      version: () => (version.get() as { data_version: number }).data_version,
      checkpoint: (mode) => isDone(database.prepare(`PRAGMA wal_checkpoint(${mode})`).get()),
      logSize: () => statOf(`${path}-wal`)?.size ?? 0,
      waitForLocks: () => database.exec('PRAGMA busy_timeout = 1000'),
      isInPlace: () => identityOf(path) === identity,
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A disk that fails is found out by the next write. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** What tells one file from another that takes its place. */
function identityOf(path: string): string | undefined {
  const stat = statOf(path);
  return stat && `${stat.dev}:${stat.ino}`;
}

/** Finds or makes the number of a source, by a fingerprint that only this file's salt can make. */
function sourceId(database: SqliteDatabase, source: string): number {
  const { salt } = database.prepare('SELECT salt FROM meta').get() as { salt: string };
  const fingerprint = fingerprintSource(source, salt);
  const find = () =>
    database.prepare('SELECT id FROM sources WHERE fingerprint = ?').get(fingerprint) as
      { id: number } | undefined;
  const known = find();
  if (known !== undefined) return known.id;
  // Only now, because writing needs the lock that another process may have.
  database.prepare('INSERT OR IGNORE INTO sources (fingerprint) VALUES (?)').run(fingerprint);
  return find()!.id;
}
