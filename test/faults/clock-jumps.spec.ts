import { beforeEach, describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../utils/outbox-settings.js';
import { eventually } from '../utils/test-app.js';
import type { Child } from './support/child.js';
import { drained, stats } from './support/proof.js';
import { wait } from './support/random.js';
import { useShop } from './support/shops.js';

const ORDERS = 10;

const { sandbox, load, newOutbox, start: startShop } = useShop();
let path: string;
beforeEach(() => {
  path = newOutbox();
});

async function start(outbox: string, ahead = 0): Promise<Child> {
  const shop = load('one-thread');
  await shop.ask('setClock', ahead);
  const retry = { baseDelayMs: 50, maxDelayMs: 500 };
  await startShop({ outbox, delivery: { retry } }, { shop });
  return shop;
}

const failedMoreThan = (shop: Child, count: number) =>
  eventually('an attempt failed', async () => (await stats(shop)).counters.temporary > count);

/** Has a dead letter and orders that were tried, and wait. */
async function fill(shop: Child): Promise<void> {
  sandbox.simulateFault({ status: 400 });
  await shop.ask('track', 'refused', 1);
  await eventually('it is refused', async () => (await stats(shop)).dead === 1);
  sandbox.simulateFault({ status: 500 });
  await shop.ask('track', 'order', ORDERS);
  await failedMoreThan(shop, 0);
}

/** But those that failed once more while the clock was a month ahead: they are dead letters. */
async function expectAllDelivered(shop: Child): Promise<void> {
  sandbox.simulateFault(undefined);
  await drained(shop, 10_000);
  const { dead, counters } = await stats(shop);
  const { expired } = counters;
  expect(dead).toBe(1 + expired);
  expect(counters).toMatchObject({ deadLettersExpired: 0, deadLettersEvicted: 0 });
  // The dead letter of the beginning is refused, so that it is no event.
  expect(sandbox.events().length + expired).toBe(ORDERS);
}

const JUMPS: Array<[string, number]> = [
  ['a day ahead', DAY_MS],
  ['31 days ahead', 31 * DAY_MS],
  ['a day behind', -DAY_MS],
];

describe.each(['a file', 'memory'])('a clock that jumps, with an outbox in %s', (place) => {
  it.each(JUMPS)(
    'while it runs, and is corrected: %s',
    async (_what, ahead) => {
      const shop = await start(place === 'memory' ? place : path);
      await fill(shop);
      await shop.ask('setClock', ahead);
      const { temporary } = (await stats(shop)).counters;
      await failedMoreThan(shop, temporary);
      // Longer than the time between two looks at the clock.
      await wait(2_500);
      await shop.ask('setClock', 0);
      await expectAllDelivered(shop);
    },
    60_000,
  );
});

describe('a clock that was wrong before the start', () => {
  it.each(JUMPS)(
    'and is right again: %s',
    async (_what, ahead) => {
      const before = await start(path, ahead);
      await fill(before);
      await before.kill('SIGTERM');
      await expectAllDelivered(await start(path));
    },
    60_000,
  );

  it.each(JUMPS)(
    'and is wrong now: %s',
    async (_what, ahead) => {
      const before = await start(path);
      await fill(before);
      await before.kill('SIGTERM');
      const shop = await start(path, ahead);
      await wait(2_500);
      await expectAllDelivered(shop);
    },
    60_000,
  );
});
