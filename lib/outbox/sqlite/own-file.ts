import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  statfsSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { OutboxUnavailableError, SET_PATH } from '../errors.js';
import { sqliteFault, type SqliteFault } from './driver.js';
import { APPLICATION_ID, otherVersion, SCHEMA_VERSION } from './schema.js';

/** The file and SQLite's companions of it. */
const SUFFIXES = ['', '-wal', '-shm'];
/** All that SQLite and this library would use beside it. */
const COMPANIONS = ['-wal', '-shm', '-journal', '-reserve', '-lock', '.new'];

/**
 * File systems on which SQLite's locks and shared memory cannot be trusted, by Linux's magic number: NFS, SMB
 * and CIFS, 9P, Ceph, AFS, GPFS, Lustre, GFS2.
 */
const NETWORK_FILE_SYSTEMS = [
  0x6969, 0x517b, 0xfe534d42, 0xff534d42, 0x01021997, 0x00c36400, 0x5346414f, 0x47504653,
  0x0bd00bd0, 0x01161970,
];

/** What a SQLite file begins with, and where its header has the numbers that say what it is. */
const MAGIC = 'SQLite format 3\0';
const [FORMAT_AT, VERSION_AT, APPLICATION_AT, HEADER_BYTES] = [44, 60, 68, 100];
/** The newest format of schemas: SQLite does not open a file with another number. */
const NEWEST_FORMAT = 4;

/** By file. None is closed: that would release the locks that this process's SQLite has on its file. */
const descriptors = new Map<string, number>();

/**
 * Makes the folder if it is missing, for its owner only. Changes nothing of a file that is there.
 *
 * @returns the path of the file itself, where it is a symbolic link
 * @throws OutboxUnavailableError, and the system's errors, if the folder or what is there cannot be used
 */
export function prepareFolder(
  linked: string,
  fileSystemOf = (folder: string) => statfsSync(folder).type,
): string {
  const path = resolveLinks(linked);
  const folder = dirname(path);
  makeFolder(folder);
  // SQLite makes files there; its own error would not say what is wrong.
  accessSync(folder, constants.W_OK | constants.X_OK);
  if (NETWORK_FILE_SYSTEMS.includes(fileSystemOf(folder) >>> 0)) {
    throw new OutboxUnavailableError(
      'its folder is on a network file system (NFS, SMB or the like), where several processes would damage ' +
        `it: ${SET_PATH} a path on a local disk`,
    );
  }
  for (const suffix of COMPANIONS) isOwnFile(path + suffix);
  if (isOwnFile(path)) isOutbox(path);
  return path;
}

/** Makes a file if it is missing, in a folder that is prepared, and lets only its owner read it. */
export function prepareFile(path: string): void {
  if (!makeFile(path)) isOutbox(path);
  for (const suffix of SUFFIXES) {
    // A file from elsewhere may be open to others. SQLite gives new companions the mode of the file.
    const { mode = 0 } = statOf(path + suffix) ?? {};
    if ((mode & 0o077) !== 0) chmodSync(path + suffix, 0o600);
  }
}

/** Makes an empty file for its owner only. @returns false if there was one of this user */
export function makeFile(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !isOwnFile(path)) throw error;
    return false;
  }
}

/**
 * For operators, who make no file.
 *
 * @returns the path of the file itself, where it is a symbolic link; undefined if there is no outbox yet
 * @throws OutboxUnavailableError, and the system's errors, if it is another file, or this user may not use it
 */
export function findFile(linked: string): string | undefined {
  try {
    const path = realpathSync(linked);
    checkIsFile(path, statSync(path));
    return isOutbox(path) ? path : undefined;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code!)) return undefined;
    throw error;
  }
}

/**
 * Reads a file and its log to their ends. SQLite calls a file damaged also when the disk does not read it.
 *
 * @throws the system's error if it cannot be read: then it may be undamaged
 */
export function checkReadable(path: string): void {
  const bytes = Buffer.alloc(1024 ** 2);
  const readAll = (file: number) => {
    for (let at = 0, read; (read = readSync(file, bytes, 0, bytes.length, at)) > 0;) at += read;
  };
  readAll(openOnce(path));
  withLog(path, readAll);
}

/** SQLite has its locks on the other two files: closing the log releases none. @returns undefined without one */
export function withLog<T>(path: string, use: (log: number) => T): T | undefined {
  if (!existsSync(`${path}-wal`)) return undefined;
  const log = openSync(`${path}-wal`, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return use(log);
  } finally {
    closeSync(log);
  }
}

/**
 * Renames a file and its companions, and gives its place to another one, if these are there. If it is
 * interrupted, the file is missing, and calling it again does the rest.
 */
