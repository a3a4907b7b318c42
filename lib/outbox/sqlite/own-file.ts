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
import { OutboxUnavailableError, PATH_SETTING, SET_PATH } from '../errors.js';
import { APPLICATION_ID, otherVersion, SCHEMA_VERSION } from './schema.js';

/** The file and SQLite's companions of it. */
const SUFFIXES = ['', '-wal', '-shm'];
/** What else SQLite and this library would use beside it. */
const OTHER_SUFFIXES = ['-journal', '-reserve', '-lock'];

/** File systems on which SQLite's locks and shared memory cannot be trusted, by Linux's magic number. */
const NETWORK_FILE_SYSTEMS: Record<number, string> = {
  0x6969: 'NFS',
  0x517b: 'SMB',
  0xfe534d42: 'SMB',
  0xff534d42: 'CIFS',
  0x01021997: '9P',
  0x00c36400: 'Ceph',
  0x5346414f: 'AFS',
  0x47504653: 'GPFS',
  0x0bd00bd0: 'Lustre',
  0x01161970: 'GFS2',
};

/** What a SQLite file begins with, and where its header has the numbers that say what it is. */
const MAGIC = 'SQLite format 3\0';
const [FORMAT_AT, VERSION_AT, APPLICATION_AT, HEADER_BYTES] = [44, 60, 68, 100];
/** The newest format of schemas: SQLite does not open a file with another number. */
const NEWEST_FORMAT = 4;

/**
 * Descriptors by file: closing one would release the locks that this process's SQLite has on its file. So
 * none is closed.
 */
const descriptors = new Map<string, number>();

/**
 * Makes the folder if it is missing, for its owner only.
 *
 * @param fileSystemOf returns the type of a folder's file system
 * @returns the path of the file itself, where it is a symbolic link
 * @throws OutboxUnavailableError if the folder cannot be used
 */
export function prepareFolder(
  linked: string,
  fileSystemOf = (folder: string) => statfsSync(folder).type,
): string {
  return explain(linked, () => {
    const path = resolveLinks(linked);
    const folder = dirname(path);
    makeFolder(folder);
    // SQLite makes files there; its own error would not say what is wrong.
    explain(folder, () => accessSync(folder, constants.W_OK | constants.X_OK));
    const network = NETWORK_FILE_SYSTEMS[fileSystemOf(folder) >>> 0];
    if (network !== undefined) {
      throw new OutboxUnavailableError(
        `its folder is on a network file system (${network}), where several processes would damage it: ` +
          `${SET_PATH} a path on a local disk`,
      );
    }
    return path;
  });
}

/**
 * Makes the file and its folder if they are missing, readable by their owner only. Changes nothing of a
 * file that is not ours.
 *
 * @returns the path of the file itself, where it is a symbolic link
 * @throws OutboxUnavailableError if the path cannot be used
 */
export function prepareFile(linked: string): string {
  const path = prepareFolder(linked);
  return explain(path, () => {
    for (const suffix of [...SUFFIXES, ...OTHER_SUFFIXES]) isOwnFile(path + suffix);
    if (!makeFile(path)) {
      accessSync(path, constants.R_OK | constants.W_OK);
      const refusal = whyNotOurs(path);
      if (refusal !== undefined) throw new OutboxUnavailableError(refusal);
    }
    for (const suffix of SUFFIXES) {
      // A file from elsewhere may be open to others. SQLite gives new companions the mode of the file.
      if (existsSync(path + suffix) && (statSync(path + suffix).mode & 0o077) !== 0) {
        chmodSync(path + suffix, 0o600);
      }
    }
    return path;
  });
}

/** Makes an empty file for its owner only. @returns false if there was one of this user */
export function makeFile(path: string): boolean {
  return explain(path, () => {
    if (isOwnFile(path)) return false;
    try {
      closeSync(openSync(path, 'wx', 0o600));
      return true;
    } catch (error) {
      // Another process was faster.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !isOwnFile(path)) throw error;
      return false;
    }
  });
}

/**
 * For operators, who make no file.
 *
 * @returns the path of the file itself, where it is a symbolic link
 * @throws OutboxUnavailableError unless it is an outbox of this version that this user may read and write
 */
export function findFile(linked: string): string {
  let isFile: boolean;
  try {
    isFile = statSync(linked).isFile();
    accessSync(linked, constants.R_OK | constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new OutboxUnavailableError(
        `There is no outbox at ${linked}: give the path of its file, or start the application, which creates it.`,
      );
    }
    const { whose, owner, isOwn } = ownerOf(linked);
    const remedy = isOwn
      ? 'give that user the right to read and write it'
      : `run this as that user, e.g. with sudo -u '#${owner}'`;
    throw new OutboxUnavailableError(
      `No permission to read and write ${linked} (${code}). ${whose}: ${remedy}.`,
    );
  }
  if (!isFile) {
    throw new OutboxUnavailableError(`${linked} is not a file: give the path of an outbox.`);
  }
  const path = resolveLinks(linked);
  const version = versionOf(path);
  if (typeof version !== 'number') {
    throw new OutboxUnavailableError(
      `The file ${path} is not an outbox, or its header is damaged; it was left as it is: give the path of an outbox.`,
    );
  }
  if (version !== SCHEMA_VERSION) {
    throw new OutboxUnavailableError(
      `The outbox ${path} is of another version of nestjs-converge (its schema has number ${version}, this ` +
        `version's ${SCHEMA_VERSION}): run the command of the version that the application has.`,
    );
  }
  return path;
}

