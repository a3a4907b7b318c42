import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  openSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { OutboxUnavailableError } from '../errors.js';
import { asidePath } from './prepare-file.js';
import { damageError, sqliteFault, type Blob, type SqliteDatabase } from '../sqlite/driver.js';
import { toBuffer } from '../sqlite/rows.js';

/** As SQLite's file format says: a header, then frames of a header and a page each. */
const [HEADER_BYTES, FRAME_HEADER_BYTES, DEFAULT_PAGE_BYTES] = [32, 24, 4_096];
/** What the log begins with; in its last bit, the order of the bytes that the checksums add up. */
const MAGIC = 0x377f0682;
/** How long to wait for another process's lock, in milliseconds. */
const LOCK_MS = 200;

type Sum = readonly [number, number];

/**
 * Whether committed transactions are behind a damaged place of a write-ahead log: SQLite drops them without
 * a word, because it reads a log up to the first frame whose checksum is wrong. It also ends there where a
 * killed process has not finished its transaction, or the log of earlier times begins; neither is damage.
 *
 * @param path of the outbox's file
 */
export function isLogDamaged(path: string): boolean {
  const file = openLog(path);
  if (file === undefined) return false;
  try {
    const header = new DataView(new ArrayBuffer(HEADER_BYTES));
    if (readSync(file, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return false;
    const isLittle = (header.getUint32(0) & 1) === 0;
    const isHeaderWhole =
      (header.getUint32(0) & ~1) === MAGIC &&
      isSame(sum(header, 0, 24, [0, 0], isLittle), header, 24);
    const pageBytes = isHeaderWhole ? Math.min(header.getUint32(8), 65_536) : DEFAULT_PAGE_BYTES;
    const frame = new DataView(new ArrayBuffer(FRAME_HEADER_BYTES + pageBytes));
    // The frames of earlier times have other salts.
    let salts: Sum | undefined = isHeaderWhole ? pair(header, 16) : undefined;
    let before: Sum = pair(header, 24);
    let saltsBefore: Sum | undefined;
    let isBroken = !isHeaderWhole || isEmpty(path);
    let isAfterCommit = false;
    let commits = 0;
    for (let at = HEADER_BYTES; ; at += frame.byteLength) {
      if (readSync(file, frame, 0, frame.byteLength, at) < frame.byteLength) break;
      // Of a damaged header, they are those that two frames share.
      if (salts === undefined && saltsBefore !== undefined && isSame(saltsBefore, frame, 8)) {
        salts = saltsBefore;
      }
      saltsBefore = pair(frame, 8);
      const isOfToday = salts !== undefined && isSame(salts, frame, 8);
      const isCommit = isOfToday && frame.getUint32(4) > 0;
      if (isBroken) {
        if (isCommit) commits++;
        continue;
      }
      const start = sum(frame, 0, 8, before, isLittle);
      const total = sum(frame, FRAME_HEADER_BYTES, frame.byteLength, start, isLittle);
      if (isOfToday && isSame(total, frame, 16)) {
        before = total;
        isAfterCommit = isCommit;
      } else {
        isBroken = true;
        isAfterCommit &&= isOfToday;
      }
    }
    // One that follows a whole transaction may be the end of a longer one, in whose place that was written:
    // its process was killed before its commit counted.
    return commits > (isAfterCommit ? 1 : 0);
  } finally {
    closeSync(file);
  }
}

/**
 * Copies the log if it is damaged, and has SQLite move what it can read of it into the file: it is not
 * damaged any more then. Meanwhile no other process writes.
 *
 * @returns the path of the copy; undefined if the log is not damaged
 * @throws SQLite's error if another process holds the lock, or the file is damaged too
 * @throws OutboxUnavailableError if there is no room for the copy
 */
export function setDamagedLogAside(database: SqliteDatabase, path: string): string | undefined {
  database.exec(`PRAGMA busy_timeout = ${LOCK_MS}`);
  // SQLite deletes the log of an empty file.
  const isLocked = !isEmpty(path) && lock(database);
  let copy: string | undefined;
  try {
    // Before, another process may have been writing it.
    if (isLogDamaged(path)) copy = copyLog(path);
  } finally {
    if (isLocked) database.exec('ROLLBACK');
  }
  if (copy !== undefined) emptyLog(database);
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

/** @returns whether the file has a lock: one that is damaged is written by nobody */
function lock(database: SqliteDatabase): boolean {
  try {
    database.exec('BEGIN IMMEDIATE');
    return true;
  } catch (error) {
    if (sqliteFault(error) !== 'damaged') throw error;
    return false;
  }
}

function emptyLog(database: SqliteDatabase): void {
  try {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // Then the next one that opens the file finds it again.
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

/** A file has its first page before it has a log. */
function isEmpty(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === 0;
}

function openLog(path: string): number | undefined {
  try {
    // SQLite has its locks on the other two files: closing this one releases none.
    return openSync(`${path}-wal`, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch {
    return undefined;
  }
}

/** SQLite's checksum of a part, continued from the one before. */
function sum(bytes: DataView, from: number, to: number, [a, b]: Sum, isLittle: boolean): Sum {
  for (let at = from; at < to; at += 8) {
    a = (a + bytes.getUint32(at, isLittle) + b) >>> 0;
    b = (b + bytes.getUint32(at + 4, isLittle) + a) >>> 0;
  }
  return [a, b];
}

function pair(bytes: DataView, at: number): Sum {
  return [bytes.getUint32(at), bytes.getUint32(at + 4)];
}

function isSame([a, b]: Sum, bytes: DataView, at: number): boolean {
  return a === bytes.getUint32(at) && b === bytes.getUint32(at + 4);
}
