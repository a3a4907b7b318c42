import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { eventually } from '../utils/test-app.js';
import type { Child } from './support/child.js';
import { OrderClients } from './support/order-clients.js';
import { bodiesById, drained, expectNoneLost, said as saidBy, stats } from './support/proof.js';
import { wait } from './support/random.js';
import { useShop } from './support/shops.js';
import { disturb, itWithStrace, type Disturbance, type Slowness } from './support/slow-disk.js';
import { itWithDisks, makeDisk, type SmallDisk } from './support/small-disk.js';

const withStrace = await itWithStrace();
const withDisk = itWithDisks();
/** For how long a fault lasts, in milliseconds: longer than the time after which a locked file is opened again. */
const FAULT_MS = 2_500;
const WRITES = 'pwrite64,fsync,fdatasync,ftruncate';

const { sandbox, load, newOutbox, start } = useShop({ maxEvents: 1_000_000 });
let outbox: string;
let shops: Child[];
let urls: string[];
let customers: OrderClients | undefined;
let faults: Slowness[];
let disk: SmallDisk | undefined;

beforeEach(() => {
  outbox = newOutbox();
  [shops, urls, faults] = [[], [], []];
});
afterEach(async () => {
  await customers?.stop();
  await heal();
  disk?.remove();
  disk = customers = undefined;
});

/** Opens so many shops on the file. */
async function open(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const { shop, url } = await start({ outbox });
    urls.push(url);
    shops.push(shop);
  }
}

async function beginToSell(): Promise<OrderClients> {
  customers = new OrderClients(() => urls, { clients: 4, pauseMs: 5 });
  await customers.sold(20);
  return customers;
}

async function disturbAll(disturbance: Omit<Disturbance, 'files'>): Promise<void> {
  const files = ['', '-wal', '-shm'].map((suffix) => outbox + suffix);
  faults = await Promise.all(shops.map(({ pid }) => disturb(pid, { ...disturbance, files })));
}

async function heal(): Promise<void> {
  await Promise.all(faults.splice(0).map((fault) => fault.heal()));
}

const said = async (shop: Child, text: string) => (await saidBy(shop)).join().includes(text);

const counts = async (shop: Child) => stats(shop).catch(() => undefined);

/** Nothing was lost and no response another one, and what is sold from now on is in the file. */
async function expectRecovered(): Promise<void> {
  for (const shop of shops) {
    if (!(await said(shop, 'CANNOT BE USED'))) continue;
    await eventually('the file is used again', () => said(shop, 'can be used again'), 60_000);
  }
  await customers!.stop();
  expect(customers!.strange).toEqual([]);
  for (const shop of shops) {
    await eventually('the outbox answers', async () => (await counts(shop)) !== undefined, 60_000);
    await drained(shop);
  }
  expectNoneLost(sandbox, customers!.acknowledged);
  for (const shop of shops) {
    const none = { dropped: 0, unexpected: 0, eventsUnreadable: 0 };
    expect(await counts(shop)).toMatchObject({ inMemory: 0, counters: none });
  }
  // What cannot be delivered now is in the file, not in memory.
  sandbox.simulateFault({ status: 500 });
  await shops[0]!.ask('track', 'afterwards', 5);
  const { pending, leased, waiting, inMemory } = await stats(shops[0]!);
  expect([pending + leased + waiting, inMemory]).toEqual([5, 0]);
}

describe('a disk that fails', () => {
  withStrace.each<[string, string, string, number?]>([
    ['fails each write', WRITES, 'error=EIO'],
    ['is full for each write', WRITES, 'error=ENOSPC'],
    ['writes nothing of what it is given', 'pwrite64', 'retval=0'],
    ['fails some writes, for four processes', WRITES, 'error=EIO:when=2+5', 4],
    ['fails each write and each read', `${WRITES},pread64,openat`, 'error=EIO'],
    ['sets no lock', 'fcntl', 'error=EIO'],
    ['sets and releases some locks', 'fcntl', 'error=EIO:when=3+7'],
  ])(
    '%s: the shop sells meanwhile, loses nothing, and uses the file again (needs strace)',
    async (_, calls, effect, processes = 1) => {
      await open(processes);
      await beginToSell();
      await disturbAll({ calls, effect });
      await Promise.all([customers!.sold(40), wait(FAULT_MS)]);
      await heal();
      await customers!.sold(40);
      await expectRecovered();
    },
    150_000,
  );

  withStrace(
    'stalls for seconds with each call: responses leave, and the loops of four processes turn (needs strace)',
    async () => {
      await open(4);
      await beginToSell();
      const { length } = sandbox.requests();
      await disturbAll({ calls: WRITES, effect: 'delay_exit=5000000' });
      // What was leased before may still arrive.
      await Promise.all([customers!.sold(40), wait(1_000)]);
      const accepted = customers!.acknowledged.size;
      const delivered = sandbox.requests().length - length;
      // They left while the first call was still stalled: nothing that they wait for was committed.
      expect(accepted).toBeGreaterThan(delivered);
      await heal();
      await expectRecovered();
    },
    150_000,
  );
});

describe('a file that cannot be replaced', () => {
  withStrace.each([
    ['quarantined', 'rename', 'error=EACCES'],
    ['made again', 'pwrite64', 'error=ENOSPC'],
  ])(
    '(%s) is replaced as soon as that is possible, with all that can be read (needs strace)',
    async (_, calls, effect) => {
      sandbox.simulateFault({ status: 500 });
      await open(1);
      await shops[0]!.ask('track', 'before', 50, 'x'.repeat(2_000));
      await shops[0]!.ask('close');
      await shops.pop()!.kill();
      damage(outbox);
      const shop = load();
      faults = [await disturb(shop.pid, { calls, effect })];
      await start({ outbox }, { shop });
      await shop.ask('track', 'meanwhile', 50);
      expect(await said(shop, 'CANNOT BE USED')).toBe(true);
      expect(await said(shop, 'was damaged')).toBe(false);
      await heal();
      sandbox.simulateFault(undefined);
      await eventually('it is replaced', () => said(shop, 'was damaged'), 60_000);
      await drained(shop);
      const { eventsUnreadable, dropped, unexpected } = (await stats(shop)).counters;
      expect([dropped, unexpected]).toEqual([0, 0]);
      const arrived = [...bodiesById(sandbox).keys()];
      expect(arrived.filter((id) => id.startsWith('meanwhile'))).toHaveLength(50);
      const before = arrived.filter((id) => id.startsWith('before'));
      expect(before.length).toBeGreaterThan(0);
      // Some of those that cannot be read may have been on their way.
      expect(before.length + eventsUnreadable).toBeGreaterThanOrEqual(50);
    },
    120_000,
  );

  withDisk(
    'nor made at the start, because the disk is full, is made as soon as there is room (needs root)',
    async () => {
      disk = makeDisk('4m');
      outbox = join(disk.folder, 'outbox');
      disk.fill();
      await open(1);
      await beginToSell();
      expect((await counts(shops[0]!))?.counters.outboxUnavailable).toBe(1);
      disk.free();
      await customers!.sold(20);
      await expectRecovered();
    },
    120_000,
  );
});

/** Overwrites some of the pages in the middle. */
function damage(path: string): void {
  const file = openSync(path, 'r+');
  const bytes = Buffer.alloc(40 * 1024, 0xa5);
  writeSync(file, bytes, 0, bytes.length, 60 * 1024);
  closeSync(file);
}
