import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startChild } from './support/child.js';
import { FaultyShop } from './support/faulty-shop.js';
import { quantile, setting, spread, table, title } from './support/figures.js';
import { makeFolder } from './support/folder.js';
import { Customers } from './support/load.js';
import { shopEnv } from './support/open-shop.js';
import { NAME, QUEUES } from './support/queues.js';
import { Receiver } from './support/receiver.js';
import { POSTGRES, REDIS } from './support/servers.js';

const ORDERS = setting('BENCH_ORDERS', 2_000);
const ROUNDS = setting('BENCH_ROUNDS', 3);
const KILLS = setting('BENCH_KILLS', 10);
const OUTAGE_MS = setting('BENCH_OUTAGE_MS', 60_000);
const CONNECTIONS = 8;
/** Orders a second for the response times, and while something fails. */
const [PER_SECOND, PER_SECOND_OF_FAULTS] = [200, 20];
const RATE_MS = 5_000;
/** A queue may wait longer than a minute between two attempts. */
const QUIET_MS = 90_000;
/** A library with a pause between two batches. */
const ARRIVAL_MS = 30_000;
const PEERS = [
  '@segment/analytics-node',
  'posthog-node',
  '@amplitude/analytics-node',
  '@rudderstack/rudder-sdk-node',
  ...Object.keys(QUEUES),
];
const WAYS = [
  { name: 'no tracking', tracking: 'none' },
  { name: '`axios.post`', tracking: 'by hand' },
  ...PEERS.map((peer) => ({ name: peer, tracking: 'given', peer })),
  { name: 'nestjs-converge', tracking: 'converge' },
];

/**
 * The same bare shop on Express with each library at its own settings: what an order costs, how long the
 * response takes, and which orders that were answered have not arrived after kills and after a minute of 503.
 */
export async function main() {
  title('The same shop with other libraries');
  await clean();
  await printSetUp();
  const folder = makeFolder();
  const costs = await measureCosts(folder);
  const losses = [];
  for (const inflict of [kill, answer503]) losses.push(await countLost(folder, inflict));
  table([
    [
      'library',
      'orders/s',
      'CPU per order, µs more',
      'p99, ms',
      `lost in ${KILLS} kills`,
      'lost in a minute of 503',
    ],
    ...WAYS.map(({ name }, at) => [name, ...costs[at], ...losses.map((lost) => lost[at] ?? '')]),
  ]);
  await clean();
}

/** The versions, and how safe each store makes an order before the response. */
async function printSetUp() {
  const versionOf = (name, folder) => {
    const path = new URL(`${folder}node_modules/${name}/package.json`, import.meta.url);
    return `${name} ${JSON.parse(readFileSync(path, 'utf8')).version}`;
  };
  const own = ['axios', 'undici', 'bullmq', 'libsql'].map((name) => versionOf(name, '../'));
  const names = PEERS.filter((name) => name !== 'BullMQ');
  console.log([...own, ...names.map((name) => versionOf(name, 'peers/'))].join(', '));
  const redis = await openRedis();
  const [, appendOnly] = await redis.config('GET', 'appendonly');
  await redis.quit();
  const client = await openPostgres();
  const { rows } = await client.query('SHOW synchronous_commit');
  await client.end();
  console.log(`SQLite: WAL, synchronous = NORMAL; Redis: appendonly ${appendOnly};`);
  console.log(`PostgreSQL: synchronous_commit ${rows[0].synchronous_commit}\n`);
}

async function measureCosts(folder) {
  const receiver = await startChild('receiver');
  const endpoint = await receiver.call('listen');
  const shops = [];
  for (const way of WAYS) {
    const child = await startChild('shop', {
      env: shopEnv(endpoint, join(folder, `cost-${shops.length}`)),
    });
    const url = await child.call('start', { platform: 'express', isBare: true, ...way });
    shops.push({ ...way, child, customers: new Customers(url, CONNECTIONS), rounds: [] });
  }
  for (let round = -1; round < ROUNDS; round++) {
    for (const shop of shops) {
      const used = await measureOne(shop, receiver, round);
      if (round >= 0) shop.rounds.push(used);
    }
  }
  for (const { customers, child } of shops) {
    await customers.close();
    await child.kill();
  }
  await receiver.end();
  const [{ rounds: untracked }] = shops;
  return shops.map(({ rounds }) => [
    spread(
      rounds.map(({ perSecond }) => perSecond),
      0,
    ),
    spread(
      rounds.map(({ cpu }, round) => cpu - untracked[round].cpu),
      0,
    ),
    spread(
      rounds.map(({ p99 }) => p99),
      1,
    ),
  ]);
}

async function measureOne({ name, tracking, child, customers }, receiver, round) {
  const before = await child.call('cpu');
  const ids = [];
  const took = await customers.orderMany(ORDERS, (at) => (ids[at] = orderId()));
  if (tracking !== 'none') {
    const arrived = await receiver.call('waitFor', ids, ARRIVAL_MS);
    if (arrived !== ids.length)
      console.log(`${name}, round ${round}: ${arrived} of ${ids.length} arrived`);
  }
  const after = await child.call('cpu');
  const times = await customers.orderAtRate(PER_SECOND, RATE_MS);
  await pause(500);
  return {
    perSecond: (ORDERS * 1000) / took,
    cpu: (after.process - before.process) / ORDERS,
    p99: quantile(times, 0.99),
  };
}

/** At the same time with all of them. */
async function countLost(folder, inflict) {
  const counts = WAYS.map(async ({ tracking, peer }, at) => {
    if (tracking === 'none') return undefined;
    const openReceiver = () => new Receiver().open();
    const place = join(folder, `${inflict.name}-${at}`);
    const options = { peer, openReceiver, quietMs: QUIET_MS };
    const shop = new FaultyShop(tracking, place, PER_SECOND_OF_FAULTS, options);
    await shop.open();
    await pause(2_000);
    await inflict(shop);
    await pause(2_000);
    const { answered, lost } = await shop.close();
    return `${lost} of ${answered}`;
  });
  const lost = await Promise.all(counts);
  console.log(inflict.name, lost.slice(1).join(' | '));
  await clean();
  return lost;
}

async function kill(shop) {
  for (let round = 0; round < KILLS; round++) {
    // The same moments for all.
    await pause(500 + ((round * 379) % 1_000));
    await shop.restart('SIGKILL');
  }
}

async function answer503(shop) {
  shop.sandbox.simulateFault({ status: 503 });
  await pause(OUTAGE_MS);
  shop.recover();
}

let orders = 1_000_000;
const orderId = () => `order-${++orders}`;

async function openRedis() {
  const { Redis } = await import('ioredis');
  return new Redis(REDIS, { maxRetriesPerRequest: null });
}

async function openPostgres() {
  const { default: pg } = await import('pg');
  const client = new pg.Client(POSTGRES);
  await client.connect();
  return client;
}

/** Deletes what the queues have left. */
async function clean() {
  const { Queue } = await import('bullmq');
  const connection = await openRedis();
  await new Queue(NAME, { connection }).obliterate({ force: true });
  await connection.quit();
  const client = await openPostgres();
  await client.query(`DROP SCHEMA IF EXISTS ${NAME} CASCADE`);
  await client.end();
}
