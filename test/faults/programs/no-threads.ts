/** For a program that imports it first: no worker thread can be started. */
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';

threads.Worker = class {
  constructor() {
    throw new Error('no thread');
  }
} as never;
syncBuiltinESMExports();
