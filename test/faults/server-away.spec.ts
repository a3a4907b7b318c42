import { afterEach, describe, expect } from '@jest/globals';
import { Redis } from 'ioredis';
import { createConverge } from '../../lib/express/index.js';
import type { ConvergeHealth } from '../../lib/index.js';
import { startCli } from '../cli/support/run-cli.js';
import { orderEvent } from '../utils/events.js';
import { needs } from '../utils/needs.js';
import { usePrograms } from '../utils/programs.js';
import { eventually } from '../utils/test-app.js';
import type { Child } from './support/child.js';
import type { LongestTimes } from './programs/shop.js';
import { OrderClients } from './support/order-clients.js';
import { OwnPostgres, OwnRedis, type OwnServer } from './support/own-servers.js';
import { drained, expectNoneLost, stats } from './support/proof.js';
import { wait } from './support/random.js';
import { useShop } from './support/shops.js';

/** How long the server is away; of it, Redis accepts connections for the first part, and does not answer. */
const [AWAY_MS, HANGING_MS] = [60_000, 20_000];
/** A little longer than a command waits for an answer. */
const SLOW_MS = 33_000;
/** What a response waits for its event at most, and what it may take besides. */
const [COMMIT_TIMEOUT_MS, BESIDES_MS] = [50, 20];

const { sandbox, newOutbox, start } = useShop({ maxEvents: 1_000_000 });
const cli = usePrograms();
let server: OwnServer;

afterEach(() => server.remove());

const SERVERS = [
  ['Redis', OwnRedis],
  ['PostgreSQL', OwnPostgres],
] as const;

describe.each(SERVERS)('%s is away for a minute', (name, Server) => {
  const { it: test } = needs(`the programs of ${name}`, Server.isThere);

  test('and no order fails, none is slow, and none is lost', async () => {
    server = new Server();
    await server.start();
    const spill = { path: newOutbox(), commitTimeoutMs: COMMIT_TIMEOUT_MS };
    const { shop, url } = await start({ outbox: { ...spill, bullmq: server.options } });
    const customers = new OrderClients(() => [url], { pauseMs: 20 });
    await wait(3_000);
    await shop.ask('watchLoop');
    await beAway(name === 'Redis');
    const sentMeanwhile = (await stats(shop)).counters.delivered;
    const ordersMeanwhile = customers.acknowledged.size;
    await server.start();
    await wait(3_000);
    const { responseMs, stopMs } = await shop.ask<LongestTimes>('longestTimes');
    await customers.stop();
    // Until then, the events on the server are not counted.
    await eventually('the server is used again', () => usesServer(shop), 240_000);
    await drained(shop, 240_000);
    const { counters, inMemory } = await stats(shop);
    if (process.env['SHOW_TIMES']) {
      const seen = { orders: customers.acknowledged.size, responseMs, stopMs };
      process.stderr.write(`${name} ${JSON.stringify(seen)}\n`);
    }
    expect(customers.strange).toEqual([]);
    expect(customers.failed).toBe(0);
    // On a busy machine, the shop's event loop stands still, which delays a response in addition.
    expect(responseMs).toBeLessThan(COMMIT_TIMEOUT_MS + BESIDES_MS + stopMs);
    expectNoneLost(sandbox, customers.acknowledged);
    expect(counters).toMatchObject({ dropped: 0, unexpected: 0 });
    expect(counters.brokerUnavailable).toBeGreaterThan(0);
    expect(sentMeanwhile).toBeGreaterThan(ordersMeanwhile / 2);
    // What the server takes in the moment in which it goes away may be kept here, too.
    expect(counters.delivered / customers.acknowledged.size).toBeLessThan(1.01);
    expect(inMemory).toBe(0);
  }, 600_000);
});

async function usesServer(shop: Child): Promise<boolean> {
  const { reasons } = await shop.ask<ConvergeHealth>('health');
  return !reasons.some((reason) => reason.includes("THE OUTBOX'S SERVER CANNOT BE USED"));
}

async function beAway(hangsFirst: boolean): Promise<void> {
  if (hangsFirst) {
    server.signal('SIGSTOP');
    await wait(HANGING_MS);
  }
  await server.stop({ isCrash: true });
  await wait(hangsFirst ? AWAY_MS - HANGING_MS : AWAY_MS);
}

const { it: test } = needs('the program of Redis', OwnRedis.isThere);

test('one slow answer of a Redis that is alive does not end `send`', async () => {
  const redis = new OwnRedis();
  server = redis;
  await redis.start();
  const url = `redis://127.0.0.1:${redis.port}`;
  const { token, endpoint } = sandbox;
  await (await createConverge(token, { endpoint, outbox: url })).close();
  const env = { CONVERGE_OUTBOX_PATH: url, CONVERGE_TOKEN: token, CONVERGE_ENDPOINT: endpoint };
  const { child, said, ended } = startCli(cli, ['send', '-'], { env, cwd: cli.newFolder() });
  const client = new Redis(url);
  const isConsuming = async () => String(await client.client('LIST')).includes('name=bull:');
  await eventually('the command is connected', isConsuming);
  client.disconnect();
  redis.signal('SIGSTOP');
  const ids = Array.from({ length: 20 }, (_, at) => `slow-${at}`);
  child.stdin.end(JSON.stringify(ids.map((id) => orderEvent({ event_id: id }))));
  await wait(SLOW_MS);
  redis.signal('SIGCONT');
  expect({ code: await ended, ...said }).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('20 events: 20 delivered.'),
  });
  expect(sandbox.events().map(({ event }) => event.event_id)).toEqual(ids);
}, 120_000);
