import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSandbox, type Sandbox } from '../../lib/sandbox/index.js';
import { buildPrograms, type Programs } from '../utils/build-programs.js';
import { Child, type Ending } from './support/child.js';
import { OrderClients } from './support/order-clients.js';
import { drained, expectNoneLost } from './support/proof.js';
import { wait, withRandom, type Random } from './support/random.js';

const ROUNDS = 50;
/** How often the shop dies while it starts, beside the rounds in which it has customers. */
const EARLY_ROUNDS = 5;

let programs: Programs;
let sandbox: Sandbox;

beforeAll(async () => {
  programs = await buildPrograms();
});
beforeEach(async () => {
  sandbox = await createSandbox({ maxEvents: 1_000_000 });
  // So that events are on their way, and others wait, at any moment.
  sandbox.simulateFault({ delayMs: 10 });
});
afterEach(async () => {
  await Child.killAll();
  await sandbox.close();
});
afterAll(() => programs.remove());

/** Ends the shop again and again at a random moment, and starts the next one on the same outbox. */
async function sellThrough(
  end: (shop: Child) => Promise<Ending>,
  random: Random,
): Promise<{ acknowledged: ReadonlyMap<string, number>; endings: Ending[] }> {
  const options = {
    token: sandbox.token,
    endpoint: sandbox.endpoint,
    outbox: {
      path: join(programs.folder, `outbox-${Math.trunc(random() * 1e9)}`),
      // A response that has to go before its event is committed promises nothing.
      commitTimeoutMs: 600_000,
    },
  };
  let open: string[] = [];
  const customers = new OrderClients(() => open);
  const endings: Ending[] = [];
  // The next shop loads its code meanwhile, and touches nothing before it is told to start.
  let next = new Child(programs, 'shop');
  for (let round = 1; round <= ROUNDS; round++) {
    const shop = next;
    next = new Child(programs, 'shop');
    open = [await shop.ask<string>('start', options)];
    const served = customers.acknowledged.size;
    // A round without a single order would prove nothing.
    while (customers.acknowledged.size === served) await wait(2);
    await wait(random() * 150);
    endings.push(await end(shop));
    open = [];
    if (round % (ROUNDS / EARLY_ROUNDS) === 0) {
      const early = next;
      next = new Child(programs, 'shop');
      const started = early.ask('start', options).catch(() => undefined);
      await wait(random() * 200);
      await early.kill();
      await started;
    }
  }
  await customers.stop();
  expect(customers.strange).toEqual([]);
  await next.ask('start', options);
  await drained(next);
  return { acknowledged: customers.acknowledged, endings };
}

describe('a shop that is ended under load', () => {
  it(`loses no order when it is killed ${ROUNDS} times`, async () => {
    await withRandom(async (random) => {
      const { acknowledged, endings } = await sellThrough((shop) => shop.kill('SIGKILL'), random);
      expectNoneLost(sandbox, acknowledged);
      expect(endings).toEqual(Array(ROUNDS).fill([null, 'SIGKILL']));
    });
  }, 300_000);

  it(`loses no order when it is told to end ${ROUNDS} times, and ends by itself`, async () => {
    await withRandom(async (random) => {
      const { acknowledged, endings } = await sellThrough((shop) => shop.kill('SIGTERM'), random);
      expectNoneLost(sandbox, acknowledged);
      expect(endings).toEqual(Array(ROUNDS).fill([null, 'SIGTERM']));
    });
  }, 300_000);
});
