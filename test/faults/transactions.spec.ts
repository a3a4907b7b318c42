import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWithPostgres, usePostgres } from '../utils/postgres.js';
import { usePrograms } from '../utils/programs.js';
import { eventually } from '../utils/test-app.js';
import { useSandbox } from '../utils/use-sandbox.js';
import { Child } from './support/child.js';
import { bodiesById, drained, expectCopiesAreTheSame } from './support/proof.js';
import { wait, withRandom, type Random } from './support/random.js';

const ORDERS = 10_000;
/** How many shops sell at the same time. */
const SHOPS = 2;

const database = usePostgres([
  'CREATE SEQUENCE attempts',
  'CREATE TABLE customers (id text PRIMARY KEY)',
  "INSERT INTO customers VALUES ('jane')",
  `CREATE TABLE orders (id text PRIMARY KEY,
     customer text REFERENCES customers (id) DEFERRABLE INITIALLY DEFERRED)`,
]);
const programs = usePrograms();

describeWithPostgres('shops that write their events in the transactions of their orders', () => {
  // Before its sandbox is closed.
  afterEach(() => Child.killAll());
  const sandbox = useSandbox({ maxEvents: 1_000_000 });

  beforeEach(async () => {
    await database.pool.query('DELETE FROM orders');
    await database.pool.query("SELECT setval('attempts', 1, false)");
  });

  it.each(['node-postgres', 'TypeORM', 'Drizzle'])(
    `send exactly what is committed of ${ORDERS} orders by %s, however often they are killed`,
    (library) =>
      withRandom(async (random) => {
        const kills = await sellThrough(library, random);
        expect(kills).toBeGreaterThan(10);

        const { rows } = await database.pool.query('SELECT id FROM orders');
        const committed = new Set<string>(rows.map(({ id }) => id));
        const bodies = bodiesById(sandbox);
        expect([...committed].filter((id) => !bodies.has(id))).toEqual([]);
        expect([...bodies.keys()].filter((id) => !committed.has(id))).toEqual([]);
        expectCopiesAreTheSame(bodies);
        expect(committed.size).toBeGreaterThan(ORDERS * 0.6);
        expect(committed.size).toBeLessThan(ORDERS * 0.66);
      }),
    900_000,
  );

  /** Sells all orders with shops that are killed one after the other. @returns how often */
  async function sellThrough(library: string, random: Random): Promise<number> {
    const { token, endpoint } = sandbox;
    const outbox = join(programs.newFolder(), 'outbox');
    let kills = 0;
    let isOver = false;
    const load = () => new Child(programs, 'transaction-shop');
    const open = async (shop = load()) => {
      await shop.ask('start', library, database.url, { token, endpoint, outbox });
      return shop;
    };
    const sell = async () => {
      // The next shop loads its code meanwhile.
      let next = load();
      while (!isOver) {
        const shop = await open(next);
        next = load();
        const sold = shop.ask('sell', ORDERS).then(
          () => true,
          (error: Error) => {
            if (!error.message.includes('SIGKILL')) throw error;
            return false;
          },
        );
        const isSold = await Promise.race([sold, wait(500 + random() * 2_000).then(() => false)]);
        await shop.kill();
        await sold;
        if (isSold) isOver = true;
        else kills++;
      }
    };
    await Promise.all(Array.from({ length: SHOPS }, sell));
    const last = await open();
    const isMoved = async () => (await database.waiting()).length === 0;
    await eventually('all rows are moved', isMoved, 60_000);
    await drained(last);
    return kills;
  }
});
