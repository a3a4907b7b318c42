import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EraseIncompleteError } from '../erase-incomplete.error.js';
import type { StoreAccess } from './sqlite-store.js';
import { uptime } from '../timer.js';

/** How long to wait until no other process uses the file, in milliseconds. */
const FILE_MS = 3_000;
/** How long to wait before looking again, in milliseconds. */
const LOOK_MS = 20;

/**
 * Makes sure that nothing is left of deleted events: in the file and its
 * write-ahead log, in files that were put aside.
 *
 * @param erased how many were deleted
 * @returns the same number
 * @throws EraseIncompleteError if something is left
 */
export async function finishErasure(access: StoreAccess, erased: number): Promise<number> {
  const left: string[] = [];
  if (!(await within(FILE_MS, () => isRewritten(access)))) {
    left.push(
      'Deleted bytes may still be in unused parts of the file, because it could not be rewritten: see that ' +
        'the disk has room for it once more, and that no other process has its lock, and call this again.',
    );
  }
  if (!(await within(FILE_MS, () => access.emptyLog()))) {
    left.push(
      "Deleted bytes are still in the log beside the outbox's file, because another process keeps reading it: " +
        'end its transaction, and call this again.',
    );
  }
  const aside = filesPutAside(access.path);
  if (aside.length > 0) {
    left.push(
      `Files that were put aside as damaged are not searched, and may hold more of them: ${aside.join(', ')}. ` +
        'Delete them as soon as you do not need them.',
    );
  }
  if (left.length > 0) throw new EraseIncompleteError(erased, left);
  return erased;
}

/**
 * Rewrites the file without its unused parts: when SQLite moves events from one page to another, it does
 * not overwrite the old place, whatever `secure_delete` says.
 */
function isRewritten(access: StoreAccess): boolean {
  try {
    access.exec('VACUUM');
    return true;
  } catch {
    return false;
  }
}

/** Waits until it is so. @returns whether it was, in time */
async function within(ms: number, isSo: () => boolean): Promise<boolean> {
  const deadline = uptime() + ms;
  while (!isSo()) {
    if (uptime() > deadline) return false;
    await pause(LOOK_MS);
  }
  return true;
}

function filesPutAside(path: string): string[] {
  const start = `${basename(path)}.damaged-`;
  const folder = dirname(path);
  return readdirSync(folder)
    .filter((name) => name.startsWith(start) && !name.endsWith('-shm'))
    .map((name) => join(folder, name));
}
