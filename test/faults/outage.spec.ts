import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createSandbox, type Sandbox } from '../../sandbox/server/index.js';
import { rowsOf } from '../utils/outbox-file.js';
import { eventually } from '../utils/test-app.js';
import { usePrograms } from '../utils/programs.js';
import { Child } from './support/child.js';
import { bodiesById, drained, expectCopiesAreTheSame, stats } from './support/proof.js';

const ORDERS = 100_000;
/** Makes an event as large as an order with a dozen items: all of them are 100 MB. */
const NOTE = 'x'.repeat(800);
/**
 * The heap of the shop is limited: with all events in memory it would die of it. Beside the heap there
 * are SQLite's pages and what is not collected yet, for which the bound on resident memory is generous.
 */
const HEAP = '--max-old-space-size=64';
const MEMORY_BYTES = 128 * 1024 ** 2;

const CONCURRENCY = 8;
const RETRY = { baseDelayMs: 500, maxDelayMs: 1_000 };
/** How many attempts in a row open the breaker. */
const OUTAGE_ATTEMPTS = 50;
/** What may be sent before the breaker opens: as much as it needs to see, and what is on its way then. */
const BEFORE_OPEN = OUTAGE_ATTEMPTS + CONCURRENCY;

const programs = usePrograms();
let sandbox: Sandbox;

afterEach(async () => {
  await Child.killAll();
  await sandbox.close();
});

describe(`an outage with ${ORDERS} orders`, () => {
  it('loses none, and costs neither memory, attempts nor connections', async () => {
    sandbox = await createSandbox();
    const { token, endpoint } = sandbox;
    await sandbox.close();
    const outbox = join(programs.folder, 'outbox');
    const delivery = { concurrency: CONCURRENCY, retry: RETRY };
    const shop = new Child(programs, 'shop', [HEAP]);
    await shop.ask('start', { token, endpoint, outbox, delivery });

    // Warm, so that what is measured is the backlog.
    await shop.ask('track', 'warm', 2_000, NOTE);
    const memoryBefore = await shop.ask<number>('rss');
    const began = Date.now();
    let memoryPeak = 0;
    for (let n = 0; n < 20; n++) {
      await shop.ask('track', `order-${n}`, ORDERS / 20, NOTE);
      memoryPeak = Math.max(memoryPeak, await shop.ask<number>('rss'));
    }
    expect(memoryPeak - memoryBefore).toBeLessThan(MEMORY_BYTES);

    // It refuses connections: nothing but probes.
    await eventually('the breaker is open', async () => (await stats(shop)).breaker === 'open');
    expect((await stats(shop)).counters.temporary).toBeLessThanOrEqual(
      BEFORE_OPEN + probesSince(began),
    );
    expect(await stats(shop)).toMatchObject({ dead: 0, counters: { delivered: 0, dropped: 0 } });

    // It listens, and answers 500: still nothing but probes, and one socket for them.
    sandbox = await createSandbox({ port: Number(new URL(endpoint).port), maxEvents: 2 * ORDERS });
    sandbox.simulateFault({ status: 500 });
    const listensSince = Date.now();
    await eventually('probes were answered', () => sandbox.requests().length >= 3);
    expect(sandbox.requests().length).toBeLessThanOrEqual(probesSince(listensSince));
    expect(sandbox.connectionsPeak()).toBe(1);
    // Used up by all events that wait.
    const [{ attempts }] = rowsOf(outbox, 'SELECT sum(attempts) AS attempts FROM events');
    expect(attempts).toBeGreaterThan(0);
    expect(attempts).toBeLessThanOrEqual(BEFORE_OPEN);

    // It is well again.
    sandbox.simulateFault(undefined);
    await drained(shop, 200_000);
    const bodies = bodiesById(sandbox);
    expect(bodies.size).toBe(ORDERS + 2_000);
    expectCopiesAreTheSame(bodies);
    expect(sandbox.events()).toHaveLength(ORDERS + 2_000);
    expect(sandbox.connectionsPeak()).toBeLessThanOrEqual(CONCURRENCY);
    expect((await stats(shop)).counters).toMatchObject({ breakerOpened: 1, breakerClosed: 1 });
    expect((await shop.ask<number>('rss')) - memoryBefore).toBeLessThan(MEMORY_BYTES);
  }, 360_000);
});

/** How many probes there can have been since then: one at once, then never sooner than the shortest pause. */
function probesSince(time: number): number {
  return 1 + Math.ceil((Date.now() - time) / RETRY.baseDelayMs);
}
