import { describe, expect, it } from '@jest/globals';
import type { Child, Ending } from './support/child.js';
import { OrderClients } from './support/order-clients.js';
import { drained, expectNoneLost } from './support/proof.js';
import { wait, withRandom, type Random } from './support/random.js';
import { useShops } from './support/shops.js';

const ROUNDS = 50;
/** How often the shop dies while it starts, beside the rounds in which it has customers. */
const EARLY_ROUNDS = 5;

const shops = useShops();

/** Ends the shop again and again at a random moment, and starts the next one on the same outbox. */
async function sellThrough(
  end: (shop: Child) => Promise<Ending>,
  random: Random,
): Promise<{ acknowledged: ReadonlyMap<string, number>; endings: Ending[] }> {
  const outbox = `outbox-${Math.trunc(random() * 1e9)}`;
  let open: string[] = [];
  const customers = new OrderClients(() => open);
  const endings: Ending[] = [];
  // The next shop loads its code meanwhile.
  let next = shops.load();
  for (let round = 1; round <= ROUNDS; round++) {
    const shop = next;
    next = shops.load();
    open = [(await shops.start(outbox, shop)).url];
    const served = customers.acknowledged.size;
    // A round without a single order would prove nothing.
    while (customers.acknowledged.size === served) await wait(2);
    await wait(random() * 150);
    endings.push(await end(shop));
    open = [];
    if (round % (ROUNDS / EARLY_ROUNDS) === 0) {
      const early = next;
      next = shops.load();
      const started = shops.start(outbox, early).catch(() => undefined);
      await wait(random() * 200);
      await early.kill();
      await started;
    }
  }
  await customers.stop();
  expect(customers.strange).toEqual([]);
  await shops.start(outbox, next);
  await drained(next);
  return { acknowledged: customers.acknowledged, endings };
}

describe('a shop that is ended under load', () => {
  it(`loses no order when it is killed ${ROUNDS} times`, async () => {
    await withRandom(async (random) => {
      const { acknowledged, endings } = await sellThrough((shop) => shop.kill('SIGKILL'), random);
      expectNoneLost(shops.sandbox, acknowledged);
      expect(shops.putAside()).toEqual([]);
      expect(endings).toEqual(Array(ROUNDS).fill([null, 'SIGKILL']));
    });
  }, 300_000);

  it(`loses no order when it is asked to end ${ROUNDS} times, and ends by itself`, async () => {
    await withRandom(async (random) => {
      const end = async (shop: Child) => {
        shop.signal('SIGTERM');
        // An impatient process manager.
        await wait(random() * 5);
        return shop.kill('SIGTERM');
      };
      const { acknowledged, endings } = await sellThrough(end, random);
      expectNoneLost(shops.sandbox, acknowledged);
      expect(shops.putAside()).toEqual([]);
      expect(endings).toEqual(Array(ROUNDS).fill([null, 'SIGTERM']));
    });
  }, 300_000);
});