export function replaceFile(path: string, aside: string, successor: string): void {
  const isThere = isOwnFile(successor);
  for (const suffix of SUFFIXES) {
    if (isOwnFile(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  if (isThere) renameSync(successor, path);
}

/** Where something of a damaged outbox is kept. Each has a name of its own: it holds the time. */
export function asidePath(path: string): string {
  return `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
}

/** Distinguishes a file from another one that takes its place; undefined if there is none. */
export function identityOf(path: string): string | undefined {
  const stat = statOf(path);
  return stat && `${stat.dev}:${stat.ino}`;
}

/** If the disk fails, the next write will report that. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * Whether there is a file. Another user could change it, or have put a link or a pipe in its place.
 *
 * @throws OutboxUnavailableError for anything else than a regular file of this process's user
 */
function isOwnFile(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  checkIsFile(path, stat);
  if (isOther(stat)) throw new OutboxUnavailableError(whoseIs(path));
  return true;
}

function checkIsFile(path: string, stat: Stats): void {
  if (stat.isFile()) return;
  throw new OutboxUnavailableError(
    `${path} is a directory, a link, a pipe or a device: ${SET_PATH} the path of a file`,
  );
}

/** Whether it belongs to another user. Windows has no numbers for users. */
function isOther({ uid }: Stats): boolean {
  return uid !== (process.geteuid?.() ?? uid);
}

/** The path of the file itself, which may be missing, where the path is a symbolic link of this user or root. */
function resolveLinks(path: string): string {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink() === true && stat.uid !== 0 && isOther(stat)) {
    throw new OutboxUnavailableError(whoseIs(path, stat));
  }
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return stat === undefined ? path : resolveLinks(resolve(dirname(path), readlinkSync(path)));
  }
}

/** Events hold personal data: a folder that is made for them is never committed. */
function makeFolder(folder: string): void {
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (made === undefined) return;
  try {
    writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx', mode: 0o600 });
  } catch {
    // Another process was faster, or the disk is full: the outbox works without it.
  }
}

/**
 * Whether a file is an outbox of this version, from its header: SQLite may write to a file that it opens, or
 * beside it. In Node 22.13 it cannot be told not to.
 *
 * @returns false for an empty file
 * @throws OutboxUnavailableError for another file, and where the header is damaged
 */
function isOutbox(path: string): boolean {
  accessSync(path, constants.R_OK | constants.W_OK);
  const header = Buffer.alloc(HEADER_BYTES);
  if (readSync(openOnce(path), header, 0, HEADER_BYTES, 0) === 0) return false;
  const isOurs =
    header.toString('latin1').startsWith(MAGIC) &&
    header.readUInt32BE(FORMAT_AT) <= NEWEST_FORMAT &&
    header.readUInt32BE(APPLICATION_AT) === APPLICATION_ID;
  if (!isOurs) {
    throw new OutboxUnavailableError(
      "it is another program's file, or an outbox whose header is damaged, and was left as it is: " +
        `${SET_PATH} another path, or move the file away`,
    );
  }
  const version = header.readUInt32BE(VERSION_AT);
  if (version !== SCHEMA_VERSION) throw new OutboxUnavailableError(otherVersion(version));
  return true;
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

/** What a fault means, and what to do, after the name of the outbox. */
const WORDS: Partial<Record<SqliteFault, string>> = {
  busy: 'another process has its lock for too long: find out who (lsof, fuser) and end its transaction',
  disk: 'it cannot be read or written: see that its disk works and has room, and that this user may write to its folder',
  damaged: 'it is damaged, and was left as it is: the application replaces it at its next start',
};

/** Why the system refuses a path. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'a part of its path is a file, not a folder',
  EROFS: 'its disk is read-only',
};

/** An error of SQLite or of the system in words: what is wrong, and what to do. Other errors as they are. */
export function inWords(error: unknown): unknown {
  const { code = '', path = '', syscall } = error as NodeJS.ErrnoException;
  const fault = sqliteFault(error);
  if (fault !== undefined) {
    return new OutboxUnavailableError(`${WORDS[fault] ?? 'SQLite failed'} (${code})`);
  }
  if (syscall === undefined) return error;
  if (code === 'EACCES' || code === 'EPERM') {
    return new OutboxUnavailableError(
      `no permission to read and write it (${code}). ${whoseIs(path)}`,
    );
  }
  const what = `it cannot be ${syscall === 'read' ? 'read' : 'written'} (${code})`;
  const reason =
    REASONS[code] ?? 'see that its disk works, and make its folder writable for this process';
  return new OutboxUnavailableError(`${what}: ${reason}, or ${SET_PATH} another path`);
}

/** The same for operators: with the name of the outbox. */
export function cannotUse(outbox: string, error: unknown): unknown {
  const known = inWords(error);
  if (!(known instanceof OutboxUnavailableError)) return known;
  return new OutboxUnavailableError(`The outbox ${outbox} cannot be used: ${known.message}.`);
}

/** Whose a file is or, if this user may not see it, the folder above it; and what to do. */
function whoseIs(path: string, stat = statOf(path)): string {
  if (stat === undefined) return whoseIs(dirname(path));
  const what = `${stat.isDirectory() ? 'The folder' : 'The outbox'} ${path}`;
  const remedy = isOther(stat)
    ? `belongs to user ${stat.uid}, and this is user ${process.geteuid?.()}: run this as that user, e.g. with ` +
      `sudo -u '#${stat.uid}', or give it to this one (chown)`
    : 'is closed to this user: give it the right to read and write there (chmod)';
  return `${what} ${remedy}, or ${SET_PATH} another path`;
}
