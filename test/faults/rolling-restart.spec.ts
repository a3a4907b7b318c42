import { describe, expect, it } from '@jest/globals';
import type { Child } from './support/child.js';
import { OrderClients } from './support/order-clients.js';
import { drained, expectNoneLost } from './support/proof.js';
import { wait, withRandom } from './support/random.js';
import { useShops } from './support/shops.js';

const ROUNDS = 8;

const shops = useShops();

interface Shop {
  readonly child: Child;
  readonly url: string;
}

async function start(child = shops.load()): Promise<Shop> {
  return { child, url: await shops.start(child, 'rolling') };
}

describe('two shops on one outbox, of which one after the other is restarted', () => {
  it('lose no order, and send none twice', async () => {
    await withRandom(async (random) => {
      const open = [await start(), await start()];
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
        expect(await open[one]!.child.kill('SIGTERM')).toEqual([null, 'SIGTERM']);
        open[one] = await start(next);
        expect(customers.acknowledged.size).toBeGreaterThan(before);
        served = [...open];
      }
      await customers.stop();
      expect(customers.strange).toEqual([]);
      await Promise.all(open.map(({ child }) => drained(child)));
      expectNoneLost(shops.sandbox, customers.acknowledged);
      expect(shops.putAside()).toEqual([]);
      expect(shops.sandbox.requests().length).toBe(shops.sandbox.events().length);
    });
  }, 180_000);
});
