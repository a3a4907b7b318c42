import { chmodSync, constants, copyFileSync, readSync, rmSync } from 'node:fs';
import { toBuffer } from './rows.js';
import { OutboxUnavailableError } from '../errors.js';
import { damageError, sqliteFault, type Blob, type SqliteDatabase } from './driver.js';
import { asidePath, statOf, withLog } from './own-file.js';

/** As SQLite's file format says: a header, then frames of a header and a page each. */
const [HEADER_BYTES, FRAME_HEADER_BYTES, DEFAULT_PAGE_BYTES] = [32, 24, 4_096];
/** What the log begins with; in its last bit, the order of the bytes that the checksums add up. */
const MAGIC = 0x377f0682;
/** How long to wait for another process's lock, in milliseconds. */
const LOCK_MS = 200;

/**
 * Whether committed transactions are behind a damaged place of a write-ahead log: SQLite drops them without
 * a word, because it reads a log up to the first frame whose checksum is wrong. It also ends there where a
 * killed process has not finished its transaction, or the log of earlier times begins; neither is damage.
 *
 * @param path of the outbox's file
 */
export function isLogDamaged(path: string): boolean {
  return withLog(path, (log) => isDamaged(log, isEmpty(path))) ?? false;
}

/** @param isIgnored whether SQLite deletes it, because it deems the file new */
function isDamaged(log: number, isIgnored: boolean): boolean {
  const read = (bytes: Buffer, at: number) =>
    readSync(log, bytes, 0, bytes.length, at) === bytes.length;
  const header = Buffer.alloc(HEADER_BYTES);
  if (!read(header, 0)) return false;
  const isLittle = (header[3]! & 1) === 0;
  const isHeaderWhole =
    (header.readUInt32BE(0) & ~1) === MAGIC &&
    checksum(header.subarray(0, 24), Buffer.alloc(8), isLittle).equals(header.subarray(24));
  const pageBytes = isHeaderWhole ? Math.min(header.readUInt32BE(8), 65_536) : DEFAULT_PAGE_BYTES;
  const frame = Buffer.alloc(FRAME_HEADER_BYTES + pageBytes);
  // The frames of earlier times have other salts. Where the header is damaged, they are what two frames share.
  let salts = isHeaderWhole ? header.toString('hex', 16, 24) : undefined;
  let [sum, saltsBefore]: [Buffer, string] = [header.subarray(24), ''];
  let [isBroken, isAfterCommit, commits] = [!isHeaderWhole || isIgnored, false, 0];
  for (let at = HEADER_BYTES; read(frame, at); at += frame.length) {
    const own = frame.toString('hex', 8, 16);
    if (own === saltsBefore) salts ??= own;
    saltsBefore = own;
    const isOfToday = own === salts;
    const isCommit = isOfToday && frame.readUInt32BE(4) > 0;
    if (isBroken) {
      if (isCommit) commits++;
      continue;
    }
    const head = checksum(frame.subarray(0, 8), sum, isLittle);
    sum = checksum(frame.subarray(FRAME_HEADER_BYTES), head, isLittle);
    isBroken = !isOfToday || !sum.equals(frame.subarray(16, 24));
    isAfterCommit = isBroken ? isAfterCommit && isOfToday : isCommit;
  }
  // One that follows a whole transaction may be the end of a longer one, in whose place that was written:
  // its process was killed before its commit counted.
  return commits > (isAfterCommit ? 1 : 0);
}

/** SQLite's checksum of some bytes, continued from the one before. */
function checksum(bytes: Buffer, before: Buffer, isLittle: boolean): Buffer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let [a, b] = [before.readUInt32BE(0), before.readUInt32BE(4)];
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + view.getUint32(at, isLittle) + b) >>> 0;
    b = (b + view.getUint32(at + 4, isLittle) + a) >>> 0;
  }
  const sum = Buffer.alloc(8);
  sum.writeUInt32BE(a, 0);
  sum.writeUInt32BE(b, 4);
  return sum;
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
  if (copy === undefined) return undefined;
  try {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
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

/** @returns whether the file has a lock: a damaged file has no writers */
function lock(database: SqliteDatabase): boolean {
  try {
    database.exec('BEGIN IMMEDIATE');
    return true;
  } catch (error) {
    if (sqliteFault(error) !== 'damaged') throw error;
    return false;
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
  return statOf(path)?.size === 0;
}
