import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own, so small that it can be filled. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all the space that is left. */
  fill(): void;
  /** Gives it back. */
  free(): void;
  remove(): void;
}

/** Whether this process may make one: it has to be root, on Linux. */
export function canMakeDisks(): boolean {
  try {
    makeDisk('1m').remove();
    return true;
  } catch {
    return false;
  }
}

/** @param size as `mount` takes it, e.g. `2m` */
export function makeDisk(size: string): SmallDisk {
  const parent = mkdtempSync(join(tmpdir(), 'disk-'));
  const folder = join(parent, 'disk');
  const ballast = join(folder, 'ballast');
  mkdirSync(folder);
  try {
    const args = ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder];
    execFileSync('mount', args, { stdio: 'ignore' });
  } catch (error) {
    rmSync(parent, { recursive: true });
    throw error;
  }
  return {
    folder,
    fill: () => {
      const file = openSync(ballast, 'a');
      try {
        for (;;) writeSync(file, Buffer.alloc(4_096));
      } catch {
        // That is what was wanted.
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast),
    remove: () => {
      execFileSync('umount', ['-l', folder]);
      rmSync(parent, { recursive: true });
    },
  };
}
