import axios from 'axios';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { PEERS } from './peers.js';
import { POSTGRES, REDIS } from './servers.js';

/** The queue of BullMQ and the schema of graphile-worker; whoever measures deletes them. The file of plainjob is in its folder. */
export const NAME = 'bench_peers';
const CONCURRENCY = 8;

const require = createRequire(new URL('../peers/package.json', import.meta.url));

/** Queues as their documentation uses them: the response waits until the job is kept, a worker posts it. */
export const QUEUES = {
  BullMQ: async (post) => {
    const { Queue, Worker } = await import('bullmq');
    const { Redis } = await import('ioredis');
    const connection = new Redis(REDIS, { maxRetriesPerRequest: null });
    const queue = new Queue(NAME, { connection });
    const worker = new Worker(NAME, ({ data }) => post(data), {
      connection,
      concurrency: CONCURRENCY,
    });
    worker.on('error', () => undefined);
    const backoff = { type: 'exponential', delay: 1_000 };
    return (event) => queue.add('event', event, { attempts: 12, backoff, removeOnComplete: true });
  },
  'graphile-worker': async (post) => {
    const { Logger, run } = require('graphile-worker');
    const { addJob } = await run({
      connectionString: POSTGRES,
      schema: NAME,
      concurrency: CONCURRENCY,
      noHandleSignals: true,
      logger: new Logger(() => () => undefined),
      taskList: { event: (data) => post(data) },
    });
    return (event) => addJob('event', event);
  },
  // Over libsql, which has the API of better-sqlite3; each worker takes one job at a time.
  plainjob: async (post) => {
    const { default: Database } = await import('libsql');
    const { better, defineQueue, defineWorker } = await import(
      pathToFileURL(require.resolve('plainjob')).href
    );
    const logger = { error() {}, warn() {}, info() {}, debug() {} };
    const connection = better(new Database(`${process.env.CONVERGE_OUTBOX_PATH}.plainjob`));
    const queue = defineQueue({ connection, logger });
    const work = (job) => post(JSON.parse(job.data));
    for (let count = 0; count < CONCURRENCY; count++) {
      void defineWorker('event', work, { queue, logger }).start();
    }
    return (event) => queue.add('event', event);
  },
};

/** @returns what tracks an order in this process; the endpoint comes from the environment */
export async function clientOf(name) {
  const { CONVERGE_ENDPOINT: endpoint, CONVERGE_TOKEN: token } = process.env;
  if (name in QUEUES) {
    const headers = { 'X-Webhook-Token': token };
    return QUEUES[name]((event) => axios.post(endpoint, event, { headers }));
  }
  // At the pace that it has by itself.
  const client = PEERS[name](endpoint, {});
  return (event) => void client.track(client.prepare(event));
}
