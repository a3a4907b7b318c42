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

  private prepare(sql: string): SqliteStatement {
    let statement = this.prepared.get(sql);
    if (statement === undefined) this.prepared.set(sql, (statement = this.database.prepare(sql)));
    return statement;
  }
}

/** What an error of SQLite means for the outbox; `value` is the fault of what was to be written. */
export type SqliteFault = 'busy' | 'disk' | 'damaged' | 'value' | 'other';

/** SQLite's result codes, as numbers (node:sqlite gives them) and as names (libsql does). */
const FAULTS: ReadonlyArray<[number, string, SqliteFault]> = [
  [5, 'SQLITE_BUSY', 'busy'],
  [6, 'SQLITE_LOCKED', 'busy'],
  [8, 'SQLITE_READONLY', 'disk'],
  // The file ends within a page.
  [522, 'SQLITE_IOERR_SHORT_READ', 'damaged'],
  [10, 'SQLITE_IOERR', 'disk'],
  [11, 'SQLITE_CORRUPT', 'damaged'],
  [13, 'SQLITE_FULL', 'disk'],
  [14, 'SQLITE_CANTOPEN', 'disk'],
  // Its locks cannot be set or released.
  [15, 'SQLITE_PROTOCOL', 'busy'],
  [18, 'SQLITE_TOOBIG', 'value'],
  [19, 'SQLITE_CONSTRAINT', 'value'],
  [20, 'SQLITE_MISMATCH', 'value'],
  [25, 'SQLITE_RANGE', 'value'],
  [26, 'SQLITE_NOTADB', 'damaged'],
];

/** An error like SQLite's for damage that SQLite itself has not noticed. */
export function damageError(what: string): Error {
  return Object.assign(new Error(what), { code: 'SQLITE_CORRUPT' });
}

/** @returns undefined for other errors than SQLite's */
export function sqliteFault(error: unknown): SqliteFault | undefined {
  const { code, errcode, rawCode, message } = (error ?? {}) as Record<string, unknown>;
  // For a file that it cannot open, libsql has the code in its message; for some results, an odd one.
  const unopened = /^ConnectionFailed\(.*: (\d+)"\)$/s.exec(String(message))?.[1];
  const isOwn = code === 'ERR_SQLITE_ERROR';
  const number = isOwn ? errcode : (rawCode ?? unopened);
  const isSqlite = isOwn || number !== undefined || String(code).startsWith('SQLITE_');
  if (!isSqlite) return undefined;
  // The lowest byte is the kind, the others are a detail; in names the detail follows.
  const kind = Number(number) & 0xff;
  const known = FAULTS.find(
    ([each, name]) =>
      [kind, Number(number)].includes(each) || code === name || String(code).startsWith(`${name}_`),
  );
  return known === undefined ? 'other' : known[2];
}
