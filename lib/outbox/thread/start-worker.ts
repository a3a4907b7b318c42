import { Worker } from 'node:worker_threads';
import type { WorkerStart } from './outbox.worker.js';
import { WORKER_CODE } from './worker-code.js';

/** Throws where there can be no thread. */
export type StartThread = (start: WorkerStart) => Worker;

/** Starts the outbox's thread. */
export function startWorker(start: WorkerStart): Worker {
  return new Worker(WORKER_CODE, {
    eval: true,
    name: 'nestjs-converge outbox',
    workerData: start,
    // The application's loaders and agents must not run in this thread, and the warning that SQLite is
    // experimental in older versions of Node does not help a reader of the log.
    execArgv: ['--no-warnings'],
    // One of the file stays open: to close it would release the locks of another outbox of this process.
    trackUnmanagedFds: false,
    env: {},
  });
}
