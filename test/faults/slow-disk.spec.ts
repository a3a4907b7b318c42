import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LongestTimes } from './programs/shop.js';
import type { Child } from './support/child.js';
import { OrderClients } from './support/order-clients.js';
import { bodiesById, drained, expectNoneLost, stats } from './support/proof.js';
import { useShop } from './support/shops.js';
import { busyFile, itWithStrace, slowDisk, type Slowness } from './support/slow-disk.js';

const withStrace = await itWithStrace();
const DELAYS_MS = [20, 200, 2_000];
/** What a response waits for its event at most, and far more than that: the machine may be busy. */
const [COMMIT_TIMEOUT_MS, GENEROUS_MS] = [50, 1_000];

const { sandbox, newOutbox, start: startShop } = useShop({ maxEvents: 1_000_000 });
let outbox: string;
let slowness: Slowness | undefined;

beforeEach(() => {
  outbox = newOutbox();
});
afterEach(async () => {
  await slowness?.heal();
  slowness = undefined;
});

const start = () => startShop({ outbox: { path: outbox, commitTimeoutMs: COMMIT_TIMEOUT_MS } });

/** Sells through a time in which the outbox is slow, and proves that customers do not notice. */
async function sellWhile(
  delayMs: number,
  beSlow: (shop: Child) => Slowness | Promise<Slowness>,
): Promise<void> {
  const { shop, url } = await start();
  const customers = new OrderClients(() => [url], { pauseMs: 5 });
  await customers.sold(50);
  slowness = await beSlow(shop);
  await shop.ask('watchLoop');
  const until = Date.now() + 2.5 * delayMs;
  do await customers.sold(50);
  while (Date.now() < until);
  const { stopMs, responseMs } = await shop.ask<LongestTimes>('longestTimes');
  await slowness.heal();
  slowness = undefined;
  await customers.stop();
  if (process.env['SHOW_TIMES']) {
    process.stderr.write(`${delayMs} ${JSON.stringify({ stopMs, responseMs })}\n`);
  }
  // With the shortest delays, a busy machine is slower than the disk.
  if (delayMs > GENEROUS_MS) {
    expect(stopMs).toBeLessThan(GENEROUS_MS);
    expect(responseMs).toBeLessThan(COMMIT_TIMEOUT_MS + GENEROUS_MS);
  }
  expect(customers.strange).toEqual([]);
  await drained(shop);
  expectNoneLost(sandbox, customers.acknowledged);
  const { counters } = await stats(shop);
  expect(counters).toMatchObject({ dropped: 0, unexpected: 0 });
}

describe('a slow disk', () => {
  withStrace.each(DELAYS_MS)(
    'delays neither the event loop nor a response, and loses nothing: %d ms for each write (needs strace)',
    (ms) => sellWhile(ms, (shop) => slowDisk(shop.pid, ms)),
    90_000,
  );

  it.each(DELAYS_MS)(
    'no more does another program that has the lock: %d ms again and again',
    (ms) => sellWhile(ms, () => busyFile(outbox, ms)),
    90_000,
  );

  withStrace(
    'takes nothing that was committed, when the process is killed (needs strace)',
    async () => {
      const { shop } = await start();
      slowness = await slowDisk(shop.pid, 200);
      await shop.ask('track', 'committed', 50);
      await shop.kill();
      await slowness.heal();
      const { shop: next } = await start();
      await drained(next);
      expect([...bodiesById(sandbox).keys()].sort()).toEqual(
        Array.from({ length: 50 }, (_, n) => `committed-${n}`).sort(),
      );
    },
    120_000,
  );
});

describe('process.exit()', () => {
  it('writes what was put in its turn, also while another program has the lock', async () => {
    const { shop } = await start();
    await shop.ask('track', 'before', 1);
    slowness = busyFile(outbox, 300);
    const asked = shop.ask('exit', 'at-last', 50).catch(() => undefined);
    expect(await shop.ended).toEqual([0, null]);
    await asked;
    await slowness.heal();
    const { shop: next } = await start();
    await drained(next);
    const arrived = [...bodiesById(sandbox).keys()].filter((id) => id.startsWith('at-last'));
    expect(arrived).toHaveLength(50);
  }, 120_000);
});
