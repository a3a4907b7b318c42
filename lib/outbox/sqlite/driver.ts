import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import { OutboxUnavailableError } from '../errors.js';

export type SqlValue = string | number | null;
/** Bytes, as `node:sqlite` or `libsql` returns them. */
export type Blob = Uint8Array | ArrayBuffer;

/** What `node:sqlite` and `libsql` have in common: a statement ... */
export interface SqliteStatement {
  run(...values: SqlValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  get(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
}

export interface SqliteDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

/** `onlyToRead`: it writes nothing, not even the log into the file when it is closed. */
export type OpenSqlite = (path: string, use?: 'onlyToRead') => SqliteDatabase;

type DatabaseClass = new (path: string, options?: { readOnly: boolean }) => SqliteDatabase;

/**
 * Loads SQLite: Node's own where it has one (22.13 and later), else the optional peer `libsql`.
 *
 * @param libsql the path of the peer's main file
 * @throws OutboxUnavailableError if there is neither
 */
export function loadSqlite(libsql = findLibsql()): OpenSqlite {
  // Not imported by name: before Node 22.13 it is missing, or needs a flag.
  const own = process.getBuiltinModule?.('node:sqlite') as
    { DatabaseSync: DatabaseClass } | undefined;
  if (own !== undefined) {
    return (path, use) => new own.DatabaseSync(path, { readOnly: use === 'onlyToRead' });
  }
  if (libsql !== undefined) {
    const Database = createRequire(libsql)(libsql) as DatabaseClass;
    // It has no option for that, but SQLite's addresses have.
    return (path, use) =>
      new Database(use === 'onlyToRead' ? `${pathToFileURL(path).href}?mode=ro` : path);
  }
  throw new OutboxUnavailableError(
    `Node ${process.versions.node} has no SQLite and the package "libsql" is not installed: ` +
      'run "npm install libsql", or use Node 22.13 or later',
  );
}

/**
 * Finds the optional peer `libsql`: from the library's own place, which the outbox's thread does not have,
 * and where a bundler has moved that, from the working directory.
 *
 * @returns the path of its main file, undefined if it is not installed
 */
export function findLibsql(): string | undefined {
  for (const place of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return createRequire(place).resolve('libsql');
    } catch {
      // It is not installed there.
    }
  }
  return undefined;
}

/**
 * Finalises the statements of closed databases by a garbage collection: `libsql` has no call for it, and until
 * then a closed database keeps its locks, which one that is opened before that inherits. Only in a thread of
 * its own, whose few objects are collected in a moment.
 */
export function endClosedDatabases(): void {
  if (isMainThread) return;
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  collect();
}

/** Runs the work; closes the database if that fails. */
export function orClose<T>(database: SqliteDatabase, work: (database: SqliteDatabase) => T): T {
  try {
    return work(database);
  } catch (error) {
    close(database);
    throw error;
  }
}

/** Whatever the disk does. */
export function close(database: SqliteDatabase): void {
  try {
    database.close();
  } catch {
    // It is not used any more.
  }
}

/** Moves the log into the file, as far as no process reads it; with TRUNCATE, empties it. */
export function checkpoint(
  database: SqliteDatabase,
  mode: 'PASSIVE' | 'TRUNCATE',
): { readonly busy: number; readonly log: number } {
  return database.prepare(`PRAGMA wal_checkpoint(${mode})`).get() as { busy: number; log: number };
}

/** Prepares each statement once. */
export class Statements {
  private readonly prepared = new Map<string, SqliteStatement>();

  constructor(private readonly database: SqliteDatabase) {}

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows its columns
  get<T>(sql: string, ...values: SqlValue[]): T {
    return this.prepare(sql).get(...values) as T;
  }

  all<T>(sql: string, ...values: SqlValue[]): T[] {
    return this.prepare(sql).all(...values) as T[];
  }

  /** @returns how many rows it changed */
  run(sql: string, ...values: SqlValue[]): number {
    return Number(this.prepare(sql).run(...values).changes);
  }

  /** Runs the work in a transaction. @throws SQLite's error; then nothing is changed */
  transaction<T>(work: () => T, kind: '' | 'IMMEDIATE' = ''): T {
    this.run(`BEGIN ${kind}`);
    try {
      const result = work();
      this.run('COMMIT');
      return result;
    } catch (error) {
      try {
        this.run('ROLLBACK');
      } catch {
        // SQLite has done it itself.
      }
      throw error;
    }
  }

  private prepare(sql: string): SqliteStatement {
    let statement = this.prepared.get(sql);
    if (statement === undefined) this.prepared.set(sql, (statement = this.database.prepare(sql)));
    return statement;
  }
}

/** What an error of SQLite means for the outbox; `value` is the fault of what was to be written. */
export type SqliteFault = 'busy' | 'disk' | 'damaged' | 'value' | 'other';

/** SQLite's result codes that say what is wrong. */
const CODES: ReadonlyArray<readonly [SqliteFault, ...number[]]> = [
  // SQLITE_BUSY, _LOCKED, and _PROTOCOL: its locks cannot be set or released.
  ['busy', 5, 6, 15],
  // SQLITE_READONLY, _IOERR, _FULL, _CANTOPEN.
  ['disk', 8, 10, 13, 14],
  // SQLITE_CORRUPT, _NOTADB, and _IOERR_SHORT_READ: the file ends within a page.
  ['damaged', 11, 26, 522],
  // SQLITE_TOOBIG, _CONSTRAINT, _MISMATCH, _RANGE.
  ['value', 18, 19, 20, 25],
];

/** An error like SQLite's for damage that SQLite itself has not noticed. */
export const damageError = (what: string): Error =>
  Object.assign(new Error(what), { code: 'SQLITE_CORRUPT', rawCode: 11 });

/** An error like SQLite's for a lock that another process, or this one, does not give up. */
export const lockError = (what: string): Error =>
  Object.assign(new Error(what), { code: 'SQLITE_BUSY', rawCode: 5 });

/** SQLite's result code; undefined for other errors than SQLite's. */
function codeOf(error: unknown): number | undefined {
  const { code, errcode, rawCode, message } = (error ?? {}) as Record<string, unknown>;
  // For a file that it cannot open, libsql has the code in its message.
  const unopened = /^ConnectionFailed\(.*: (\d+)"\)$/s.exec(String(message))?.[1];
  const number = code === 'ERR_SQLITE_ERROR' ? errcode : (rawCode ?? unopened);
  return number === undefined ? undefined : Number(number);
}

/** @returns undefined for other errors than SQLite's */
export function sqliteFault(error: unknown): SqliteFault | undefined {
  const code = codeOf(error);
  if (code === undefined) return undefined;
  const find = (wanted: number) => CODES.find((codes) => codes.includes(wanted))?.[0];
  // The lowest byte is the kind, the others are a detail.
  return find(code) ?? find(code & 0xff) ?? 'other';
}

/** SQLITE_CONSTRAINT_DATATYPE: a value is of another type than its column. */
const DATATYPE = 3091;

/**
 * Changes rows by numbers alone. A row that cannot be changed so has a value of another type than its column.
 *
 * @throws an error like SQLite's for that damage
 */
export function changeRows<T>(change: () => T): T {
  try {
    return change();
  } catch (error) {
    throw codeOf(error) === DATATYPE ? damageError('a value of a row has another type') : error;
  }
}
