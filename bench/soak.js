import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { startChild } from './support/child.js';
import { setting, table, title } from './support/figures.js';
import { makeFolder } from './support/folder.js';
import { shopEnv } from './support/open-shop.js';
import { ORDER } from './support/order.js';

const MINUTES = setting('BENCH_MINUTES', 15);
const PER_SECOND = setting('BENCH_PER_SECOND', 200);
const SAMPLE_MS = 60_000;
/** How long each state of the receiver lasts. */
const STATE_MS = 10_000;
const STATES = [
  undefined,
  [{ status: 503 }],
  undefined,
  [{ status: 500 }, { share: 0.3 }],
  [{ status: 429, headers: { 'Retry-After': '2' } }, { times: 20 }],
  undefined,
  ['reset', { share: 0.2 }],
  [{ delayMs: 500 }],
  ['hang', { times: 8 }],
];

/**
 * Orders at a fixed rate, while the receiver fails in one way after another. Every order that was answered
 * must arrive. Samples memory, descriptors and the size of the outbox.
 */
export async function main() {
  title(`${MINUTES} minutes at ${PER_SECOND} orders a second, a flapping receiver`);
  const { createSandbox } = await import('./dist/sandbox/server/index.js');
  const count = MINUTES * 60 * PER_SECOND;
  const sandbox = await createSandbox({ token: 'token', maxEvents: 3 * count });
  const outbox = join(makeFolder(), 'outbox');
  const env = shopEnv(sandbox.endpoint, outbox);
  const shop = await startChild('soak-shop', { env, execArgv: ['--expose-gc'] });
  const pool = new Pool(await shop.call('start'), { connections: 16 });

  const endFlapping = flap(sandbox);
  // The sandbox keeps bodies up to a limit.
  const copiesById = new Map();
  const collect = () => {
    for (const { event, duplicates } of sandbox.events())
      copiesById.set(event.event_id, duplicates);
  };
  const sampling = sample(async (when) => {
    collect();
    return lookAt(shop, outbox, when);
  });
  const orders = await orderAtRate(pool, count);
  const rows = await sampling.end();
  endFlapping();
  const drainBegan = performance.now();
  for (;;) {
    const { pending, leased, waiting } = await shop.call('stats');
    if (pending + leased + waiting === 0) break;
    await pause(100);
  }
  const drainedIn = performance.now() - drainBegan;
  const { counters, dead } = await shop.call('stats');
  rows.push(await lookAt(shop, outbox, 'at the end'));

  table([
    ['minute', 'RSS, MiB', 'heap, MiB', 'descriptors', 'file, MiB', 'log, MiB', 'pending'],
    ...rows,
  ]);
  collect();
  const lost = orders.answered.filter((id) => !copiesById.has(id)).length;
  const copies = [...copiesById.values()].reduce((sum, duplicates) => sum + duplicates, 0);
  console.log(
    `${orders.answered.length} orders answered, ${orders.failed} not; ${copiesById.size} events arrived, ` +
      `${lost} lost, ${copies} copies dropped; drained in ${Math.round(drainedIn)} ms.`,
  );
  const counted = Object.entries({ ...counters, dead }).filter(([, value]) => value > 0);
  console.log(`Counters: ${counted.map(([name, value]) => `${name} ${value}`).join(', ')}.`);
  await pool.close();
  await shop.call('close');
  await shop.end();
  await sandbox.close();
}

/** Changes the receiver's state again and again. @returns ends it */
function flap(sandbox) {
  let state = 0;
  const next = () => sandbox.simulateFault(...(STATES[state++ % STATES.length] ?? [undefined]));
  next();
  const timer = setInterval(next, STATE_MS);
  return () => {
    clearInterval(timer);
    sandbox.simulateFault(undefined);
  };
}

async function orderAtRate(pool, count) {
  const answered = [];
  let failed = 0;
  const order = async (id) => {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: '/orders',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...ORDER, id, placedAt: new Date().toISOString() }),
    });
    await body.dump();
    if (statusCode === 201) answered.push(id);
    else failed++;
  };
  const underWay = new Set();
  const began = performance.now();
  for (let sent = 0; sent < count;) {
    const due = Math.min(count, Math.floor(((performance.now() - began) * PER_SECOND) / 1000));
    for (; sent < due; sent++) {
      const request = order(`soak-${sent}`)
        .catch(() => void failed++)
        .then(() => underWay.delete(request));
      underWay.add(request);
    }
    await pause(2);
  }
  await Promise.all(underWay);
  return { answered, failed };
}

/** Looks again and again until it is ended. */
function sample(look) {
  const rows = [];
  const timer = setInterval(() => rows.push(look(String(rows.length + 1))), SAMPLE_MS);
  return {
    end: () => {
      clearInterval(timer);
      return Promise.all(rows);
    },
  };
}

async function lookAt(shop, outbox, when) {
  const status = readFileSync(`/proc/${shop.pid}/status`, 'utf8');
  const rss = Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024;
  const size = (path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const mib = (bytes) => (bytes / 1024 ** 2).toFixed(1);
  const { pending, leased, waiting } = await shop.call('stats');
  return [
    when,
    rss.toFixed(0),
    mib(await shop.call('heap')),
    String(readdirSync(`/proc/${shop.pid}/fd`).length),
    mib(size(outbox)),
    mib(size(`${outbox}-wal`)),
    String(pending + leased + waiting),
  ];
}
