import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { APPLICATION_ID, SCHEMA_VERSION } from '../sqlite/schema.js';
import { OutboxUnavailableError, PATH_SETTING, SET_PATH } from '../errors.js';

/** What a SQLite file begins with, and where its header has the numbers that say whose it is. */
const MAGIC = 'SQLite format 3\0';
const [FORMAT_AT, VERSION_AT, APPLICATION_AT, HEADER_BYTES] = [44, 60, 68, 100];
/** The newest format of schemas: SQLite does not open a file with another number. */
const NEWEST_FORMAT = 4;
/** A table that an outbox of 0.1.0 has, which had no number of its own: in its first page, or its log's first. */
const OLD_TABLE = 'CREATE TABLE meta (salt TEXT NOT NULL) STRICT';
const FIRST_BYTES = 16 * 1024;

/** Descriptors by file: closing one would release the locks that this process's SQLite has on its file. */
const descriptors = new Map<string, number>();

/** The path of the file itself, which may be missing, where the path is a symbolic link. */
export function resolveLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    return isLink ? resolveLinks(resolve(dirname(path), readlinkSync(path))) : path;
  }
}

/**
 * Whether there is a regular file of this process's user; another user could change it, or have put a
 * link or a pipe in its place.
 *
 * @throws OutboxUnavailableError for anything else
 */
export function isOwnFile(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  if (stat.isDirectory()) {
    throw new OutboxUnavailableError(
      `${path} is a directory: give a file, e.g. ${join(path, 'outbox')}, in ${PATH_SETTING}`,
    );
  }
  if (!stat.isFile()) {
    throw new OutboxUnavailableError(
      `${path} is a link, a pipe or a device: ${SET_PATH} the path of a file`,
    );
  }
  const user = process.geteuid?.() ?? stat.uid;
  if (stat.uid !== user) {
    throw new OutboxUnavailableError(
      `${path} belongs to user ${stat.uid}, and this is user ${user}: run the application as that user, ` +
        `or ${SET_PATH} a path in a folder of its own`,
    );
  }
  return true;
}

/** Whose a file is: a new one is empty, and `other` is not ours, or its header is damaged. */
export type FileKind = 'new' | 'ours' | 'newer' | 'other';

/** Reads whose a file is from its header, without SQLite, which may write to a file that it opens. */
export function fileKind(path: string): FileKind {
  const start = firstBytes(openOnce(path));
  if (start.length === 0) return 'new';
  if (!start.toString('latin1').startsWith(MAGIC) || start.length < HEADER_BYTES) return 'other';
  if (start.readUInt32BE(FORMAT_AT) > NEWEST_FORMAT) return 'other';
  if (start.readUInt32BE(APPLICATION_AT) !== APPLICATION_ID)
    return isOld(path, start) ? 'ours' : 'other';
  return start.readUInt32BE(VERSION_AT) > SCHEMA_VERSION ? 'newer' : 'ours';
}

function isOld(path: string, start: Buffer): boolean {
  if (start.includes(OLD_TABLE)) return true;
  return withLog(path, (log) => firstBytes(log).includes(OLD_TABLE)) ?? false;
}

/** SQLite has its locks on the other two files: closing this one releases none. */
function withLog<T>(path: string, use: (descriptor: number) => T): T | undefined {
  const log = `${path}-wal`;
  if (!existsSync(log)) return undefined;
  const descriptor = openSync(log, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Reads a file and its log to their ends. SQLite calls a file damaged also when the disk does not read it.
 *
 * @throws OutboxUnavailableError if it cannot be read: then it may be undamaged
 */
export function checkReadable(path: string): void {
  try {
    readAll(openOnce(path));
    withLog(path, readAll);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new OutboxUnavailableError(
      `it cannot be read (${code}): check its disk, or move the file away, so that a new one is made`,
    );
  }
}

function readAll(descriptor: number): void {
  const bytes = Buffer.alloc(1024 ** 2);
  for (let at = 0, read; (read = readSync(descriptor, bytes, 0, bytes.length, at)) > 0;) at += read;
}

function firstBytes(descriptor: number): Buffer {
  const bytes = Buffer.alloc(FIRST_BYTES);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, FIRST_BYTES, 0));
}

function openOnce(path: string): number {
  const { dev, ino } = lstatSync(path);
  const known = descriptors.get(`${dev}:${ino}`);
  if (known !== undefined) return known;
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  const opened = fstatSync(descriptor);
  descriptors.set(`${opened.dev}:${opened.ino}`, descriptor);
  return descriptor;
}
