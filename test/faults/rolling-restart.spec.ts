import { describe, expect, it } from '@jest/globals';
import { OrderClients } from './support/order-clients.js';
import { drained, expectNoneLost } from './support/proof.js';
import { wait, withRandom } from './support/random.js';
import { useShops } from './support/shops.js';

const ROUNDS = 8;

const shops = useShops();

describe('two shops on one outbox, of which one after the other is restarted', () => {
  it('lose no order, and send none twice', async () => {
    await withRandom(async (random) => {
      const open = [await shops.start('rolling'), await shops.start('rolling')];
      // New orders go to the other one, as behind a load balancer.
      let served = [...open];
      const customers = new OrderClients(() => served.map(({ url }) => url), { pauseMs: 2 });
      for (let round = 0; round < ROUNDS; round++) {
        const next = shops.load();
        const one = round % 2;
        await wait(200 + random() * 500);
        served = [open[1 - one]!];
        const before = customers.acknowledged.size;
        // No signal until the orders that it still has are answered.
        await wait(100);
        expect(await open[one]!.shop.kill('SIGTERM')).toEqual([null, 'SIGTERM']);
        open[one] = await shops.start('rolling', next);
        expect(customers.acknowledged.size).toBeGreaterThan(before);
        served = [...open];
      }
      await customers.stop();
      expect(customers.strange).toEqual([]);
      await Promise.all(open.map(({ shop }) => drained(shop)));
      expectNoneLost(shops.sandbox, customers.acknowledged);
      expect(shops.putAside()).toEqual([]);
      expect(shops.sandbox.requests().length).toBe(shops.sandbox.events().length);
    });
  }, 180_000);
});
