import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { it } from '@jest/globals';
import { needs } from '../../utils/needs.js';

/** A disk of its own, so small that it can be filled. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all the space that is left. */
  fill(): void;
  /** Gives it back. */
  free(): void;
  remove(): void;
}

/** For the top of a spec: `it` for tests that make one. Only root on Linux may. */
export function itWithDisks(): typeof it {
  let canMake = true;
  try {
    makeDisk('1m').remove();
  } catch {
    canMake = false;
  }
  return needs('root that may mount a disk', canMake).it;
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
