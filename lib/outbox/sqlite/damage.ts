import { chmodSync, constants, copyFileSync, readSync, rmSync } from 'node:fs';
import { toBuffer, bounded, RECORD_TYPES } from './rows.js';
import { OutboxUnavailableError } from '../errors.js';
import {
  checkpoint,
  damageError,
  lockError,
  sqliteFault,
  type Blob,
  type SqliteDatabase,
  Statements,
} from './driver.js';
import { sleep } from '../time.js';
import { asidePath, statOf, withLog } from './own-file.js';
import { SCHEMA_VERSION } from './schema.js';

/** As SQLite's file format says: a header, then frames of a header and a page each. */
const [HEADER_BYTES, FRAME_HEADER_BYTES, PAGE_BYTES] = [32, 24, 4_096];
/** How often to ask SQLite for the length of a log that another process moves, and the pause, in milliseconds. */
const [ATTEMPTS, PAUSE_MS] = [200, 5];
/** What the log begins with; in its last bit, the order of the bytes that the checksum adds up. */
const MAGIC = 0x377f0682;

/**
 * Copies the log if it is damaged, and has SQLite move what it can read of it into the file: then it is not
 * damaged any more.
 *
 * @returns the path of the copy; undefined if the log is not damaged
 * @throws SQLite's error if another process holds the lock
 * @throws OutboxUnavailableError if there is no room for the copy
 */
export function keepDamagedLog(database: SqliteDatabase, path: string): string | undefined {
  if (!isLogDamaged(database, path)) return undefined;
  const copy = copyLog(path);
  try {
    checkpoint(database, 'TRUNCATE');
  } catch {
    // Then the next one that opens the file finds it again.
  }
  return copy;
}

/**
 * What SQLite has read of a damaged log may be older than what it had moved into the file before.
 *
 * @throws an error like SQLite's if the parts of the file do not fit together
 */
export function checkIntegrity(database: SqliteDatabase): void {
  const check =
    'SELECT CAST(integrity_check AS BLOB) AS result FROM pragma_integrity_check LIMIT 1';
  const { result } = database.prepare(check).get() as { result: Blob };
  if (toBuffer(result).toString() !== 'ok') throw damageError('the file does not fit its log');
}

/**
 * Whether committed transactions are behind a damaged place of a write-ahead log: SQLite drops them without
 * a word, because it reads a log up to the last commit before that. It also ends there where a killed process
 * has not finished its transaction, or the log of earlier times begins; neither is damage.
 */
function isLogDamaged(database: SqliteDatabase, path: string): boolean {
  // SQLite deletes the log of an empty file. A file has its first page before it has a log.
  if (statOf(path)?.size === 0) return (statOf(`${path}-wal`)?.size ?? 0) > HEADER_BYTES;
  const log = withLog(path, readLog);
  if (log === undefined) return false;
  const known = countFrames(database);
  const isSame = withLog(path, readHeader)?.equals(log.header) === true;
  // What others have added meanwhile is known. Where they have begun again, none is damaged.
  if (known === undefined || !isSame) return false;
  if (!isWhole(log.header)) return log.frames.includes('C');
  // A single commit may be the end of a longer transaction, in whose place the last one was written: its process was
  // killed before that commit counted.
  return /[C?].*C/.test(log.frames.slice(known));
}

function readHeader(log: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  readSync(log, header, 0, HEADER_BYTES, 0);
  return header;
}

/** A letter for each frame: the last one of a transaction is its commit (C); those of earlier times have other salts (?). */
function readLog(log: number): { readonly header: Buffer; readonly frames: string } {
  const header = readHeader(log);
  const isKnown = isWhole(header);
  const frame = Buffer.alloc(FRAME_HEADER_BYTES);
  let frames = '';
  for (let at = HEADER_BYTES; readSync(log, frame, 0, frame.length, at) === frame.length;) {
    const isOther = isKnown && !frame.subarray(8, 16).equals(header.subarray(16, 24));
    frames += isOther ? '?' : frame.readUInt32BE(4) > 0 ? 'C' : '-';
    at += FRAME_HEADER_BYTES + PAGE_BYTES;
  }
  return { header, frames };
}

