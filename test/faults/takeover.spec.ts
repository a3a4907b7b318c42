import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ConvergeModuleOptions, ConvergeStats } from '../../lib/index.js';
import { createSandbox } from '../../sandbox/server/index.js';
import type { LogEntry } from '../utils/recording-logger.js';
import { eventually } from '../utils/test-app.js';
import type { Child } from './support/child.js';
import { bodiesById, drained } from './support/proof.js';
import { wait } from './support/random.js';
import { useShop } from './support/shops.js';

/** As long as a lease holds, and a little more. */
const LEASE_MS = 15_000;
const ORDERS = 40;

const { sandbox, load, newOutbox, start: startShop } = useShop();
let outbox: string;
beforeEach(() => {
  outbox = newOutbox();
});

const start = async (options: ConvergeModuleOptions = {}) =>
  (await startShop({ outbox, ...(options as object) })).shop;

const stats = (child: Child) => child.ask<ConvergeStats>('stats');
const ids = (prefix: string) => Array.from({ length: ORDERS }, (_, n) => `${prefix}-${n}`);
const expectArrived = (...prefixes: string[]) =>
  expect(arrived().sort()).toEqual(prefixes.flatMap(ids).sort());
const arrived = () => sandbox.events().map(({ event }) => event.event_id);

/** What the library itself said, level and words. */
async function said(child: Child): Promise<string[]> {
  const entries = await child.ask<LogEntry[]>('log');
  return entries
    .filter(({ context }) => context === 'Converge')
    .map(({ level, message }) => `${level}: ${message}`);
}

function expectCopiesAreTheSame(): void {
  const bodies = [...bodiesById(sandbox).values()];
  expect(bodies.filter((copies) => new Set(copies).size > 1)).toEqual([]);
}

/** Starts a process whose first request hangs, so that it holds leases. */
async function startHolding(prefix: string): Promise<{ holder: Child; leased: number }> {
  sandbox.simulateFault('hang');
  const before = sandbox.requests().length;
  const holder = await start({ delivery: { concurrency: 1, timeoutMs: 20_000 } });
  await holder.ask('track', prefix, ORDERS);
  await eventually('one is on its way', () => sandbox.requests().length === before + 1);
  const { leased } = await stats(holder);
  expect(leased).toBeGreaterThan(0);
  sandbox.simulateFault(undefined);
  return { holder, leased };
}

describe('a takeover', () => {
  it('by a sibling, and by the next start: all that a killed process had leased is sent', async () => {
    const ofSibling = outbox;
    const { holder: first, leased: ofFirst } = await startHolding('first');
    outbox += '-second';
    const { holder: second, leased: ofSecond } = await startHolding('second');
    const sibling = await start({ outbox: ofSibling });
    await Promise.all([first.kill(), second.kill()]);
    const next = await start();

    // What was not leased goes at once.
    const atOnce = 2 * ORDERS - ofFirst - ofSecond;
    await eventually('the rest is sent', () => arrived().length >= atOnce);
    await sandbox.waitForEvents(2 * ORDERS, 4 * LEASE_MS);
    await drained(sibling);
    await drained(next);
    expectArrived('first', 'second');
    expectCopiesAreTheSame();
  }, 120_000);

  it('from a process that was only stopped: nothing is lost when it wakes', async () => {
    const { holder } = await startHolding('order');
    holder.signal('SIGSTOP');
    const sibling = await start();
    await sandbox.waitForEvents(ORDERS, 4 * LEASE_MS);
    await drained(sibling);
    await sibling.ask('track', 'late', ORDERS);
    holder.signal('SIGCONT');
    await holder.ask('track', 'awake', ORDERS);
    await sandbox.waitForEvents(3 * ORDERS, 60_000);
    expectArrived('order', 'late', 'awake');
    expectCopiesAreTheSame();
  }, 120_000);
});

describe('a process that only records', () => {
  it('leaves the sending to an application without a server', async () => {
    const recorder = await start({ delivery: false });
    await recorder.ask('track', 'before', ORDERS);
    expect(await stats(recorder)).toMatchObject({ pending: ORDERS, leased: 0 });
    const sender = load();
    const { token, endpoint } = sandbox;
    await sender.ask('startContext', { token, endpoint, outbox });
    await sandbox.waitForEvents(ORDERS);
    await recorder.ask('track', 'after', ORDERS);
    await sandbox.waitForEvents(2 * ORDERS);
    await drained(recorder);
    expect((await stats(recorder)).counters.delivered).toBe(0);
    expect((await stats(sender)).counters.delivered).toBe(2 * ORDERS);
    expect(sandbox.requests()).toHaveLength(2 * ORDERS);
  });
});

describe('two sources in one file', () => {
  it('never get the events of each other, until that is wanted', async () => {
    const other = await createSandbox({ token: 'other-token' });
    try {
      const { token, endpoint } = other;
      const first = await start({ token, endpoint, delivery: false });
      await first.ask('track', 'other', ORDERS);
      await first.ask('close');
      await first.kill();

      const second = await start();
      await second.ask('track', 'own', ORDERS);
      await sandbox.waitForEvents(ORDERS);
      await drained(second);
      const counters = { heldEvents: ORDERS };
      expect(await stats(second)).toMatchObject({ held: ORDERS, counters });
      expect(await said(second)).toContainEqual(
        expect.stringMatching(`^warn: the outbox holds ${ORDERS} event`),
      );
      // Long enough for a process to look twice for what is due.
      await wait(300);
      expectArrived('own');

      expect(await second.ask('adopt')).toBe(ORDERS);
      await sandbox.waitForEvents(2 * ORDERS);
      expectArrived('other', 'own');
      expect(other.requests()).toEqual([]);
    } finally {
      await other.close();
    }
  });
});

describe('an outbox that cannot be used', () => {
  it('lets the application start on memory, and says so loudly', async () => {
    writeFileSync(outbox, '');
    const shop = await start({ outbox: join(outbox, 'below', 'a-file') });
    expect(await said(shop)).toContainEqual(
      expect.stringMatching(/^error: THE DURABLE OUTBOX .* CANNOT BE USED.*it cannot be written/),
    );
    await shop.ask('track', 'order', ORDERS);
    await sandbox.waitForEvents(ORDERS);
    expectArrived('order');
  });

  it('is quarantined when it is damaged, and a new one is begun', async () => {
    const first = await start({ delivery: false });
    await first.ask('close');
    writeFileSync(outbox, readFileSync(outbox).fill(0xff, 100));
    const shop = await start({ delivery: false });
    expect(await said(shop)).toContainEqual(
      expect.stringMatching(/^error: the outbox's file was damaged: it was moved to /),
    );
    await shop.ask('track', 'order', ORDERS);
    expect(await stats(shop)).toMatchObject({ pending: ORDERS });
    await shop.kill();
    expect(readdirSync(dirname(outbox)).filter((name) => /\.damaged-.*Z$/.test(name))).toHaveLength(
      1,
    );
    expect(existsSync(outbox)).toBe(true);
    await start();
    await sandbox.waitForEvents(ORDERS);
  });
});
