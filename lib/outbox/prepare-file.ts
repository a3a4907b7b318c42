import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { OutboxUnavailableError } from './outbox-unavailable.error.js';

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

/**
 * Makes the file and its folder if they are missing, readable by their owner only.
 *
 * @param fileSystemOf returns the type of a folder's file system
 * @throws OutboxUnavailableError if the path cannot be used
 */
export function prepareFile(
  path: string,
  fileSystemOf = (folder: string) => statfsSync(folder).type,
): void {
  try {
    const folder = dirname(path);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const network = NETWORK_FILE_SYSTEMS[fileSystemOf(folder) >>> 0];
    if (network !== undefined) {
      throw new OutboxUnavailableError(
        `its folder is on a network file system (${network}), where several processes would damage it: ` +
          'set the option "outbox" to a path on a local disk',
      );
    }
    makeFile(path);
    for (const suffix of SUFFIXES) {
      // A file from elsewhere may be open to others. SQLite gives new companions the mode of the file.
      if (existsSync(path + suffix) && (statSync(path + suffix).mode & 0o077) !== 0) {
        chmodSync(path + suffix, 0o600);
      }
    }
  } catch (error) {
    if (error instanceof OutboxUnavailableError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new OutboxUnavailableError(
      `it cannot be written (${code}): make its folder writable for this process, or set the option "outbox" to another path`,
    );
  }
}

/**
 * Makes the file if it is missing. Must not even open an existing one: closing any descriptor of it
 * releases the locks that this process's SQLite has on it.
 */
function makeFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (!statSync(path).isFile()) {
      throw new OutboxUnavailableError(
        'it is a directory or a device: set the option "outbox" to the path of a file',
      );
    }
    accessSync(path, constants.R_OK | constants.W_OK);
  }
}

/** Renames a damaged file and its companions. @returns the new path */
export function putAside(path: string): string {
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const suffix of SUFFIXES) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}
