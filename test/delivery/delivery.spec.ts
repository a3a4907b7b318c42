import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ConvergeModule,
  ConvergeService,
  type ConvergeModuleOptions,
  type ReportKind,
} from '../../lib/index.js';
import { createSandbox, type Sandbox, type SandboxFault } from '../../sandbox/server/index.js';
import { cleanBrokers, testOutboxes } from '../utils/brokers.js';
import { orderEvent } from '../utils/events.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { eventually, startApp, type TestApp } from '../utils/test-app.js';

const TOKEN = 'the-secret-token';
const FAST = { baseDelayMs: 20, maxDelayMs: 200 };

let sandbox: Sandbox;
let shop: TestApp | undefined;

beforeEach(async () => {
  sandbox = await createSandbox({ token: TOKEN });
});

afterEach(async () => {
  expect(shop?.logger.text ?? '').not.toMatch(/the-secret-token|jane@example/);
  await shop?.close();
  shop = undefined;
  await sandbox.close();
});

const folder = useTemporaryFolder();

const OUTBOXES: Record<string, () => ConvergeModuleOptions['outbox']> = {
  memory: () => 'memory',
  ...testOutboxes(),
};
cleanBrokers();
let outbox: ConvergeModuleOptions['outbox'];

async function start(options: ConvergeModuleOptions = {}): Promise<ConvergeService> {
  const delivery = { retry: FAST, timeoutMs: 200 };
  const defaults = { token: TOKEN, endpoint: sandbox.endpoint, delivery, shutdownTimeoutMs: 50 };
  shop = await startApp({
    imports: [ConvergeModule.forRoot({ ...defaults, outbox, ...options })],
  });
  return shop.app.get(ConvergeService);
}

const kept = async (converge: ConvergeService) => {
  const { pending, leased, waiting } = await converge.stats();
  return pending + leased + waiting;
};
const isEmpty = async (converge: ConvergeService) => (await kept(converge)) === 0;

const trackTwenty = async (converge: ConvergeService) => {
  for (let n = 0; n < 20; n++) await converge.track(orderEvent({ event_id: `${n}` }));
};

const isTried = (converge: ConvergeService, kind: ReportKind, more: number) =>
  eventually('it was tried', async () => (await converge.stats()).counters[kind] > more);

/** Written when it is known how many events are queued, which a server takes a while to count. */
const errors = async () => {
  await eventually('it is logged', () => shop!.logger.said('error').length > 0);
  return shop!.logger.said('error');
};

/** Also where a server counts it a moment before it can be read. */
const isDead = async (converge: ConvergeService) =>
  (await converge.stats()).dead === 1 && (await converge.deadLetters()).length === 1;

/** Counted a moment after the event has left the outbox. */
const delivered = async (converge: ConvergeService) => (await converge.stats()).counters.delivered;

