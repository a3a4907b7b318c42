import { loadSqlite, type SqliteDatabase } from '../../lib/outbox/sqlite/driver.js';
import { describeSource } from '../../lib/outbox/record.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import type { OutboxSettings } from '../../lib/outbox/outbox.js';
import { outboxSettings } from './outbox-settings.js';

/** The outbox of an application that sends with a token to an endpoint. */
export function openOutbox(
  path: string,
  { endpoint, token }: { readonly endpoint: string; readonly token: string },
  change?: Partial<OutboxSettings>,
): Promise<SqliteOutbox> {
  const source = describeSource(endpoint, token);
  return SqliteOutbox.open(outboxSettings(path, { source, ...change }));
}

/** Works on an outbox's file behind its back, and closes it. */
export function inFile<T>(path: string, work: (database: SqliteDatabase) => T): T {
  const database = loadSqlite()(path);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** Changes it, as only tests and faults of a disk do. */
export function changeFile(path: string, sql: string): void {
  inFile(path, (database) => {
    // From Node 24 on, a database that is not told so lets nobody write its schema.
    (database as { enableDefensive?(on: boolean): void }).enableDefensive?.(false);
    database.exec(`PRAGMA busy_timeout = 5000; ${sql}`);
  });
}

/** Moves its write-ahead log into it. */
export const moveLog = (path: string) => changeFile(path, 'PRAGMA wal_checkpoint(TRUNCATE)');

export function rowsOf(path: string, select: string): any[] {
  return inFile(path, (database) => database.prepare(select).all());
}

/** Everything that it holds, table by table; nothing else may hold its lock. */
export function dumpFile(path: string): unknown {
  const tables = ['meta', 'sources', 'holders', 'totals', 'events', 'sqlite_sequence'];
  return tables.map((table) => rowsOf(path, `SELECT * FROM ${table}`));
}
