import { loadSqlite } from '../../../lib/outbox/sqlite/driver.js';

/** Everything that an outbox's file holds, table by table; nothing else may hold its lock. */
export async function dumpOutbox(path: string): Promise<unknown> {
  const database = loadSqlite()(path);
  try {
    const tables = ['meta', 'sources', 'holders', 'totals', 'events', 'sqlite_sequence'];
    return tables.map((table) => database.prepare(`SELECT * FROM ${table}`).all());
  } finally {
    database.close();
  }
}

/** Changes it, as only these tests do. */
export async function changeOutbox(path: string, sql: string): Promise<void> {
  const database = loadSqlite()(path);
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}
