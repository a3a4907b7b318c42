import { statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { OutboxUnavailableError, SET_PATH } from '../errors.js';

/** Says in words why the disk refuses a path, and what to do. */
export function explainPath(path: string, error: unknown): OutboxUnavailableError {
  const { code } = error as NodeJS.ErrnoException;
  return new OutboxUnavailableError(reasonOf(path, code));
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
export function ownerOf(path: string): {
  readonly whose: string;
  readonly owner: number;
  readonly isOwn: boolean;
} {
  const { place, stat } = nearest(path);
  const user = process.geteuid?.();
  const what = `${stat.isDirectory() ? 'the folder' : 'the outbox'} ${place}`;
  // Windows has no numbers for users.
  if (user === undefined) {
    return { whose: `This user may not use ${what}`, owner: stat.uid, isOwn: true };
  }
  const whose = `T${what.slice(1)} belongs to user ${stat.uid}, and this is user ${user}`;
  return { whose, owner: stat.uid, isOwn: stat.uid === user };
}

function nearest(place: string): { readonly place: string; readonly stat: Stats } {
  try {
    return { place, stat: statSync(place) };
  } catch {
    return nearest(dirname(place));
  }
}