/**
 * Reads a file and its log to their ends. SQLite calls a file damaged also when the disk does not read it.
 *
 * @throws OutboxUnavailableError if it cannot be read: then it may be undamaged
 */
export function checkReadable(path: string): void {
  const bytes = Buffer.alloc(1024 ** 2);
  const readAll = (file: number) => {
    for (let at = 0, read; (read = readSync(file, bytes, 0, bytes.length, at)) > 0;) at += read;
  };
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
 * Puts a file and its companions aside, and another file in its place, if these are there: all of them or, if
 * that fails, none.
 *
 * @returns the path where the file is now
 */
export function putAside(path: string, successor: string): string {
  const aside = asidePath(path);
  const renamed: Array<readonly [string, string]> = [];
  return explain(path, () => {
    try {
      const pairs = SUFFIXES.map((suffix) => [path + suffix, aside + suffix] as const);
      for (const [from, to] of [...pairs, [successor, path] as const]) {
        if (!isOwnFile(from)) continue;
        renameSync(from, to);
        renamed.push([from, to]);
      }
    } catch (error) {
      for (const [from, to] of renamed.toReversed()) renameSync(to, from);
      throw error;
    }
    return aside;
  });
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
 * Whether there is a regular file of this process's user; another user could change it, or have put a
 * link or a pipe in its place.
 *
 * @throws OutboxUnavailableError for anything else
 */
function isOwnFile(path: string): boolean {
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

/** The path of the file itself, which may be missing, where the path is a symbolic link. */
function resolveLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    return isLink ? resolveLinks(resolve(dirname(path), readlinkSync(path))) : path;
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

function whyNotOurs(path: string): string | undefined {
  const version = versionOf(path);
  if (version === 'new' || version === SCHEMA_VERSION) return undefined;
  if (version !== undefined) return otherVersion(version);
  return (
    "it is another program's file, or an outbox whose header is damaged, and was left as it is: " +
    `${SET_PATH} another path, or move the file away`
  );
}

/**
 * The number of an outbox's schema, from its header: SQLite may write to a file that it opens, or beside it.
 * In Node 22.13 it cannot be told not to.
 *
 * @returns `new` for an empty file; undefined for another file, and where the header is damaged
 */
function versionOf(path: string): number | 'new' | undefined {
  const header = Buffer.alloc(HEADER_BYTES);
  if (readSync(openOnce(path), header, 0, HEADER_BYTES, 0) === 0) return 'new';
  const isOurs =
    header.toString('latin1').startsWith(MAGIC) &&
    header.readUInt32BE(FORMAT_AT) <= NEWEST_FORMAT &&
    header.readUInt32BE(APPLICATION_AT) === APPLICATION_ID;
  return isOurs ? header.readUInt32BE(VERSION_AT) : undefined;
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

/** Runs the work; if the disk refuses the path, the error says why in words, and what to do. */
export function explain<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof OutboxUnavailableError) throw error;
    throw new OutboxUnavailableError(reasonOf(path, (error as NodeJS.ErrnoException).code));
  }
}

function reasonOf(path: string, code: string | undefined): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM': {
      const { whose, owner, isOwn } = ownerOf(path);
      const remedy = isOwn
        ? 'give it the right to read and write there (chmod)'
        : `run the application as user ${owner}, or give the folder to this one (chown)`;
      return `no permission to read and write it (${code}). ${whose}: ${remedy}, or ${SET_PATH} another path`;
    }
    case 'ENOTDIR':
    case 'EEXIST':
      return `it cannot be written (${code}): a part of its path is a file, not a folder; ${SET_PATH} another path`;
    case 'EROFS':
      return `it cannot be written (${code}): its disk is read-only; ${SET_PATH} a path on another one`;
    default:
      return `it cannot be written (${code}): make its folder writable for this process, or ${SET_PATH} another path`;
  }
}

/** Whose the file is or, if this user may not see it, the folder above it. */
function ownerOf(path: string): { whose: string; owner: number; isOwn: boolean } {
  const stat = statOf(path);
  if (stat === undefined) return ownerOf(dirname(path));
  const user = process.geteuid?.();
  const what = `${stat.isDirectory() ? 'the folder' : 'the outbox'} ${path}`;
  // Windows has no numbers for users.
  if (user === undefined) {
    return { whose: `This user may not use ${what}`, owner: stat.uid, isOwn: true };
  }
  const whose = `T${what.slice(1)} belongs to user ${stat.uid}, and this is user ${user}`;
  return { whose, owner: stat.uid, isOwn: stat.uid === user };
}
