import { describe, expect, it } from '@jest/globals';
import { OrderClients } from './support/order-clients.js';
import { drained, expectNoneLost, stats } from './support/proof.js';
import { wait, withRandom } from './support/random.js';
import { useShops } from './support/shops.js';

const PROCESSES = 4;

const shops = useShops();

describe(`${PROCESSES} processes on one outbox`, () => {
  it('lose no order while one of them is killed every second', async () => {
    await withRandom(async (random) => {
      const open = await Promise.all(
        Array.from({ length: PROCESSES }, () => shops.start('killed')),
      );
      const customers = new OrderClients(() => open.map(({ url }) => url), { pauseMs: 2 });
      for (let second = 1; second <= 12; second++) {
        // The next one loads its code meanwhile, and starts as soon as the place is free.
        const next = shops.load();
        await wait(500 + random() * 1_000);
        const victim = Math.trunc(random() * PROCESSES);
        const [killed] = open.splice(victim, 1);
        await killed!.shop.kill();
        open.push(await shops.start('killed', next));
      }
      await customers.stop();
      expect(customers.strange).toEqual([]);
      await drained(open[0]!.shop);
      expectNoneLost(shops.sandbox, customers.acknowledged);
      expect(shops.putAside()).toEqual([]);
    });
  }, 180_000);

  it('send nothing twice while none of them is killed', async () => {
    const open = await Promise.all(Array.from({ length: PROCESSES }, () => shops.start('alive')));
    const customers = new OrderClients(() => open.map(({ url }) => url), { pauseMs: 2 });
    await wait(5_000);
    await customers.stop();
    await drained(open[0]!.shop);
    expectNoneLost(shops.sandbox, customers.acknowledged);
    expect(shops.putAside()).toEqual([]);
    expect(shops.sandbox.requests().length).toBe(shops.sandbox.events().length);
    expect(customers.acknowledged.size).toBe(shops.sandbox.events().length);
    for (const { shop } of open) expect((await stats(shop)).counters.delivered).toBeGreaterThan(0);
  }, 120_000);
});
