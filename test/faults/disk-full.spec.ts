import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConvergeModuleOptions } from '../../lib/index.js';
import { createSandbox, type Sandbox } from '../../sandbox/server/index.js';
import { eventually } from '../utils/test-app.js';
import { usePrograms } from '../utils/programs.js';
import { Child } from './support/child.js';
import { OrderClients } from './support/order-clients.js';
import { bodiesById, drained, expectNoneLost, said, stats } from './support/proof.js';
import { itWithDisks, makeDisk, type SmallDisk } from './support/small-disk.js';

const withDisk = itWithDisks();

const programs = usePrograms();
let sandbox: Sandbox;
let disk: SmallDisk | undefined;
let shop: Child;
let customers: OrderClients;

beforeEach(async () => {
  sandbox = await createSandbox({ maxEvents: 1_000_000 });
});
afterEach(async () => {
  await customers.stop();
  await Child.killAll();
  await sandbox.close();
  disk?.remove();
  disk = undefined;
});

async function sell(outbox: ConvergeModuleOptions['outbox']): Promise<void> {
  shop = new Child(programs, 'shop');
  const { token, endpoint } = sandbox;
  const delivery = { retry: { baseDelayMs: 100, maxDelayMs: 500 } };
  const url = await shop.ask<string>('start', { token, endpoint, outbox, delivery }, ['onDropped']);
  customers = new OrderClients(() => [url], { pauseMs: 1 });
  await customers.sold(20);
}

async function reopenSandbox(): Promise<void> {
  const port = Number(new URL(sandbox.endpoint).port);
  sandbox = await createSandbox({ maxEvents: 1_000_000, port });
}

const dropped = async () => (await stats(shop)).counters.dropped;
const isInMemory = async () => (await stats(shop)).inMemory > 0;

/** No response was another one, each order was delivered, and the file is used again. */
async function expectAllDelivered(): Promise<void> {
  await customers.stop();
  expect(customers.strange).toEqual([]);
  await drained(shop);
  expectNoneLost(sandbox, customers.acknowledged);
  const isUsed = async () => (await said(shop)).join().includes('can be used again');
  await eventually('the file is used again', isUsed);
  const { inMemory, counters } = await stats(shop);
  expect([inMemory, counters]).toMatchObject([0, { dropped: 0, unexpected: 0 }]);
}

describe('a full outbox', () => {
  it('refuses and reports, and takes events again when Converge does', async () => {
    await sell({ path: join(programs.folder, 'outbox'), maxEvents: 200 });
    await sandbox.close();
    await eventually('it is full', async () => (await dropped()) > 0, 60_000);
    await customers.sold(100);
    const refused = await dropped();
    expect(refused).toBeGreaterThan(50);
    const delivered = new Set(bodiesById(sandbox).keys());
    await reopenSandbox();
    await sandbox.waitForEvents(250, 60_000);
    await customers.stop();
    await drained(shop);
    const heard = await shop.ask<Record<string, string[]>>('heard');
    expect(Object.keys(heard)).toEqual(['maxEvents']);
    expect(new Set(heard['maxEvents']).size).toBe(await dropped());
    const arrived = new Set([...delivered, ...bodiesById(sandbox).keys()]);
    const lost = [...customers.acknowledged.keys()].filter(
      (id) => !arrived.has(id) && !heard['maxEvents']!.includes(id),
    );
    expect(lost).toEqual([]);
    expect(customers.strange).toEqual([]);
  }, 180_000);

  withDisk(
    'loses nothing while others fill the disk (needs root): it delivers from memory meanwhile',
    async () => {
      disk = makeDisk('64m');
      await sell(join(disk.folder, 'outbox'));
      disk.fill();
      await eventually('it is full', isInMemory, 60_000);
      const before = sandbox.events().length;
      await customers.sold(500);
      await eventually('they arrive', () => sandbox.events().length >= before + 500, 60_000);
      disk.free();
      await expectAllDelivered();
    },
    180_000,
  );

  withDisk(
    'loses nothing when its own events fill the disk (needs root), and has them on the disk when Converge takes them',
    async () => {
      disk = makeDisk('4m');
      await sell(join(disk.folder, 'outbox'));
      sandbox.simulateFault({ status: 500 });
      await eventually('it is full', isInMemory, 60_000);
      await customers.sold(100);
      sandbox.simulateFault(undefined);
      await expectAllDelivered();
    },
    180_000,
  );
});
