import { chmodSync, constants, copyFileSync, readSync, rmSync } from 'node:fs';
import { toBuffer } from './rows.js';
import { OutboxUnavailableError } from '../errors.js';
import {
  checkpoint,
  damageError,
  lockError,
  sqliteFault,
  type Blob,
  type SqliteDatabase,
} from './driver.js';
import { sleep } from '../time.js';
import { asidePath, statOf, withLog } from './own-file.js';

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
