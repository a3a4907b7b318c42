import { OutboxUnavailableError, SET_PATH } from '../errors.js';
import { damageError, sqliteFault, type SqliteDatabase } from './driver.js';

/**
 * The steps from an empty file to the newest schema; a file's `user_version` is the number of its steps.
 * A published step is never changed.
 *
 * An event is pending (no owner, and 0 in `due_at`), waiting (no owner, due later), leased (with an owner
 * whose lease is not over) or a dead letter (with the time of its death; undeliverable if sending it is of
 * no use). The partial indexes hold each event in at most one of them, so that adding to a long backlog
 * costs no more than to a short one. Ids begin at another number in each file, so that the
 * acknowledgement of an event of a file that was replaced is never taken for one of the new file's.
 *
 * `checksum` is that of {@link checksumOf}; events of the first versions have none. `lease_ends` is a time
 * of {@link uptime}. `recalled` counts how often an owner's leased events
 * were erased since it has given back what it had in memory.
 *
 * The ledger has no index over `event_id`: that would double what an event costs, and an audit looks at all
 * ids anyway. Its first row, which has no kind, makes the ids of each file begin at another number, so that notes can be
 * taken over with their ids. `noted_at` is in seconds.
 */
const STEPS = [
  `CREATE TABLE meta (salt TEXT NOT NULL) STRICT;
   INSERT INTO meta VALUES (lower(hex(randomblob(32))));
   CREATE TABLE sources (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE) STRICT;
   CREATE TABLE owners (id INTEGER PRIMARY KEY, alive_until INTEGER NOT NULL) STRICT;
   CREATE TABLE totals (events INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
   INSERT INTO totals VALUES (0, 0);
   CREATE TABLE events (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     source INTEGER NOT NULL,
     event_name TEXT NOT NULL,
     origin TEXT NOT NULL,
     body TEXT NOT NULL,
     size INTEGER NOT NULL,
     recorded_at INTEGER NOT NULL,
     attempts INTEGER NOT NULL,
     due_at INTEGER NOT NULL,
     owner INTEGER,
     died_at INTEGER,
     status INTEGER,
     reason TEXT
   ) STRICT;
   INSERT INTO sqlite_sequence
     VALUES ('events', strftime('%s', 'now') * 1000000 + abs(random() % 1000000));
   CREATE INDEX events_due ON events (source, due_at) WHERE owner IS NULL AND died_at IS NULL;
   CREATE INDEX events_leased ON events (owner) WHERE owner IS NOT NULL;
   CREATE INDEX events_dead ON events (source, died_at) WHERE died_at IS NOT NULL;`,
  `ALTER TABLE events ADD COLUMN undeliverable INTEGER NOT NULL DEFAULT 0;
   UPDATE events SET undeliverable = 1
     WHERE died_at IS NOT NULL AND status IS NULL
       AND reason LIKE '% breaks Converge''s contract and was not sent:%';`,
  // Without rewriting the events, of which there may be a million. An older version that still runs goes
  // on recording, and cannot lease: it measures leases by another clock.
  `ALTER TABLE events ADD COLUMN checksum INTEGER;
   DROP TABLE owners;
   CREATE TABLE owners (
     id INTEGER PRIMARY KEY,
     lease_ends INTEGER NOT NULL,
     recalled INTEGER NOT NULL DEFAULT 0
   ) STRICT;`,
  `CREATE TABLE ledger_kinds (
     id INTEGER PRIMARY KEY,
     source INTEGER NOT NULL,
     event_name TEXT NOT NULL,
     outcome TEXT NOT NULL,
     UNIQUE (source, event_name, outcome)
   ) STRICT;
   CREATE TABLE ledger (
     id INTEGER PRIMARY KEY,
     kind INTEGER NOT NULL,
     noted_at INTEGER NOT NULL,
     event_id TEXT NOT NULL
   ) STRICT;
   INSERT INTO ledger VALUES (
     strftime('%s', 'now') * 1000000 + abs(random() % 1000000), 0, strftime('%s', 'now'), ''
   );`,
];

/** The `application_id` of every outbox: a file without it is not ours. */
export const APPLICATION_ID = 0x43_76_67_4f;

/** Why a file of a newer version is refused. */
export const NEWER_VERSION = `it was written by a newer version of nestjs-converge: update the package, or ${SET_PATH} another path`;

/** The `user_version` of a file of this version. */
export const SCHEMA_VERSION = STEPS.length;

