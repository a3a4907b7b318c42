import { OutboxUnavailableError } from './outbox-unavailable.error.js';

/** @internal */
export type SqlValue = string | number | null;

/** What `node:sqlite` and `libsql` have in common. @internal */
export interface SqliteStatement {
  run(...values: SqlValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  get(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
}

/** @internal */
export interface SqliteDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

/** @internal */
export type OpenSqlite = (path: string) => SqliteDatabase;

/**
 * Finds SQLite: Node's own where it has one (22.13 and later), else the optional peer `libsql`.
 *
 * @throws OutboxUnavailableError if there is neither
 * @internal
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

/** What an error of SQLite means for the outbox. @internal */
export type SqliteFault = 'busy' | 'full' | 'damaged' | 'other';

const FAULTS: Record<number, SqliteFault> = {
  5: 'busy',
  6: 'busy',
  11: 'damaged',
  13: 'full',
  26: 'damaged',
};
const CODES: Record<string, number> = {
  SQLITE_BUSY: 5,
  SQLITE_LOCKED: 6,
  SQLITE_CORRUPT: 11,
  SQLITE_FULL: 13,
  SQLITE_NOTADB: 26,
};

/** @returns undefined for an error that is not SQLite's @internal */
export function sqliteFault(error: unknown): SqliteFault | undefined {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  // node:sqlite gives numbers, of which the lowest byte is the kind; libsql gives names.
  if (code === 'ERR_SQLITE_ERROR') return FAULTS[Number(errcode) & 0xff] ?? 'other';
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return undefined;
  const kind = Object.keys(CODES).find((name) => code === name || code.startsWith(`${name}_`));
  return kind === undefined ? 'other' : FAULTS[CODES[kind]!];
}
