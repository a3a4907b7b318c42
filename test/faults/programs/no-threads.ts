/** For a program that imports it first: the outbox's thread is this one. */
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';
import type { WorkerStart } from '../../../lib/outbox/sqlite/store.worker.js';
import { LocalThread } from '../../utils/local-thread.js';

threads.Worker = class extends LocalThread {
  constructor(_code: string, options: { readonly workerData: WorkerStart }) {
    super(options.workerData);
  }
} as never;
syncBuiltinESMExports();
