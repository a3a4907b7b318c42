import { createHmac } from 'node:crypto';
import { statSync } from 'node:fs';
import { DeadLetterTable } from './dead-letter-table.js';
import { EventTable } from './event-table.js';
import { migrate } from './outbox-schema.js';
import { OwnerTable } from './owner-table.js';
import type { OpenSqlite, SqliteDatabase } from './sqlite-driver.js';
import { Statements } from './statements.js';
import { Totals, type OutboxLimits } from './totals.js';
import type { Transaction } from './write-queue.js';

/** An outbox's database. @internal */
export interface OpenDatabase {
  readonly events: EventTable;
  readonly deadLetters: DeadLetterTable;
  readonly owners: OwnerTable;
  readonly totals: Totals;
  readonly transaction: Transaction;
  /** A number that changes whenever another process has committed something. */
  version(): number;
  /** Moves what is in the write-ahead log into the file, as far as nobody else reads it. */
  checkpoint(mode: 'PASSIVE' | 'TRUNCATE'): void;
  /** The length of the write-ahead log, in bytes. */
  logSize(): number;
  /** From now on waits for another process's lock, for a second. */
  waitForLocks(): void;
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
  limits: OutboxLimits,
): OpenDatabase {
  const database = open(path);
  try {
    migrate(database);
    const id = sourceId(database, source);
    const statements = new Statements(database);
    const totals = new Totals(statements, limits);
    const version = database.prepare('PRAGMA data_version');
    return {
      events: new EventTable(statements, totals, id),
      deadLetters: new DeadLetterTable(statements, totals, id),
      owners: new OwnerTable(statements),
      totals,
      transaction: {
        begin: database.prepare('BEGIN IMMEDIATE'),
        commit: database.prepare('COMMIT'),
        rollback: database.prepare('ROLLBACK'),
        beforeCommit: () => totals.beforeCommit(),
        afterRollback: () => totals.afterRollback(),
      },
      version: () => (version.get() as { data_version: number }).data_version,
      checkpoint: (mode) => database.exec(`PRAGMA wal_checkpoint(${mode})`),
      logSize: () => statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0,
      waitForLocks: () => database.exec('PRAGMA busy_timeout = 1000'),
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
