import { afterEach, describe, expect } from '@jest/globals';
import { needs } from '../utils/needs.js';
import type { Child } from './support/child.js';
import { OrderClients } from './support/order-clients.js';
import { OwnPostgres, OwnRedis, type OwnServer } from './support/own-servers.js';
import { bodiesById, drained, expectNoneLost } from './support/proof.js';
import { wait, withRandom } from './support/random.js';
import { useShops } from './support/shops.js';

const WEB = 2;
const WORKERS = 3;
const SECONDS = 20;
/** In these seconds the server ends: once in order, and once by a crash. */
const RESTARTS = [7, 14];
/** What a process sends or moves at once, at most: so many events may come twice when it, or the server, ends. */
const AT_ONCE = 64;

const shops = useShops();
let server: OwnServer | undefined;

afterEach(() => server?.remove());

interface Part {
  readonly role: 'web' | 'worker';
  readonly child: Child;
  readonly url: string;
}

async function start(role: Part['role'], child = shops.load()): Promise<Part> {
  if (role === 'web') {
    const { url } = await shops.startOn(child, server!.options, 'spill');
    return { role, child, url };
  }
  await shops.startWorker(child, server!.options);
  return { role, child, url: '' };
}

const SERVERS = [
  ['Redis', OwnRedis],
  ['PostgreSQL', OwnPostgres],
] as const;

describe.each(SERVERS)(`${WEB} shops and ${WORKERS} workers on %s`, (name, Server) => {
  const { it: test } = needs(`the programs of ${name}`, Server.isThere);

  test('lose no order while one is killed every second, and the server restarts', async () => {
    await withRandom(async (random) => {
      server = new Server();
      await server.start();
      const roles = [...Array(WEB).fill('web'), ...Array(WORKERS).fill('worker')] as Part['role'][];
      const open = await Promise.all(roles.map((role) => start(role)));
      const shopsOf = () => open.filter(({ role }) => role === 'web').map(({ url }) => url);
      const customers = new OrderClients(shopsOf, { pauseMs: 2 });
      let restarting: Promise<void> = Promise.resolve();
      for (let second = 1; second <= SECONDS; second++) {
        const next = shops.load();
        await wait(500 + random() * 1_000);
        if (RESTARTS.includes(second)) restarting = restart(server, second === RESTARTS[1]);
        const [killed] = open.splice(Math.trunc(random() * open.length), 1);
        await killed!.child.kill();
        open.push(await start(killed!.role, next));
      }
      await restarting;
      await customers.stop();
      expect(customers.strange).toEqual([]);
      await drained(open.find(({ role }) => role === 'web')!.child, 120_000);
      expectNoneLost(shops.sandbox, customers.acknowledged);
      expect(shops.putAside()).toEqual([]);
      const bodies = [...bodiesById(shops.sandbox).values()];
      const copies = bodies.reduce((sum, { length }) => sum + length - 1, 0);
      if (process.env['SHOW_TIMES']) {
        process.stderr.write(`${name}: ${customers.acknowledged.size} orders, ${copies} copies\n`);
      }
      // Not a share of the orders: how many there are depends on the machine.
      const ends = SECONDS + RESTARTS.length * roles.length;
      expect(copies).toBeLessThan(ends * AT_ONCE);
    });
  }, 300_000);
});

async function restart(server: OwnServer, isCrash: boolean): Promise<void> {
  await server.stop({ isCrash });
  await wait(1_500);
  await server.start();
}