/** Whether the header of a log has the checksum that SQLite has given it. */
function isWhole(header: Buffer): boolean {
  const isBigEndian = (header[3]! & 1) === 1;
  const word = (at: number) => (isBigEndian ? header.readUInt32BE(at) : header.readUInt32LE(at));
  let [a, b] = [0, 0];
  for (let at = 0; at < 24; at += 8) {
    a = (a + word(at) + b) >>> 0;
    b = (b + word(at + 4) + a) >>> 0;
  }
  const isMagic = (header.readUInt32BE(0) & ~1) === MAGIC;
  return isMagic && header.readUInt32BE(24) === a && header.readUInt32BE(28) === b;
}

/**
 * How many frames of the log SQLite reads; undefined if the file itself is damaged.
 *
 * @throws an error like SQLite's for a lock if another process moves the log all the time
 */
function countFrames(database: SqliteDatabase): number | undefined {
  try {
    // Opens the log.
    database.prepare('PRAGMA schema_version').get();
    for (let left = ATTEMPTS; left > 0; left--) {
      const { busy, log } = checkpoint(database, 'PASSIVE');
      if (busy === 0) return Math.max(0, log);
      // Another process is moving the log, so that SQLite gives no number.
      sleep(PAUSE_MS);
    }
    throw lockError('the log is being moved');
  } catch (error) {
    if (sqliteFault(error) !== 'damaged') throw error;
    return undefined;
  }
}

function copyLog(path: string): string {
  const copy = `${asidePath(path)}-log`;
  try {
    copyFileSync(`${path}-wal`, copy, constants.COPYFILE_EXCL);
    chmodSync(copy, 0o600);
    return copy;
  } catch (error) {
    rmSync(copy, { force: true });
    throw new OutboxUnavailableError(
      `its log is damaged, and cannot be copied (${(error as NodeJS.ErrnoException).code}): make room on ` +
        'its disk, and see that this process may write to its folder',
    );
  }
}

/** How many reads of a damaged file may fail one after another before the rest is given up. */
const MAX_FAILURES = 2_000;
/** How many events are copied at once: each may have a megabyte or more. */
const BATCH = 32;
/** How long to wait for the lock of a file that others use, in milliseconds. */
const LOCK_MS = 200;

export interface Salvaged {
  readonly taken: number;
  /** How many events could not be read; at least this many. */
  readonly lost: number;
}

/** Where both files know a source, by the numbers it has. */
const MAKE_NUMBERS = `CREATE TEMP TABLE IF NOT EXISTS numbers (old INTEGER PRIMARY KEY, new INTEGER);
  DELETE FROM temp.numbers`;
const IS_NEW = 'SELECT NOT EXISTS (SELECT 1 FROM fresh.events) AS isNew';
const TAKE_SALT = `UPDATE fresh.meta SET salt = (SELECT CAST(salt AS TEXT) FROM main.meta WHERE length(salt) > 0)
  WHERE NOT EXISTS (SELECT 1 FROM fresh.sources)`;
const ADD_SOURCES = `INSERT OR IGNORE INTO fresh.sources (fingerprint)
  SELECT CAST(fingerprint AS TEXT) FROM main.sources ORDER BY id`;
const KNOW_SOURCES = `INSERT OR IGNORE INTO temp.numbers SELECT old.id, new.id
  FROM main.sources AS old JOIN fresh.sources AS new ON new.fingerprint = CAST(old.fingerprint AS TEXT)`;
/** Events of unknown sources are held, and can be adopted. */
const UNKNOWN = 0;
const ADD_UNKNOWN = `INSERT OR IGNORE INTO fresh.sources SELECT ${UNKNOWN}, 'unknown'
  WHERE EXISTS (SELECT 1 FROM fresh.events WHERE source = ${UNKNOWN})`;

const FIND = `SELECT count(*) AS count, max(id) AS last FROM
  (SELECT id FROM main.events WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ${BATCH})`;
/** What is damaged may be of a type that the table does not take. Those that were leased are pending. */
const NUMBERS = ['size', 'checksum', 'due_at', 'died_at', 'status', 'undeliverable'];
const COLUMNS = [...RECORD_TYPES, ['reason', 'TEXT'], ...NUMBERS.map((name) => [name, 'INTEGER'])];
const COPY = `INSERT OR IGNORE INTO fresh.events (id, source, ${COLUMNS.map(([name]) => name).join()})
  SELECT id, coalesce((SELECT new FROM temp.numbers WHERE old = source), ${UNKNOWN}),
    ${COLUMNS.map(([name, type]) => `CAST(${name} AS ${type})`).join()}
  FROM main.events WHERE id BETWEEN ? AND ? RETURNING ${bounded('size')} AS size`;
