import { parentPort, workerData } from 'node:worker_threads';
import { isDone } from './checkpoint-result.js';
import type { CheckpointOrder } from './checkpointer.js';
import { loadSqlite } from './sqlite-driver.js';

/**
 * The thread that makes checkpoints: moving the log into the file and syncing the disk takes some
 * milliseconds, sometimes a hundred, for which the thread that answers requests must not stand still.
 */
const { path, libsql } = workerData as { path: string; libsql: string | undefined };
const database = loadSqlite(libsql)(path);
// Not longer, because the writers of this process stand back meanwhile.
database.exec('PRAGMA busy_timeout = 100');

parentPort?.on('message', (order: CheckpointOrder | 'close') => {
  if (order === 'close') {
    database.close();
    parentPort?.close();
    return;
  }
  let isEmptied = false;
  try {
    // Beside the writers; the second one has only what they wrote meanwhile.
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    if (order === 'empty') {
      parentPort?.postMessage('needs the lock');
      isEmptied = isDone(database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get());
    }
  } catch {
    // Another process is at it, or the disk is full: next time.
  }
  parentPort?.postMessage(isEmptied ? 'emptied' : 'not emptied');
});
