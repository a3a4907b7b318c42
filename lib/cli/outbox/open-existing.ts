import { SCHEMA_VERSION } from '../../outbox/outbox-schema.js';
import type { OpenSqlite, SqliteDatabase } from '../../outbox/sqlite-driver.js';
import { CliError } from '../cli.error.js';

/**
 * Opens a file that is there, and leaves it as it is.
 *
 * @throws CliError for one that is no outbox of this version, and what SQLite says of it
 */
export function openExisting(open: OpenSqlite, path: string): SqliteDatabase {
  const database = open(path);
  try {
    // The application holds the lock for some milliseconds at a time.
    database.exec('PRAGMA busy_timeout = 10000');
    checkSchema(database, path);
    // What is forgotten is overwritten.
    database.exec('PRAGMA secure_delete = ON');
    // While an application runs, it is the one that makes checkpoints.
    database.exec('PRAGMA wal_autocheckpoint = 0');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function checkSchema(database: SqliteDatabase, path: string): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
    user_version: number;
  };
  if (version === SCHEMA_VERSION && hasEvents(database)) return;
  throw new CliError(
    version > SCHEMA_VERSION
      ? `The outbox ${path} is of another version of nestjs-converge: run the command of the version that the application has.`
      : `The file ${path} is no outbox: give the right one with --path.`,
  );
}

function hasEvents(database: SqliteDatabase): boolean {
  return (
    database
      .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'events'")
      .get() !== undefined
  );
}