/**
 * Protects this process from a file that somebody has changed.
 *
 * @param name how its error calls the file
 * @throws OutboxUnavailableError if it holds code that SQLite would run
 */
export function distrust(database: SqliteDatabase, name = 'it'): void {
  database.exec('PRAGMA trusted_schema = OFF');
  database.exec('PRAGMA cell_size_check = ON');
  const code = "SELECT 1 FROM sqlite_schema WHERE type IN ('trigger', 'view') LIMIT 1";
  if (database.prepare(code).get() === undefined) return;
  throw new OutboxUnavailableError(
    `${name} has triggers or views, which no outbox has: find out who added them, and remove them or ` +
      'use another path',
  );
}

/**
 * Sets how a database writes: it survives a killed process without a sync for each event.
 *
 * @throws SQLite's error if another process holds the lock; then it can be tried again
 * @throws OutboxUnavailableError where write-ahead logging does not work
 */
export function configure(database: SqliteDatabase): void {
  // Several processes may start at once: one may wait for the other, but not for long.
  database.exec('PRAGMA busy_timeout = 200');
  distrust(database);
  const { application_id: id } = database.prepare('PRAGMA application_id').get() as {
    application_id: number;
  };
  // Before write-ahead logging, so that it is in the file's header as soon as there is a header.
  if (id !== APPLICATION_ID) database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  const { journal_mode: mode } = database.prepare('PRAGMA journal_mode = WAL').get() as {
    journal_mode: string;
  };
  if (mode !== 'wal') {
    throw new OutboxUnavailableError(
      `its file system does not support write-ahead logging: ${SET_PATH} a path on a local disk`,
    );
  }
  database.exec('PRAGMA synchronous = NORMAL');
  // Overwrites what is deleted, so that no data of an erased person stays in the file.
  database.exec('PRAGMA secure_delete = ON');
  // Checkpoints sync the disk: LogUpkeep makes them after the answers.
  database.exec('PRAGMA wal_autocheckpoint = 0');
  // Cuts the log to this size when it begins again: less than that from which on LogUpkeep moves it into the
  // file, so that its length shows whether it has to.
  database.exec(`PRAGMA journal_size_limit = ${12 * 1024 ** 2}`);
}

/**
 * Brings a database to the newest schema.
 *
 * @throws SQLite's error if another process holds the lock; then it can be tried again
 * @throws OutboxUnavailableError for a file of a newer version
 */
export function migrate(database: SqliteDatabase): void {
  if (versionOf(database) === SCHEMA_VERSION) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = versionOf(database);
    if (version > SCHEMA_VERSION) {
      throw new OutboxUnavailableError(NEWER_VERSION);
    }
    for (const step of STEPS.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

export function makeSchema(database: SqliteDatabase, firstId?: number): void {
  for (const step of STEPS) database.exec(step);
  if (firstId !== undefined) database.exec(`UPDATE sqlite_sequence SET seq = ${firstId}`);
}

/** The columns of each table. */
const COLUMNS = {
  meta: 'salt',
  totals: 'events, bytes',
  sources: 'id, fingerprint',
  owners: 'id, lease_ends, recalled',
  events:
    'id, source, event_name, origin, body, size, recorded_at, attempts, due_at, owner, died_at, status, reason, undeliverable, checksum',
  ledger_kinds: 'id, source, event_name, outcome',
  ledger: 'id, kind, noted_at, event_id',
};
const HAS_ROWS = `SELECT EXISTS (SELECT 1 FROM meta WHERE length(salt) > 0) AND EXISTS (SELECT 1 FROM totals) AS has`;

/**
 * Finds out whether a file has what every outbox has: SQLite does not know when a damaged one has less.
 *
 * @throws SQLite's error for a damaged file
 */
export function checkTables(database: SqliteDatabase): void {
  let isWhole: boolean;
  try {
    for (const [table, columns] of Object.entries(COLUMNS)) {
      database.prepare(`SELECT ${columns} FROM ${table} LIMIT 0`);
    }
    isWhole = (database.prepare(HAS_ROWS).get() as { has: number }).has === 1;
  } catch (error) {
    if (sqliteFault(error) !== 'other') throw error;
    isWhole = false;
  }
  if (!isWhole) throw damageError('the file lacks what every outbox has');
}

/** The `user_version` of a file. */
export function versionOf(database: SqliteDatabase): number {
  return (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}
