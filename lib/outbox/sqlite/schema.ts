import { createHmac } from 'node:crypto';
import { OutboxUnavailableError, SET_PATH } from '../errors.js';
import { damageError, sqliteFault, Statements, type SqliteDatabase } from './driver.js';
import { MAX_NUMBER, RECORD_TYPES } from './rows.js';

/** The `application_id` of every outbox: a file without it is not ours. */
export const APPLICATION_ID = 0x43_76_67_4f;
/** The number of the schema, which is a file's `user_version`. A file with another number is refused. */
export const SCHEMA_VERSION = 2;

/**
 * An event is pending (no lease holder, and 0 in `due_at`), waiting (no holder, due later), leased (its holder's
 * lease is not over) or a dead letter (with the time of its death; undeliverable if sending it is of
 * no use). The partial indexes hold each event in at most one of them, so that adding to a long backlog
 * costs no more than to a short one. Ids begin at another number in each file, so that the
 * acknowledgement of an event of a file that was replaced is never taken for one of the new file's.
 *
 * `checksumOf` makes the `checksum`. `lease_ends` is a time of `uptime`.
 *
 * The ledger has no index over `event_id`: that would double what an event costs, and an audit looks at all
 * ids anyway. `noted_at` is in seconds.
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
    ${RECORD_TYPES.map(([column, type]) => `${column} ${type} NOT NULL`).join(',\n     ')},
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
  CREATE TABLE ledger (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    event_name TEXT NOT NULL,
    outcome TEXT NOT NULL,
    noted_at INTEGER NOT NULL,
    event_id TEXT NOT NULL
  ) STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};`;

const VERSION = 'SELECT user_version AS version FROM pragma_user_version';
/** For a file, where ids begin: later ones than in each file that was made before. */
const FIRST_ID = "strftime('%s', 'now') * 1000000 + abs(random() % 1000000)";

/** Why a file with another number is refused. */
export function otherVersion(number: number): string {
  return (
    `it was written by another version of nestjs-converge (its schema has number ${number}, this ` +
    `version's ${SCHEMA_VERSION}): use that version, move the file away, or ${SET_PATH} another path`
  );
}

/** Gives an empty database its tables. @param firstId after which ids begin; by the clock, as in a file */
export function createSchema(database: SqliteDatabase, firstId: number | string = FIRST_ID): void {
  const sql = new Statements(database);
  if (sql.get<{ version: number }>(VERSION).version === SCHEMA_VERSION) return;
  // In one transaction, before write-ahead logging: the file's header never has only a part of it.
  const ids = `INSERT INTO sqlite_sequence VALUES ('events', ${firstId})`;
  sql.transaction(() => database.exec(`${SCHEMA} ${ids}`), 'IMMEDIATE');
}

/**
 * Makes the tables of a file if it is empty, and sets how it is written: what is committed survives a killed
 * process without a sync for each event.
 *
 * @throws SQLite's error if it is damaged, or another process holds the lock; then it can be tried again
 * @throws OutboxUnavailableError for another version or a changed file, and where write-ahead logging does not
 * work
 */
export function configure(database: SqliteDatabase): void {
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
  // Cuts the log to this size when it begins again: less than that from which on SqliteFile moves it into the
  // file, so that its length shows whether it has to.
  database.exec(`PRAGMA journal_size_limit = ${12 * 1024 ** 2}`);
  checkSchema(database);
}

/** Overwrites what is deleted. Checkpoints sync the disk: the application makes them after the answers. */
const PROTECT = `PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON;
  PRAGMA wal_autocheckpoint = 0`;
const HAS_CODE = "SELECT 1 FROM sqlite_schema WHERE type IN ('trigger', 'view') LIMIT 1";
const IS_WHOLE = `SELECT EXISTS (SELECT 1 FROM meta WHERE length(salt) > 0) AND EXISTS (SELECT 1 FROM totals)
  AND coalesce((SELECT min(id) FROM events), 1) > 0 AND coalesce((SELECT max(id) FROM events), 1) < ${MAX_NUMBER}
  AND (SELECT count(*) FROM sqlite_schema WHERE instr(?, sql)) = ${SCHEMA.split('CREATE ').length - 1} AS isWhole`;

/**
 * Finds out whether a file has what every outbox has, and no more: SQLite does not know when a damaged one has
 * less, and runs the code that somebody has added.
 *
 * @throws SQLite's error for a damaged file
 * @throws OutboxUnavailableError if it holds code
 */
export function checkSchema(database: SqliteDatabase): void {
  database.exec(PROTECT);
  if (database.prepare(HAS_CODE).get() !== undefined) {
    throw new OutboxUnavailableError(
      'it has triggers or views, which no outbox has: find out who added them, and remove them or use another path',
    );
  }
  let isWhole: boolean;
  try {
    ({ isWhole } = database.prepare(IS_WHOLE).get(SCHEMA) as { isWhole: boolean });
  } catch (error) {
    if (sqliteFault(error) !== 'other') throw error;
    isWhole = false;
  }
  if (!isWhole) throw damageError('the file lacks what every outbox has');
}

/**
 * The number of a source in a file. It is found by a fingerprint that is salted in each file, and from
 * which neither token nor endpoint can be read.
 *
 * @returns undefined if no application has used the file with this source
 */
export function findSource(sql: Statements, source: string): number | undefined {
  const find = 'SELECT id FROM sources WHERE fingerprint = ?';
  return sql.get<{ id: number } | undefined>(find, fingerprintOf(sql, source))?.id;
}

/** The same for an application, whose source gets a number if it has none. */
export function findOrAddSource(sql: Statements, source: string): number {
  const known = findSource(sql, source);
  if (known !== undefined) return known;
  // Only if necessary: writing needs the lock, which another process may have.
  const add = 'INSERT OR IGNORE INTO sources (fingerprint) VALUES (?)';
  sql.run(add, fingerprintOf(sql, source));
  return findSource(sql, source)!;
}

function fingerprintOf(sql: Statements, source: string): string {
  // As bytes: what is damaged may be no text, which libsql cannot read.
  const { salt } = sql.get<{ salt: Buffer }>('SELECT CAST(salt AS BLOB) AS salt FROM meta');
  return createHmac('sha256', salt).update(source).digest('hex');
}
