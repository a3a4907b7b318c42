import { randomBytes } from 'node:crypto';
import { closeSync, lstatSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { uptime } from '../time.js';

/** How large the reserve is, in bytes, where the disk has enough room. */
const SIZE = 32 * 1024 ** 2;
/** A smaller one would be useless. */
const SMALLEST = 64 * 1024;
/** How long to wait before it is tried again to make one, in milliseconds. */
const PAUSE_MS = 5_000;

/**
 * A file that reserves some space for the day on which the disk is full. SQLite has to write even to
 * delete a delivered event; on a disk that new events have filled to the last byte it could not, and the
 * disk would stay full. So the reserve is deleted then, and while it is missing, new events are refused.
 */
export class DiskReserve {
  private readonly path: string;
  /** Never more than a quarter of what is free, so that a small disk keeps room for events. */
  size: number;
  /** Whether there is room for new events. */
  isKept = false;
  private retryAt = 0;

  constructor(outboxPath: string) {
    this.path = `${outboxPath}-reserve`;
    this.size = Math.min(SIZE, Math.max(SMALLEST, Math.floor(freeBytes(this.path) / 4)));
    this.restore();
  }

  /** Whether twice as much as it takes is free: then it is not space that is missing. */
  get isRestorable(): boolean {
    return freeBytes(this.path) >= 2 * this.size;
  }

  /** Frees the space for what has to be written now. Never throws. */
  giveUp(): void {
    this.isKept = false;
    try {
      rmSync(this.path, { force: true });
    } catch {
      // A read-only disk has no space to free.
    }
  }

  /** Takes the space back as soon as twice as much is free. Never throws. */
  restore(): void {
    let written = 0;
    try {
      // Several processes of one file share the reserve.
      const stat = lstatSync(this.path, { throwIfNoEntry: false });
      this.isKept = stat?.isFile() === true && stat.size >= SMALLEST;
      if (this.isKept || uptime() < this.retryAt || !this.isRestorable) return;
      // Random, so that no file system can compress it.
      const block = randomBytes(SMALLEST);
      // What is there is too small. Only a new file is certain to be a file, and this process's.
      rmSync(this.path, { force: true });
      const file = openSync(this.path, 'wx', 0o600);
      try {
        while (written < this.size) {
          written += writeSync(file, block, 0, Math.min(this.size - written, block.length));
        }
      } finally {
        closeSync(file);
      }
    } catch {
      // A quota or a limit may allow less.
      this.size = Math.max(written, SMALLEST);
    }
    this.isKept = written >= SMALLEST;
    if (this.isKept) return;
    this.giveUp();
    this.retryAt = uptime() + PAUSE_MS;
  }
}

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize;
  } catch {
    // Unknown: writing will show whether it is enough.
    return 4 * SIZE;
  }
}
