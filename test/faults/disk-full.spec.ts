import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConvergeModuleOptions, ConvergeStats } from '../../lib/index.js';
import { createSandbox, type Sandbox } from '../../lib/sandbox/index.js';
import { eventually } from '../utils/test-app.js';
import { usePrograms } from '../utils/programs.js';
import { Child } from './support/child.js';
import { OrderClients } from './support/order-clients.js';
import { bodiesById, drained } from './support/proof.js';
import { canMakeDisks, makeDisk, type SmallDisk } from './support/small-disk.js';

const withDisk = canMakeDisks() ? it : it.skip;

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
  await sold(20);
}

/** Waits until customers have seen so many more orders accepted. */
async function sold(more: number): Promise<void> {
  const { size } = customers.acknowledged;
  await eventually('more is sold', () => customers.acknowledged.size >= size + more, 60_000);
}

async function reopenSandbox(): Promise<void> {
  const port = Number(new URL(sandbox.endpoint).port);
  sandbox = await createSandbox({ maxEvents: 1_000_000, port });
}

const dropped = async (): Promise<number> =>
  (await shop.ask<ConvergeStats>('stats')).counters.dropped;

/** No response was another one, and each order was either delivered or reported as refused, never both. */
async function expectAllAccountedFor(reason: string): Promise<void> {
  await customers.stop();
  expect(customers.strange).toEqual([]);
  await drained(shop);
  const heard = await shop.ask<Record<string, string[]>>('heard');
  expect(Object.keys(heard)).toEqual([reason]);
  const refused = new Set(heard[reason]);
  expect(heard[reason]).toHaveLength(refused.size);
  expect((await shop.ask<ConvergeStats>('stats')).counters).toMatchObject({
    dropped: refused.size,
    unexpected: 0,
  });
  const arrived = new Set(bodiesById(sandbox).keys());
  const neither = [...customers.acknowledged.keys()].filter(
    (id) => refused.has(id) === arrived.has(id),
  );
  expect(neither).toEqual([]);
  const log = await shop.ask<Array<{ level: string; message: string }>>('log');
  expect(log.filter(({ level }) => level === 'error')).toContainEqual(
    expect.objectContaining({ message: expect.stringContaining('the event was not stored') }),
  );
}

describe('a full outbox', () => {
  it('refuses and reports, and takes events again when Converge does', async () => {
    await sell({ path: join(programs.folder, 'outbox'), maxEvents: 200 });
    await sandbox.close();
    await eventually('it is full', async () => (await dropped()) > 0, 60_000);
    await sold(100);
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
    'refuses and reports while others fill the disk (needs root), and takes events when there is space',
    async () => {
      disk = makeDisk('64m');
      await sell(join(disk.folder, 'outbox'));
      disk.fill();
      await eventually('it is full', async () => (await dropped()) > 0, 60_000);
      await sold(100);
      disk.free();
      const before = sandbox.events().length;
      await eventually('events arrive', () => sandbox.events().length >= before + 100, 60_000);
      await expectAllAccountedFor('disk');
    },
    180_000,
  );

  withDisk(
    'refuses and reports when its own events fill the disk (needs root), and takes events when Converge does',
    async () => {
      disk = makeDisk('4m');
      await sell(join(disk.folder, 'outbox'));
      sandbox.simulateFault({ status: 500 });
      await eventually('it is full', async () => (await dropped()) > 0, 60_000);
      await sold(100);
      sandbox.simulateFault(undefined);
      const before = sandbox.events().length;
      await eventually('events arrive', () => sandbox.events().length >= before + 200, 30_000);
      await expectAllAccountedFor('disk');
    },
    180_000,
  );
});
