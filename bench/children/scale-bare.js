import { Agent } from 'node:http';
import axios from 'axios';
import { Queue, Worker, createPostgresBackend, runMigrations } from 'bullmq';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { Pool } from 'undici';
import { serve } from '../support/child.js';
import { inTurns } from '../support/in-turns.js';
import { placedOrder } from '../support/order.js';

/** A process that adds jobs to a queue of BullMQ at BENCH_SERVER, or posts them with BENCH_CLIENT. */
const { CONVERGE_ENDPOINT: endpoint, CONVERGE_TOKEN: token } = process.env;
const { BENCH_SERVER: server, BENCH_CLIENT: client } = process.env;
const QUEUE = 'bench-scale-bare';
const SCHEMA = 'bench_scale_bare';
const headers = { 'content-type': 'application/json', 'x-webhook-token': token };
const isPostgres = server.startsWith('postgres');
let queue;
let worker;

/** How the jobs are posted. */
const CLIENTS = {
  axios: (maxSockets) => {
    const httpAgent = new Agent({ keepAlive: true, maxSockets });
    const client = axios.create({ httpAgent, headers });
    return (body) => client.post(endpoint, body).then(() => undefined);
  },
  undici: (connections) => {
    const { origin, pathname: path } = new URL(endpoint);
    const pool = new Pool(origin, { connections });
    return async (body) => {
      const answer = await pool.request({ method: 'POST', path, headers, body });
      await answer.body.text();
    };
  },
};

/** What Queue and Worker get besides their name. */
function parts(options) {
  if (!isPostgres) {
    const connection = new Redis(server, { maxRetriesPerRequest: null });
    return [{ ...options, connection }];
  }
  return [
    { ...options, connection: { connectionString: server, schema: SCHEMA } },
    createPostgresBackend,
  ];
}

async function migrate() {
  const client = new Client(server);
  await client.connect();
  await runMigrations(client, SCHEMA);
  await client.end();
}

serve({
  open: async (role, concurrency) => {
    if (role === 'producer') {
      if (isPostgres) await migrate();
      queue = new Queue(QUEUE, ...parts({}));
      return;
    }
    const post = CLIENTS[client](concurrency);
    worker = new Worker(QUEUE, ({ data }) => post(data.body), ...parts({ concurrency }));
    await worker.waitUntilReady();
  },
  record: (count, atOnce) =>
    inTurns(count, atOnce, () => {
      const event = placedOrder();
      const body = JSON.stringify(event);
      return queue.add(event.event_name, { body }, { removeOnComplete: true });
    }),
  left: async () => {
    const counts = await queue.getJobCounts('wait', 'active', 'delayed', 'failed');
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  },
  close: async () => {
    await worker?.close();
    await queue?.close();
  },
});
