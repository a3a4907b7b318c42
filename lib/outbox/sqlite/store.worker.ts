import {
  parentPort,
  receiveMessageOnPort,
  workerData,
  type MessagePort,
} from 'node:worker_threads';
import { loadSqlite } from './driver.js';
import type { StoreSettings } from './store.js';
import type { Message, Request } from './protocol.js';
import { StoreServer } from './store-server.js';

/** What the thread is started with. */
export interface WorkerStart {
  readonly settings: StoreSettings;
  /** The path of the peer `libsql`, undefined if it is not installed. */
  readonly libsql: string | undefined;
  /** One number, set to 1 when all is written as the process ends. */
  readonly exitFlag: Int32Array<SharedArrayBuffer>;
}

/** The thread with the outbox's file: it may wait for locks and the disk, which requests must not. */
async function serve(port: MessagePort): Promise<void> {
  const { settings, libsql, exitFlag } = workerData as WorkerStart;
  const post = (message: Message) => port.postMessage(message);
  const openSqlite = loadSqlite(libsql);
  let server: StoreServer;
  try {
    server = await StoreServer.open(settings, openSqlite, post);
  } catch (error) {
    post(['failed', (error as Error).message]);
    return;
  }
  port.on('message', (first: readonly Request[]) => {
    const requests = [...first];
    // Messages that came meanwhile share the transaction.
    for (let next; (next = receiveMessageOnPort(port)) !== undefined;) {
      requests.push(...(next.message as readonly Request[]));
    }
    server.handle(requests);
    const exit = requests.find((request) => request[1] === 'exit');
    if (exit === undefined) return;
    try {
      server.finish(exit[2]);
    } finally {
      Atomics.store(exitFlag, 0, 1);
      Atomics.notify(exitFlag, 0);
    }
  });
}

if (parentPort !== null) void serve(parentPort);
