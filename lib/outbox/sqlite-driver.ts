import { OutboxUnavailableError } from './outbox-unavailable.error.js';

export type SqlValue = string | number | null;

/** What `node:sqlite` and `libsql` have in common. */
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

export type OpenSqlite = (path: string) => SqliteDatabase;

/**
 * Finds SQLite: Node's own where it has one (22.13 and later), else the optional peer `libsql`.
 *
 * @throws OutboxUnavailableError if there is neither
 */
export async function loadSqlite(): Promise<OpenSqlite> {
  // The names are not literals, because neither module is there for everybody's compiler.
  const [own, peer]: string[] = ['node:sqlite', 'libsql'];
  try {
    const { DatabaseSync } = await import(own!);
    return (path) => new DatabaseSync(path);
  } catch {
    // Before Node 22.13 there is none, or it needs a flag.
  }
  try {
    const { default: Database } = await import(peer!);
    return (path) => new Database(path);
  } catch {
    throw new OutboxUnavailableError(
      `Node ${process.versions.node} has no SQLite and the package "libsql" is not installed: ` +
        'run "npm install libsql", or use Node 22.13 or later',
    );
  }
}

/** What an error of SQLite means for the outbox. */
export type SqliteFault = 'busy' | 'disk' | 'damaged' | 'other';

/** SQLite's result codes, as numbers (node:sqlite gives them) and as names (libsql does). */
const FAULTS: ReadonlyArray<[number, string, SqliteFault]> = [
  [5, 'SQLITE_BUSY', 'busy'],
  [6, 'SQLITE_LOCKED', 'busy'],
  [8, 'SQLITE_READONLY', 'disk'],
  [10, 'SQLITE_IOERR', 'disk'],
  [11, 'SQLITE_CORRUPT', 'damaged'],
  [13, 'SQLITE_FULL', 'disk'],
  [14, 'SQLITE_CANTOPEN', 'disk'],
  [26, 'SQLITE_NOTADB', 'damaged'],
];

/** @returns undefined for an error that is not SQLite's */
export function sqliteFault(error: unknown): SqliteFault | undefined {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  // The lowest byte is the kind, what is above it a detail; in names the detail follows.
  const kind = code === 'ERR_SQLITE_ERROR' ? Number(errcode) & 0xff : String(code);
  if (typeof kind === 'string' && !kind.startsWith('SQLITE_')) return undefined;
  const known = FAULTS.find(
    ([number, name]) => kind === number || kind === name || String(kind).startsWith(`${name}_`),
  );
  return known === undefined ? 'other' : known[2];
}
