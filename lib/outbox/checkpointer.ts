import { Worker } from 'node:worker_threads';
import { findLibsql } from './find-libsql.js';

/** How long the thread may take to end, in milliseconds. */
const CLOSE_MS = 1_000;

/**
 * Whether a checkpoint only moves what is in the log, beside the writers, or also empties the log, for
 * which they have to stand back.
 */
export type CheckpointOrder = 'move' | 'empty';

/**
 * Has checkpoints made by a thread of its own, which is started with the first one. Where there can be
 * no thread, they are made here.
 */
export class Checkpointer {
  private worker?: Worker;
  private isBusy = false;
  /** Whether it waits for the writers' lock, which it might never get from a busy writer. */
  needsLock = false;
  private hasNoThread = false;

  /** Whether the log has to be emptied, because it holds what should be gone. */
  private mustEmpty = false;
  private isEmptying = false;

  /** @param makeHere empties the log in this thread, and says whether it could; must not throw */
  constructor(
    private readonly path: string,
    private readonly makeHere: () => boolean,
  ) {}

  /** Has the log emptied, now or as soon as it can be. */
  empty(): void {
    this.mustEmpty = true;
    this.isEmptying = false;
    this.checkpoint('empty');
  }

  /** Whether somebody waits for the log to be emptied. */
  get isWanted(): boolean {
    return this.mustEmpty;
  }

  /** Does nothing while one is being made. */
  checkpoint(order: CheckpointOrder): void {
    if (this.isBusy) return;
    this.isEmptying = this.mustEmpty && order === 'empty';
    if (this.hasNoThread) {
      this.made(this.makeHere());
      return;
    }
    try {
      this.thread().postMessage(order);
      this.isBusy = true;
    } catch {
      // Where threads are forbidden.
      this.hasNoThread = true;
    }
  }

  /** Ends the thread, which lets go of the file; the next checkpoint starts another one. */
  async close(): Promise<void> {
    const { worker } = this;
    if (worker === undefined) return;
    worker.postMessage('close');
    const timer = setTimeout(() => void worker.terminate(), CLOSE_MS);
    await new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    clearTimeout(timer);
  }

  /** What was asked for while it was being made has to be made once more. */
  private made(isEmptied: boolean): void {
    if (isEmptied && this.isEmptying) this.mustEmpty = false;
  }

  private thread(): Worker {
    if (this.worker !== undefined) return this.worker;
    const worker = new Worker(new URL('./checkpoint.worker.js', import.meta.url), {
      workerData: { path: this.path, libsql: findLibsql() },
    });
    worker.unref();
    worker.on('message', (message: string) => {
      this.needsLock = message === 'needs the lock';
      if (this.needsLock) return;
      this.isBusy = false;
      this.made(message === 'emptied');
    });
    // A bundler may have left the file behind.
    worker.on('error', () => (this.hasNoThread = true));
    worker.on('exit', () => {
      this.worker = undefined;
      this.isBusy = false;
      this.needsLock = false;
    });
    this.worker = worker;
    return worker;
  }
}