describe.each(Object.keys(OUTBOXES))('delivery from an outbox in %s', (kind) => {
  beforeEach(() => {
    outbox = OUTBOXES[kind]!();
  });

  it.each<[string, SandboxFault]>([
    ['500', { status: 500 }],
    ['429 with Retry-After', { status: 429, headers: { 'Retry-After': '0' } }],
    ['nothing in time', 'hang'],
    ['a reset', 'reset'],
  ])('tries again after %s, with the same bytes', async (_what, fault) => {
    const converge = await start();
    sandbox.simulateFault(fault, 2);
    await converge.track(orderEvent());
    expect((await sandbox.waitForEvents(1))[0]!.event).toEqual(orderEvent());
    await eventually('the outbox is empty', () => isEmpty(converge));
    const bodies = sandbox.requests().map(({ body }) => body);
    expect(bodies).toHaveLength(3);
    expect(new Set(bodies).size).toBe(1);
    await eventually('it is counted', async () => (await delivered(converge)) === 1);
    // The first request on a connection that was reset is repeated at once.
    const failures = fault === 'reset' ? 1 : 2;
    const counted = async () => (await converge.stats()).counters.temporary === failures;
    await eventually('its failures are counted', counted);
    expect(shop!.logger.said('warn').length).toBeGreaterThan(0);
  });

  it('goes on when Converge refuses connections and comes back', async () => {
    const { endpoint } = sandbox;
    await sandbox.close();
    const converge = await start({ endpoint });
    await converge.track(orderEvent());
    await isTried(converge, 'temporary', 1);
    sandbox = await createSandbox({ token: TOKEN, port: Number(new URL(endpoint).port) });
    await sandbox.waitForEvents(1);
  });

  it('keeps a rejected event as a dead letter, with what Converge said', async () => {
    const converge = await start();
    sandbox.simulateFault({ status: 400, body: `bad price for jane@example.com` });
    await converge.track(orderEvent());
    await eventually('it is dead', () => isDead(converge));
    expect(await converge.deadLetters()).toEqual([
      expect.objectContaining({
        eventName: 'Placed Order',
        origin: 'ConvergeService.track',
        reason: 'Converge answered 400: bad price for jane@example.com',
        attempts: 1,
      }),
    ]);
    expect(sandbox.requests()).toHaveLength(1);
    expect((await errors())[0]).toContain('Converge answered 400');
  });

  it('keeps every event while the token is wrong, and says which setting to check', async () => {
    const converge = await start({ token: 'wrong-token' });
    await trackTwenty(converge);
    await isTried(converge, 'unauthorised', 2);
    expect([await kept(converge), (await converge.stats()).dead]).toEqual([20, 0]);
    expect(await errors()).toEqual([
      expect.stringMatching(
        /^Converge answered 401: delivery paused, \d+ events? queued \(since \d\d:\d\d\), next try (in \d+ s|now)\. Check the option "token"/,
      ),
    ]);
  });

  it('comes back by itself when the token is accepted again, first with one event', async () => {
    const converge = await start({ delivery: { concurrency: 4, retry: FAST } });
    sandbox.simulateFault({ status: 401 });
    await trackTwenty(converge);
    await isTried(converge, 'unauthorised', 5);
    sandbox.simulateFault(undefined);
    await sandbox.waitForEvents(20);
    await eventually('the outbox is empty', () => isEmpty(converge));
    await eventually('all are counted', async () => (await delivered(converge)) === 20);
  });

  it('keeps every event while the address is wrong, and offers them when it is corrected', async () => {
    const endpoint = `${sandbox.url}/api/webhook`;
    if (kind === 'memory') outbox = join(folder.path, 'outbox');
    const wrong = await start({ endpoint });
    await trackTwenty(wrong);
    await isTried(wrong, 'misdirected', 2);
    expect([await kept(wrong), (await wrong.stats()).dead]).toEqual([20, 0]);
    expect(await errors()).toEqual([
      expect.stringMatching(
        /the endpoint answered 404, .*: delivery paused, \d+ events? queued .* Check the option "endpoint"/,
      ),
    ]);
    await shop!.close();
    const corrected = await start();
    const offers = () => shop!.logger.said('warn').filter((line) => line.includes('20 events'));
    await eventually('they are offered', () => offers().length > 0);
    expect(offers()[0]).toContain('run "npx nestjs-converge outbox adopt"');
    expect(await corrected.adopt()).toBe(20);
    await sandbox.waitForEvents(20);
  });

  it('gives an event up when its time is over', async () => {
    const converge = await start({ delivery: { retry: { ...FAST, giveUpAfterMs: 50 } } });
    sandbox.simulateFault({ status: 500 });
    await converge.track(orderEvent());
    await eventually('it is dead', () => isDead(converge));
    const [letter] = await converge.deadLetters();
    expect(letter!.reason).toMatch(/^given up after \d+ attempts: status 500$/);
    expect(await errors()).toEqual([expect.stringContaining('not delivered for too long')]);
  });
});