const ADD_TO_TOTALS = 'UPDATE fresh.totals SET events = events + ?, bytes = bytes + ?';
const KNOWN_TOTAL = 'SELECT CAST(events AS INTEGER) AS events FROM main.totals';

/** All is synced at once, by a transaction that changes nothing. */
const SYNC = `PRAGMA fresh.synchronous = FULL; PRAGMA fresh.user_version = ${SCHEMA_VERSION}`;

/**
 * Copies all events that can be read of a file to another one, with their ids, so that none is copied twice.
 * Changes nothing in the file itself.
 *
 * @param path of the other one: a new file, or one that is in use
 * @throws SQLite's error if that cannot be written
 */
export function salvage(from: SqliteDatabase, path: string): Salvaged {
  const sql = new Statements(from);
  from.exec(`PRAGMA busy_timeout = ${LOCK_MS}`);
  try {
    sql.run('ATTACH ? AS fresh', path);
    from.exec(`PRAGMA fresh.synchronous = OFF; ${MAKE_NUMBERS}`);
    const salvaged = copyAll(sql);
    from.exec(SYNC);
    return salvaged;
  } catch (error) {
    if (sqliteFault(error) !== 'damaged') throw error;
    // Not even its schema can be read.
    return { taken: 0, lost: 1 };
  } finally {
    for (const end of ['DETACH fresh', 'PRAGMA busy_timeout = 0']) attempt(() => from.exec(end));
  }
}

function copyAll(sql: Statements): Salvaged {
  const { isNew } = sql.get<{ isNew: number }>(IS_NEW);
  for (const statement of [TAKE_SALT, ADD_SOURCES, KNOW_SOURCES]) {
    attempt(() => sql.run(statement));
  }
  let [read, added, failures] = [0, 0, 0];
  // Batch by batch, in the order of the ids: of a range that cannot be read, the halves.
  const ranges: Array<readonly [number, number]> = [[1, Number.MAX_SAFE_INTEGER]];
  for (let range; (range = ranges.pop()) !== undefined && failures < MAX_FAILURES;) {
    const [first, last] = range;
    // Not `get`: after an error, libsql does not run that statement again.
    const found = attempt(() => sql.all<{ count: number; last: number }>(FIND, first, last)[0]!);
    if (found?.count === 0) continue;
    // In a damaged file, the ids may not be in their order.
    const isReadable = found !== undefined && found.last >= first;
    const copied = isReadable ? attempt(() => copy(sql, first, found.last)) : undefined;
    if (!isReadable || copied === undefined) {
      failures++;
      const end = isReadable ? found.last : last;
      const middle = first + Math.floor((end - first) / 2);
      if (end < last) ranges.push([end + 1, last]);
      if (first < end) ranges.push([middle + 1, end], [first, middle]);
      continue;
    }
    failures = 0;
    read += found.count;
    added += copied;
    if (found.last < last) ranges.push([found.last + 1, last]);
  }
  sql.run(ADD_UNKNOWN);
  const known = attempt(() => sql.all<{ events: number }>(KNOWN_TOTAL)[0]!.events);
  // In a damaged file, two events may have the same id.
  const found = isNew === 1 ? added : read;
  // If the total is unreadable or too small, at least one event is lost: what is damaged may look empty.
  return { taken: added, lost: known !== undefined && known >= found ? known - found : 1 };
}

/** A transaction of its own: one that has read what is damaged cannot write any more. @returns how many it has added */
function copy(sql: Statements, first: number, last: number): number {
  return sql.transaction(() => {
    const added = sql.all<{ size: number }>(COPY, first, last);
    const bytes = added.reduce((sum, { size }) => sum + size, 0);
    sql.run(ADD_TO_TOTALS, added.length, bytes);
    return added.length;
  });
}

/** @returns undefined if the file cannot be read there. @throws SQLite's error if the other one cannot be written */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (['disk', 'busy'].includes(sqliteFault(error)!)) throw error;
    return undefined;
  }
}
