import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** How large the reserve is, in bytes, where the disk has enough room. */
const SIZE = 32 * 1024 ** 2;
/** With less it would be of no use. */
const SMALLEST = 64 * 1024;

/**
 * A file that holds some space for the day on which the disk is full. Even to deliver and to delete an
 * event SQLite has to write; on a disk that new events have filled to the last byte it could not, and
 * the disk would stay full. So the reserve is given up then, and while it is missing, new events are
 * refused.
 */
export class DiskReserve {
  private readonly path: string;
  /** Never more than a quarter of what is free, so that a small disk keeps room for events. */
  readonly size: number;
  private isThere = false;

  constructor(outboxPath: string) {
    this.path = `${outboxPath}-reserve`;
    this.size = Math.min(SIZE, Math.max(SMALLEST, Math.floor(freeBytes(this.path) / 4)));
    this.restore();
  }

  /** Whether there is room for new events. */
  get isKept(): boolean {
    return this.isThere;
  }

  /** Gives the space away, to those who have to write now. Never throws. */
  giveUp(): void {
    this.isThere = false;
    try {
      rmSync(this.path, { force: true });
    } catch {
      // A disk that is read-only has nothing to give away.
    }
  }

  /** Takes it back, as soon as there is more room than it needs itself. Never throws. */
  restore(): void {
    // Several processes of one file share the reserve.
    this.isThere = (statSync(this.path, { throwIfNoEntry: false })?.size ?? 0) >= SMALLEST;
    if (this.isThere || freeBytes(this.path) < 2 * this.size) return;
    try {
      // Nothing that a file system could compress away.
      const block = randomBytes(SMALLEST);
      const file = openSync(this.path, 'w', 0o600);
      try {
        for (let left = this.size; left > 0; left -= block.length) {
          writeSync(file, block, 0, Math.min(left, block.length));
        }
      } finally {
        closeSync(file);
      }
      this.isThere = true;
    } catch {
      this.giveUp();
    }
  }
}

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize;
  } catch {
    // Where it cannot be known, it is tried as if there were enough.
    return 4 * SIZE;
  }
}
