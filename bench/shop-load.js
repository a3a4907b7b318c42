import { join } from 'node:path';
import { startChild } from './support/child.js';
import { median, quantile, setting, spread, table, title, verdict } from './support/figures.js';
import { makeFolder } from './support/folder.js';
import { openShop, shopEnv } from './support/open-shop.js';

const ORDERS = setting('BENCH_ORDERS', 4_000);
const ROUNDS = setting('BENCH_ROUNDS', 7);
/** The share of the orders that the untracked shop can take; at 0.5, this machine has no core left. */
const LOAD = setting('BENCH_LOAD', 0.25);
const LOAD_MS = setting('BENCH_LOAD_MS', 5_000);
const WARM_UP_ROUNDS = 2;
const CONNECTIONS = 16;
const ELSEWHERE = 'converge, sender elsewhere';

/**
 * Requests per second of a shop with and without tracking, and response times at a quarter of the load
 * that the shop can take without tracking. Customers, sender and sink are other processes that share the cores
 * with the shop, so the shop is also measured before the sender starts.
 */
export async function main() {
  for (const platform of ['express', 'fastify']) await compare(platform);
}

async function compare(platform) {
  title(`A shop on ${platform} under load, its sender in another process`);
  const folder = makeFolder();
  const sink = await startChild('sink');
  const endpoint = await sink.call('listen');
  const shops = [];
  for (const [name, tracking, hasSender] of [
    ['untracked', 'none', false],
    ['tracked, the sender at work', ELSEWHERE, true],
    ['tracked, the sender not started', ELSEWHERE, false],
  ]) {
    const outbox = join(folder, `outbox-${shops.length}`);
    const options = { platform, tracking, isBare: false };
    const shop = await openShop(options, { endpoint, outbox, connections: CONNECTIONS });
    shops.push({ ...shop, name, outbox, hasSender, rates: [], p50: [], p99: [] });
  }
  const sender = await startChild('backlogged', { env: shopEnv(endpoint, shops[1].outbox) });
  await sender.call('start', true);
  await measureRates(shops, sink);
  await measureTimes(shops, sink, median(shops[0].rates) * LOAD);
  report(shops);
  for (const shop of shops) await shop.close();
  await sender.end();
  await sink.end();
}

async function measureRates(shops, sink) {
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    for (const shop of shops) {
      const rate = await withSink(shop, sink, ORDERS, async () => {
        const took = await shop.customers.orderMany(ORDERS);
        return (ORDERS * 1000) / took;
      });
      if (round >= 0) shop.rates.push(rate);
    }
  }
}

async function measureTimes(shops, sink, perSecond) {
  const count = Math.round((perSecond * LOAD_MS) / 1000);
  for (let round = 0; round < ROUNDS; round++) {
    for (const shop of shops) {
      const times = await withSink(shop, sink, count, () =>
        shop.customers.orderAtRate(perSecond, LOAD_MS),
      );
      shop.p50.push(quantile(times, 0.5));
      shop.p99.push(quantile(times, 0.99));
    }
  }
}

/** Waits until the sender has finished, so that it does not slow down the next shop. */
async function withSink({ hasSender }, sink, events, work) {
  await sink.call('reset');
  const result = await work();
  const arrived = hasSender ? await sink.call('waitFor', events) : events;
  if (arrived !== events) throw new Error(`${arrived} of ${events} events arrived`);
  return result;
}

function report(shops) {
  const [untracked, tracked] = shops;
  const rows = [['shop', 'requests/s', 'ratio', 'p50, ms', 'p50 more', 'p99, ms', 'p99 more']];
  const ratios = ({ rates }) => rates.map((rate, round) => rate / untracked.rates[round]);
  const more = (shop, key) => shop[key].map((time, round) => time - untracked[key][round]);
  for (const shop of shops) {
    rows.push([
      shop.name,
      median(shop.rates).toFixed(0),
      spread(ratios(shop)),
      median(shop.p50).toFixed(2),
      spread(more(shop, 'p50')),
      median(shop.p99).toFixed(2),
      spread(more(shop, 'p99')),
    ]);
  }
  table(rows);
  console.log(`requests/s: ${verdict(median(ratios(tracked)), 0.9, false)}\n`);
}
