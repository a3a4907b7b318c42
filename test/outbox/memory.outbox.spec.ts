import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryOutbox } from '../../lib/outbox/memory.outbox.js';

const record = (id: string) => ({ id, eventName: 'e', origin: 'o', body: '{}', recordedAt: 1 });
const ids = (records: readonly { id: string }[]) => records.map(({ id }) => id);

describe('MemoryOutbox', () => {
  let outbox: MemoryOutbox;

  beforeEach(() => {
    outbox = new MemoryOutbox(5);
  });

  it('leases oldest first, and each record to one only', async () => {
    for (const id of ['a', 'b', 'c']) await outbox.put(record(id));
    expect(ids(await outbox.lease(2))).toEqual(['a', 'b']);
    expect(ids(await outbox.lease(2))).toEqual(['c']);
    expect(await outbox.lease(2)).toEqual([]);
    expect(await outbox.counts()).toEqual({ pending: 0, leased: 3, waiting: 0, dead: 0 });
  });

  it('forgets what is delivered, keeps what is dead, and waits until a time is due', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await outbox.put(record(id));
    await outbox.lease(4);
    const later = Date.now() + 60_000;
    await outbox.settle([
      { id: 'a', state: 'delivered' },
      { id: 'b', state: 'dead', attempts: 1, reason: 'refused' },
      { id: 'c', state: 'waiting', attempts: 2, dueAt: later },
      { id: 'd', state: 'waiting', attempts: 1, dueAt: Date.now() },
      { id: 'unknown', state: 'delivered' },
    ]);
    expect(await outbox.counts()).toEqual({ pending: 0, leased: 0, waiting: 2, dead: 1 });
    expect(await outbox.deadLetters()).toEqual([
      { ...record('b'), attempts: 1, reason: 'refused' },
    ]);
    expect(await outbox.lease(4)).toEqual([{ ...record('d'), attempts: 1 }]);
    expect(await outbox.nextDueAt()).toBe(later);
  });

  it('hands out what waited in the order of its time', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await outbox.put(record(id));
    await outbox.lease(4);
    const due = { a: 4, b: 2, c: 3, d: 1 };
    await outbox.settle(
      Object.entries(due).map(([id, dueAt]) => ({ id, state: 'waiting', attempts: 1, dueAt })),
    );
    expect(ids(await outbox.lease(4))).toEqual(['d', 'b', 'c', 'a']);
  });

  it('is full at its limit, whatever state the records are in, and has room again', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) await outbox.put(record(id));
    await outbox.lease(2);
    await outbox.settle([{ id: 'a', state: 'waiting', attempts: 1, dueAt: Date.now() + 60_000 }]);
    await expect(outbox.put(record('f'))).rejects.toMatchObject({
      code: 'CONVERGE_OUTBOX_FULL',
      maxEvents: 5,
    });
    await outbox.settle([{ id: 'b', state: 'delivered' }]);
    await outbox.put(record('f'));
  });

  it('keeps a record that is born dead out of the way', async () => {
    await outbox.put({ ...record('a'), deadReason: 'wrong' });
    expect(await outbox.lease(1)).toEqual([]);
    expect(await outbox.deadLetters()).toEqual([{ ...record('a'), attempts: 0, reason: 'wrong' }]);
  });

  it('keeps the newest thousand dead letters', async () => {
    for (let n = 0; n < 1_001; n++) await outbox.put({ ...record(`${n}`), deadReason: 'wrong' });
    const letters = await outbox.deadLetters();
    expect([letters.length, letters[0]!.id, letters.at(-1)!.id]).toEqual([1_000, '1', '1000']);
  });

  it('tells of new records, and takes none once it is closed', async () => {
    let told = 0;
    outbox.onPut(() => told++);
    await outbox.put(record('a'));
    expect(told).toBe(1);
    await outbox.close();
    await expect(outbox.put(record('b'))).rejects.toMatchObject({ code: 'CONVERGE_OUTBOX_CLOSED' });
  });
});
