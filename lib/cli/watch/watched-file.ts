import { statSync } from 'node:fs';
import { OutboxFileAdmin } from '../../outbox/outbox-file-admin.js';
import type { Look } from './reading.js';

/** An outbox's file that is looked at again and again. The application may replace it meanwhile. */
export class WatchedFile {
  private admin?: OutboxFileAdmin;
  private inode?: bigint;

  constructor(private readonly path: string) {}

  /** @throws OutboxUnavailableError while it is missing or cannot be read */
  async look(): Promise<Look> {
    const inode = inodeOf(this.path);
    if (inode !== this.inode) this.close();
    this.admin ??= await OutboxFileAdmin.watch(this.path);
    this.inode = inode;
    return { status: await this.admin.status(), at: Date.now(), clock: performance.now() };
  }

  close(): void {
    this.admin?.close();
    this.admin = undefined;
  }
}

/** @returns undefined if this user cannot see it: opening it says why */
function inodeOf(path: string): bigint | undefined {
  try {
    return statSync(path, { bigint: true }).ino;
  } catch {
    return undefined;
  }
}
