import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConvergeModule, ConvergeService, type DeliveryOptions } from '../../lib/index.js';
import { orderEvent } from '../utils/events.js';
import { readPage, tableUnder } from '../docs/page.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { eventually, startApp, type TestApp } from '../utils/test-app.js';
import { FAULTS, type FaultyConverge } from './support/faults.js';

/** A row of the table may be about several faults. */
const ROWS = tableUnder(readPage('delivery.md'), '## What Converge does, and what follows').flatMap(
  (row) => row['Converge']!.split('; ').map((Converge) => ({ ...row, Converge })),
);

const FAST = { baseDelayMs: 20, maxDelayMs: 2_000 };
const OUTCOMES = ['temporary', 'rejected', 'unauthorised', 'misdirected', 'delivered'] as const;
/** What is to wait waits for longer than the test takes. */
const SLOW = { baseDelayMs: 3_600_000, maxDelayMs: 3_600_000 };

const folder = useTemporaryFolder();
let faulty: FaultyConverge | undefined;
let shop: TestApp | undefined;
let attempts: number[];

beforeEach(() => {
  attempts = [];
});

afterEach(async () => {
  await shop?.close();
  await faulty?.close();
  [shop, faulty] = [undefined, undefined];
});

async function start(name: string, retry: DeliveryOptions['retry']): Promise<ConvergeService> {
  faulty = await FAULTS[name]!();
  const { token, endpoint, tls } = faulty;
  shop = await startApp({
    imports: [
      ConvergeModule.forRoot({
        token,
        endpoint,
        delivery: { concurrency: 1, timeoutMs: 1_000, retry, tls },
        outbox: join(folder.path, 'outbox'),
        shutdownTimeoutMs: 1,
        hooks: { onDelivered: (event) => attempts.push(event.attempts) },
      }),
    ],
  });
  faulty.begin();
  return shop.app.get(ConvergeService);
}

/** What was observed, in the words of the table. */
async function observeEvent(name: string) {
  const converge = await start(name, FAST);
  const before = (await converge.stats()).counters;
  await converge.track(orderEvent());
  const firstOutcome = async () => {
    const { counters } = await converge.stats();
    return OUTCOMES.find((kind) => counters[kind] > before[kind]);
  };
  await eventually('an attempt was made', async () => (await firstOutcome()) !== undefined);
  const counted = await firstOutcome();
  await faulty!.heal();
  const left = await converge.flush({ timeoutMs: 10_000 });
  expect(left).toBe(0);
  expect(new Set(faulty!.bodies()).size).toBe(1);
  const [letter] = await converge.deadLetters();
  const used = letter?.attempts ?? attempts[0]! - 1;
  return {
    event: letter ? 'a dead letter' : counted === 'delivered' ? 'delivered at once' : 'tried again',
    'uses up an attempt': used > 0 ? 'yes' : 'no',
    counter: `\`${counted}\``,
  };
}

/** Whether the next event is sent while the first one waits. */
async function observeSending(name: string) {
  const converge = await start(name, SLOW);
  const attempted = async () => {
    const { counters } = await converge.stats();
    return OUTCOMES.reduce((sum, kind) => sum + counters[kind], 0);
  };
  const before = await attempted();
  await converge.track(orderEvent());
  await eventually('the first is settled', async () => (await attempted()) > before);
  await converge.track(orderEvent({ event_id: 'order-2' }));
  // Resolves as soon as nothing can be sent within the time.
  await converge.flush({ timeoutMs: 5_000 });
  return { 'all other events': (await attempted()) > before + 1 ? 'are sent' : 'wait' };
}

describe('the table in docs/delivery.md', () => {
  it('has a row for each fault of this test, and no other', () => {
    const rows = ROWS.map(({ Converge }) => Converge!);
    expect(new Set(rows)).toEqual(new Set(Object.keys(FAULTS)));
    expect(rows).toHaveLength(Object.keys(FAULTS).length);
  });

  it.each(ROWS)('says what becomes of an event when Converge $Converge', async (row) => {
    expect(row).toMatchObject(await observeEvent(row['Converge']!));
  });

  it.each(ROWS)('says what becomes of all others when Converge $Converge', async (row) => {
    expect(row).toMatchObject(await observeSending(row['Converge']!));
  });
});
