import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ConvergeModuleOptions } from '../../lib/index.js';
import { eventually } from '../utils/test-app.js';
import type { Child } from './support/child.js';
import { bodiesById, drained, expectCopiesAreTheSame, stats } from './support/proof.js';
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

const ids = (prefix: string) => Array.from({ length: ORDERS }, (_, n) => `${prefix}-${n}`);
const expectArrived = (...prefixes: string[]) =>
  expect(arrived().sort()).toEqual(prefixes.flatMap(ids).sort());
const arrived = () => sandbox.events().map(({ event }) => event.event_id);

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
    expectCopiesAreTheSame(bodiesById(sandbox));
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
    expectCopiesAreTheSame(bodiesById(sandbox));
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
