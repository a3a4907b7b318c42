import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { explainPath } from './explain-path.js';
import { NEWER_VERSION } from '../sqlite/schema.js';
import { OutboxUnavailableError, SET_PATH } from '../errors.js';
import { fileKind, isOwnFile, resolveLinks, type FileKind } from './own-file.js';

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

/** SQLite's own companions of the file. */
const SUFFIXES = ['', '-wal', '-shm'];
/** What else SQLite and this library would use beside it. */
const OTHER_SUFFIXES = ['-journal', '-reserve', '-lock'];

const REFUSALS: Partial<Record<FileKind, string>> = {
  newer: NEWER_VERSION,
  other:
    "it is another program's file, or an outbox whose header is damaged, and was left as it is: " +
    `${SET_PATH} another path, or move the file away`,
};

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
    if (!makeFile(path)) checkKind(path);
    for (const suffix of SUFFIXES) {
      // A file from elsewhere may be open to others. SQLite gives new companions the mode of the file.
      if (existsSync(path + suffix) && (statSync(path + suffix).mode & 0o077) !== 0) {
        chmodSync(path + suffix, 0o600);
      }
    }
    return path;
  });
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

function explain<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof OutboxUnavailableError ? error : explainPath(path, error);
  }
}

function checkKind(path: string): void {
  accessSync(path, constants.R_OK | constants.W_OK);
  const refusal = REFUSALS[fileKind(path)];
  if (refusal !== undefined) throw new OutboxUnavailableError(refusal);
}

/** Renames a damaged file and its companions: all of them or, if that fails, none. @returns the new path */
export function putAside(path: string): string {
  const aside = asidePath(path);
  const renamed: string[] = [];
  return explain(path, () => {
    try {
      for (const suffix of SUFFIXES) {
        if (!isOwnFile(path + suffix)) continue;
        renameSync(path + suffix, aside + suffix);
        renamed.push(suffix);
      }
    } catch (error) {
      for (const suffix of renamed) renameSync(aside + suffix, path + suffix);
      throw error;
    }
    return aside;
  });
}

/** Gives a file that was put aside its place back, which no other one could take. */
export function putBack(aside: string, path: string): void {
  try {
    for (const suffix of SUFFIXES) rmSync(path + suffix, { force: true });
    for (const suffix of SUFFIXES) {
      if (existsSync(aside + suffix)) renameSync(aside + suffix, path + suffix);
    }
  } catch {
    throw new OutboxUnavailableError(
      `it is damaged and was moved to ${aside}, and no other file can be made in its place: move it back`,
    );
  }
}

/** Where something of a damaged outbox is kept. Each has a name of its own: it holds the time. */
export function asidePath(path: string): string {
  return `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
}
