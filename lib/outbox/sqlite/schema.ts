import { createHmac } from 'node:crypto';
import { OutboxUnavailableError, SET_PATH } from '../errors.js';
import { damageError, sqliteFault, type SqliteDatabase } from './driver.js';
import { RECORD_COLUMN_TYPES } from './rows.js';

/** The `application_id` of every outbox: a file without it is not ours. */
export const APPLICATION_ID = 0x43_76_67_4f;
/** The number of the schema, which is a file's `user_version`. A file with another number is refused. */
export const SCHEMA_VERSION = 1;

/**
 * An event is pending (no lease holder, and 0 in `due_at`), waiting (no holder, due later), leased (its holder's
 * lease is not over) or a dead letter (with the time of its death; undeliverable if sending it is of
 * no use). The partial indexes hold each event in at most one of them, so that adding to a long backlog
 * costs no more than to a short one. Ids begin at another number in each file, so that the
 * acknowledgement of an event of a file that was replaced is never taken for one of the new file's.
 *
 * `checksum` is that of `checksumOf`. `lease_ends` is a time of `uptime`.
 *
 * The ledger has no index over `event_id`: that would double what an event costs, and an audit looks at all
 * ids anyway. Its first row, which has no kind, makes the ids of each file begin at another number, so that
 * entries keep their ids in another file. `noted_at` is in seconds.
 */
const SCHEMA = `
  CREATE TABLE meta (salt TEXT NOT NULL) STRICT;
  INSERT INTO meta VALUES (lower(hex(randomblob(32))));
  CREATE TABLE sources (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE holders (id INTEGER PRIMARY KEY, lease_ends INTEGER NOT NULL) STRICT;
  CREATE TABLE totals (events INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
  INSERT INTO totals VALUES (0, 0);
  CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source INTEGER NOT NULL,
    ${RECORD_COLUMN_TYPES},
    size INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    holder INTEGER,
    died_at INTEGER,
    status INTEGER,
    reason TEXT,
    undeliverable INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX events_due ON events (source, due_at) WHERE holder IS NULL AND died_at IS NULL;
  CREATE INDEX events_leased ON events (holder) WHERE holder IS NOT NULL;
  CREATE INDEX events_dead ON events (source, died_at) WHERE died_at IS NOT NULL;
  CREATE TABLE ledger_kinds (
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
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};`;

/** For a file, where ids begin: later ones than in each file that was made before. */
const FIRST_ID = "strftime('%s', 'now') * 1000000 + abs(random() % 1000000)";

/** Why a file with another number is refused. */
export function otherVersion(number: number): string {
  return (
    `it was written by another version of nestjs-converge (its schema has number ${number}, this ` +
    `version's ${SCHEMA_VERSION}): move the file away, or ${SET_PATH} another path`
  );
}

/**
 * Gives an empty database its tables; does nothing if it has them.
 *
 * @param firstId after which the ids of events begin; by default by the clock, as in a file
 * @throws SQLite's error if another process holds the lock; then it can be tried again
 * @throws OutboxUnavailableError if the schema is that of another version
 */
export function createSchema(database: SqliteDatabase, firstId: number | string = FIRST_ID): void {
  if (versionOf(database) === SCHEMA_VERSION) return;
  // In one transaction, before write-ahead logging: the file's header never has only a part of it.
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = versionOf(database);
    if (![0, SCHEMA_VERSION].includes(version)) {
      throw new OutboxUnavailableError(otherVersion(version));
    }
    if (version === 0) {
      database.exec(SCHEMA);
      database.exec(`INSERT INTO sqlite_sequence VALUES ('events', ${firstId});
        INSERT INTO ledger VALUES (${FIRST_ID}, 0, strftime('%s', 'now'), '')`);
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

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
 * Makes the tables of a file if it is empty, and sets how it is written: what is committed survives a killed
 * process without a sync for each event.
 *
 * @throws SQLite's error if another process holds the lock; then it can be tried again
 * @throws OutboxUnavailableError for another version, and where write-ahead logging does not work
 */
export function configure(database: SqliteDatabase): void {
  // Several processes may start at once: one may wait for the other, but not for long.
  database.exec('PRAGMA busy_timeout = 200');
  distrust(database);
  createSchema(database);
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

const IS_WHOLE = `SELECT EXISTS (SELECT 1 FROM meta WHERE length(salt) > 0) AND EXISTS (SELECT 1 FROM totals)
  AND (SELECT count(*) FROM sqlite_schema WHERE instr(?, sql)) = ${SCHEMA.split('CREATE ').length - 1} AS isWhole`;

/**
 * Finds out whether a file has what every outbox has: SQLite does not know when a damaged one has less.
 *
 * @throws SQLite's error for a damaged file
 */
export function checkTables(database: SqliteDatabase): void {
  let isWhole: boolean;
  try {
    ({ isWhole } = database.prepare(IS_WHOLE).get(SCHEMA) as { isWhole: boolean });
  } catch (error) {
    if (sqliteFault(error) !== 'other') throw error;
    isWhole = false;
  }
  if (!isWhole) throw damageError('the file lacks what every outbox has');
}

function versionOf(database: SqliteDatabase): number {
  return (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

/** Distinguishes a source from others. Holds the token: only its fingerprint may be stored. */
export function describeSource(endpoint: string, token = ''): string {
  return JSON.stringify([endpoint, token]);
}

/**
 * The number of a source in a file. It is found by a fingerprint that is salted in each file, and from
 * which neither token nor endpoint can be read.
 *
 * @returns undefined if no application has used the file with this source
 */
export function findSource(database: SqliteDatabase, source: string): number | undefined {
  const row = database
    .prepare('SELECT id FROM sources WHERE fingerprint = ?')
    .get(fingerprintOf(database, source));
  return (row as { id: number } | undefined)?.id;
}

/** The same for an application, whose source gets a number if it has none. */
export function findOrAddSource(database: SqliteDatabase, source: string): number {
  const known = findSource(database, source);
  if (known !== undefined) return known;
  // Only if necessary: writing needs the lock, which another process may have.
  database
    .prepare('INSERT OR IGNORE INTO sources (fingerprint) VALUES (?)')
    .run(fingerprintOf(database, source));
  return findSource(database, source)!;
}

function fingerprintOf(database: SqliteDatabase, source: string): string {
  // As bytes: what is damaged may be no text, which libsql cannot read.
  const { salt } = database.prepare('SELECT CAST(salt AS BLOB) AS salt FROM meta').get() as {
    salt: Buffer;
  };
  return createHmac('sha256', salt).update(source).digest('hex');
}
