import { statSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { LedgerEntry } from '../../lib/outbox/ledger.js';
import type { Outbox } from '../../lib/outbox/outbox.js';
import { moveLog, rowsOf } from '../utils/outbox-file.js';
import { eventually } from '../utils/test-app.js';
import { close, Hand, record, states } from './support/hand.js';
import { useFile } from './support/use-file.js';

const { path, start } = useFile();

const order = (id: string, eventName = 'Placed Order') =>
  record(eventName, { body: JSON.stringify({ event_id: id }), recordedAt: Date.now() });
const delivered = (eventId: string, at = Date.now()): LedgerEntry => ({
  ...{ eventId, eventName: 'Placed Order', outcome: 'delivered', at },
});

async function deliver(outbox: Outbox, ...records: ReturnType<typeof order>[]): Promise<void> {
  for (const each of records) await outbox.put(each);
  const hand = new Hand(outbox);
  await hand.deliverAll(await hand.take(records.length));
  await hand.stop();
}

describe('the ledger of a file', () => {
  it('outlives a restart, and knows what was for another source', async () => {
    const old = await start({ source: 'old token' });
    await deliver(old, order('o-1'));
    await old.put(order('o-2'));
    await close(old);
    const outbox = await start();
    await deliver(outbox, order('o-3'));
    const known = { eventName: 'Placed Order', at: expect.any(Number) };
    expect(await outbox.admin.audit({ ids: ['o-1', 'o-2', 'o-3'] })).toEqual([
      { id: 'o-1', state: 'delivered', ...known, isOtherSource: true },
      { id: 'o-2', state: 'held', ...known },
      { id: 'o-3', state: 'delivered', ...known },
    ]);
    await outbox.admin.adopt();
    expect(await states(outbox, ['o-2'])).toEqual(['queued']);
  });

  it('says why an event was dropped the last time', async () => {
    const outbox = await start();
    const drop = (eventId: string, outcome: LedgerEntry['outcome'], at: number) =>
      outbox.note([{ ...delivered(eventId, at), outcome }]);
    for (const [id, first, last] of [['o-1', 1, 2] as const, ['o-2', 2, 1] as const]) {
      await drop(id, 'consent', Date.now() - 60_000 * first);
      await drop(id, 'filter', Date.now() - 60_000 * last);
    }
    const answers = await outbox.admin.audit({ ids: ['o-1', 'o-2'] });
    expect(answers.map(({ droppedBy }) => droppedBy)).toEqual(['consent', 'filter']);
  });

  it('has each event once, also where one of several is the first of its name', async () => {
    const outbox = await start();
    await deliver(outbox, order('o-1'));
    await deliver(outbox, order('u-1', 'Signed Up'), order('o-2'), order('o-3'));
    expect(await states(outbox, ['o-1', 'o-2', 'o-3', 'u-1'])).toEqual(Array(4).fill('delivered'));
    expect(rowsOf(path(), 'SELECT count(*) AS n FROM ledger')).toMatchObject([{ n: 4 }]);
  });

  it('forgets what is older than it is kept, and nothing else', async () => {
    const outbox = await start({ ledgerMs: 3_000, deadLetterMs: 1 });
    const at = (n: number) => Date.now() + (n < 5_050 ? -10_000 : 600_000);
    await outbox.note(Array.from({ length: 5_100 }, (_, n) => delivered(`${n}`, at(n))));
    const isForgotten = async () =>
      (await states(outbox, ['0', '2500', '5049'])).every((state) => state === 'missing');
    await eventually('the old ones are forgotten', isForgotten, 25_000);
    expect(await states(outbox, ['5050', '5099'])).toEqual(['delivered', 'delivered']);
  });

  it('takes less than 100 bytes for an id', async () => {
    const outbox = await start();
    const before = statSync(path()).size;
    const id = (n: number) => `0b3a0d5e-7a0c-4a3e-9d55-${String(n).padStart(12, '0')}`;
    for (let from = 0; from < 50_000; from += 10_000) {
      await outbox.note(Array.from({ length: 10_000 }, (_, n) => delivered(id(from + n))));
    }
    await close(outbox);
    moveLog(path());
    expect((statSync(path()).size - before) / 50_000).toBeLessThan(100);
  });
});

it('is bounded in memory, by number', async () => {
  const outbox = await start({ path: 'memory' });
  await outbox.note(Array.from({ length: 100_010 }, (_, n) => delivered(`${n}`)));
  const isBounded = async () => (await states(outbox, ['9'])).join() === 'missing';
  await eventually('the oldest are forgotten', isBounded);
  expect(await states(outbox, ['10', '100009'])).toEqual(['delivered', 'delivered']);
});
