import { createHmac } from 'node:crypto';
import { EventTable, type TableLimits } from './event-table.js';
import { migrate } from './outbox-schema.js';
import type { OpenSqlite, SqliteDatabase } from './sqlite-driver.js';
import type { Transaction } from './write-queue.js';

/** An outbox's database, as far as it is not the table of events. @internal */
export interface OpenDatabase {
  readonly table: EventTable;
  readonly transaction: Transaction;
  /** A number that changes whenever another process has committed something. */
  version(): number;
  /** Moves what is in the write-ahead log into the file, as far as nobody else reads it. */
  checkpoint(): void;
  /** Whether deleted data is overwritten; when that ends, the log that still holds it is emptied. */
  overwriteDeleted(on: boolean): void;
  close(): void;
}

/**
 * Opens the database at a path, and makes it where there is none.
 *
 * @param source what the records are for; only its fingerprint is stored
 * @throws OutboxUnavailableError, and what SQLite says of a file that is damaged or none of its own
 * @internal
 */
export function openDatabase(
  open: OpenSqlite,
  path: string,
  source: string,
  limits: TableLimits,
): OpenDatabase {
  const database = open(path);
  try {
    migrate(database);
    const table = new EventTable(database, sourceId(database, source), limits);
    const version = database.prepare('PRAGMA data_version');
    const checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
    return {
      table,
      transaction: {
        begin: database.prepare('BEGIN IMMEDIATE'),
        commit: database.prepare('COMMIT'),
        rollback: database.prepare('ROLLBACK'),
        beforeCommit: () => table.beforeCommit(),
        afterRollback: () => table.afterRollback(),
      },
      version: () => (version.get() as { data_version: number }).data_version,
      checkpoint: () => void checkpoint.get(),
      overwriteDeleted: (on) => {
        database.exec(`PRAGMA secure_delete = ${on ? 'ON' : 'OFF'}`);
        if (!on) database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      },
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Finds or makes the number of a source, by a fingerprint that only this file's salt can make. */
function sourceId(database: SqliteDatabase, source: string): number {
  const { salt } = database.prepare('SELECT salt FROM meta').get() as { salt: string };
  const fingerprint = createHmac('sha256', salt).update(source).digest('hex');
  database.exec('PRAGMA busy_timeout = 5000');
  database.prepare('INSERT OR IGNORE INTO sources (fingerprint) VALUES (?)').run(fingerprint);
  database.exec('PRAGMA busy_timeout = 0');
  const { id } = database
    .prepare('SELECT id FROM sources WHERE fingerprint = ?')
    .get(fingerprint) as { id: number };
  return id;
}
