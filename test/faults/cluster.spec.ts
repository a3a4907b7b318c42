import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSandbox, type Sandbox } from '../../lib/sandbox/index.js';
import { buildPrograms, type Programs } from '../utils/build-programs.js';
import { Child } from './support/child.js';
import { OrderClients } from './support/order-clients.js';
import { drained, expectNoneLost } from './support/proof.js';
import { wait, withRandom } from './support/random.js';

const PROCESSES = 4;
/**
 * A response that has to go before its event is committed is none that promises anything; on a machine
 * that is busy enough there would be some.
 */
const COMMIT_TIMEOUT_MS = 600_000;

let programs: Programs;
let sandbox: Sandbox;

beforeAll(async () => {
  programs = await buildPrograms();
});
beforeEach(async () => {
  sandbox = await createSandbox({ maxEvents: 1_000_000 });
  sandbox.simulateFault({ delayMs: 10 });
});
afterEach(async () => {
  await Child.killAll();
  await sandbox.close();
});
afterAll(() => programs.remove());

interface Shop {
  readonly child: Child;
  readonly url: string;
}

async function open(outbox: string, child = new Child(programs, 'shop')): Promise<Shop> {
  const { token, endpoint } = sandbox;
  const options = {
    token,
    endpoint,
    outbox: { path: join(programs.folder, outbox), commitTimeoutMs: COMMIT_TIMEOUT_MS },
  };
  return { child, url: await child.ask<string>('start', options) };
}

describe(`${PROCESSES} processes on one outbox`, () => {
  it('lose no order while one of them is killed every second', async () => {
    await withRandom(async (random) => {
      const shops = await Promise.all(Array.from({ length: PROCESSES }, () => open('killed')));
      const customers = new OrderClients(() => shops.map(({ url }) => url), { pauseMs: 2 });
      for (let second = 1; second <= 12; second++) {
        // The next one loads its code meanwhile, and starts as soon as the place is free.
        const next = new Child(programs, 'shop');
        await wait(500 + random() * 1_000);
        const victim = Math.trunc(random() * PROCESSES);
        const [killed] = shops.splice(victim, 1);
        await killed!.child.kill();
        shops.push(await open('killed', next));
      }
      await customers.stop();
      expect(customers.strange).toEqual([]);
      await drained(shops[0]!.child);
      expectNoneLost(sandbox, customers.acknowledged);
    });
  }, 180_000);

  it('send nothing twice while none of them is killed', async () => {
    const shops = await Promise.all(Array.from({ length: PROCESSES }, () => open('alive')));
    const customers = new OrderClients(() => shops.map(({ url }) => url), { pauseMs: 2 });
    await wait(5_000);
    await customers.stop();
    await drained(shops[0]!.child);
    expectNoneLost(sandbox, customers.acknowledged);
    expect(sandbox.requests().length).toBe(sandbox.events().length);
    expect(customers.acknowledged.size).toBe(sandbox.events().length);
    const owners = new Set(await Promise.all(shops.map(({ child }) => deliveredBy(child))));
    expect(owners).not.toContain(0);
  }, 120_000);
});

async function deliveredBy(child: Child): Promise<number> {
  const { counters } = await child.ask<{ counters: { delivered: number } }>('stats');
  return counters.delivered;
}
