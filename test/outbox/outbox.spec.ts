import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryOutbox } from '../../lib/outbox/memory/memory.outbox.js';
import type { OutboxNotice } from '../../lib/outbox/outbox.js';
import type { OutboxSettings } from '../../lib/outbox/outbox.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import type { StartThread } from '../../lib/outbox/sqlite/start-worker.js';
import { cleanBrokers, openBroker, testBrokers } from '../utils/brokers.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { eventually } from '../utils/test-app.js';
import type { Lease, Outbox, OutboxRecord } from '../../lib/outbox/outbox.js';

let folder: string;
let open: Outbox[];
let notices: OutboxNotice[];
/** Each test has queues of its own. */
let queue: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outbox-'));
  open = [];
  notices = [];
  queue = `q${process.hrtime.bigint()}`;
});

afterEach(async () => {
  for (const outbox of open) await outbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function settings(change: Partial<OutboxSettings> = {}): OutboxSettings {
  return outboxSettings(join(folder, 'deep', 'outbox'), {
    onNotice: (notice) => notices.push(notice),
    ...change,
  });
}

async function openSqlite(
  change?: Partial<OutboxSettings>,
  startThread?: StartThread,
): Promise<SqliteOutbox> {
  const outbox = await SqliteOutbox.open(settings(change), startThread);
  open.push(outbox);
  return outbox;
}

interface Kind {
  readonly open: (change?: Partial<OutboxSettings>) => Promise<Outbox>;
  /** Whether records outlive the process, and several processes may share them. */
  readonly isDurable: boolean;
  /** What docs/brokers.md names as different: Redis queues what has failed behind what waits ... */
  readonly failedComeLast?: boolean;
  /** ... and how many bytes a server may keep is set there. */
  readonly countsNoBytes?: boolean;
}

const KINDS: Record<string, Kind> = {
  memory: { open: async (change) => new MemoryOutbox(settings(change)), isDurable: false },
  SQLite: { open: openSqlite, isDurable: true },
  'SQLite without a thread': {
    open: (change) => openSqlite(change, refuseThread),
    isDurable: true,
  },
  ...Object.fromEntries(
    testBrokers().map((broker) => [
      broker.name,
      {
        open: async (change) => {
          const outbox = await openBroker({ ...broker.options, queue }, settings(change));
          open.push(outbox);
          return outbox;
        },
        isDurable: true,
        failedComeLast: broker.name === 'Redis',
        countsNoBytes: true,
      } satisfies Kind,
    ]),
  ),
};
cleanBrokers();

function refuseThread(): never {
  throw new Error('no threads here');
}

const record = (name: string, more = {}) => ({
  eventName: name,
  origin: 'Orders#create',
  body: JSON.stringify({ event_name: name, aliases: [`urn:name:${name}`] }),
  recordedAt: 1,
  ...more,
});
const names = ({ records }: Lease) => records.map(({ eventName }) => eventName);
const putAll = async (outbox: Outbox, ...all: string[]) => {
  for (const name of all) await outbox.put(record(name));
};

describe.each(Object.keys(KINDS))('an outbox in %s', (kind) => {
  const { open: start, failedComeLast, countsNoBytes } = KINDS[kind]!;

  it('leases oldest first, each record once, with what was put', async () => {
    const outbox = await start();
    await putAll(outbox, 'a', 'b', 'c');
    const { records } = await outbox.lease(2);
    expect(records).toEqual([
      { ...record('a'), id: expect.any(Number), attempts: 0 },
      { ...record('b'), id: expect.any(Number), attempts: 0 },
    ]);
    expect(names(await outbox.lease(2))).toEqual(['c']);
    expect(await outbox.lease(2)).toEqual({ records: [], nextDueAt: undefined });
    expect(await outbox.admin.counts()).toMatchObject({
      pending: 0,
      leased: 3,
      waiting: 0,
      dead: 0,
      held: 0,
    });
  });

  it('leases what has failed before what is newer, as soon as it is due', async () => {
    const outbox = await start();
    await putAll(outbox, 'old', 'failed', 'new');
    const [old, failed] = (await outbox.lease(2)).records;
    const dueAt = Date.now() + 50;
    await outbox.acknowledge([
      { id: failed!.id, state: 'waiting', attempts: 1, dueAt },
      { id: old!.id, state: 'waiting', attempts: 1, dueAt: dueAt + 10 },
    ]);
    await eventually('both are due', () => Date.now() > dueAt + 10);
    await putAll(outbox, 'newest');
    const [first, second] = [names(await outbox.lease(2)), names(await outbox.lease(2))];
    if (failedComeLast)
      expect([first, second.sort()]).toEqual([
        ['new', 'newest'],
        ['failed', 'old'],
      ]);
    else
      expect([first, second]).toEqual([
        ['old', 'failed'],
        ['new', 'newest'],
      ]);
  });

  it('knows the time of the oldest, also behind thousands that are due before it', async () => {
    const outbox = await start();
    await outbox.put(record('failed', { recordedAt: 1_000 }));
    const [failed] = (await outbox.lease(1)).records;
    const later = { state: 'waiting', attempts: 1, dueAt: Date.now() + 60_000 } as const;
    await outbox.acknowledge([{ id: failed!.id, ...later }]);
    const more = Array.from({ length: 1_500 }, () => record('new', { recordedAt: 2_000 }));
    await Promise.all(more.map((each) => outbox.put(each)));
    expect(await outbox.admin.counts()).toMatchObject({ oldestAt: 1_000, waiting: 1 });
  });

  it('leases no more bytes than it is asked for, but one event at least', async () => {
    const outbox = await start();
    for (const name of ['a', 'b', 'c', 'd']) {
      await outbox.put(record(name, { body: name.repeat(name === 'c' ? 500 : 40) }));
    }
    expect(names(await outbox.lease(9, false, 100))).toEqual(['a', 'b']);
    expect(names(await outbox.lease(9, true, 100))).toEqual(['c']);
    expect(names(await outbox.lease(9, true, 100))).toEqual(['d']);
  });

  it('refuses an event that is too large, whatever room there is', async () => {
    const outbox = await start({ maxEventBytes: 100 });
    await expect(outbox.put(record('a', { body: 'ö'.repeat(51) }))).rejects.toMatchObject({
      code: 'CONVERGE_OUTBOX_FULL',
      reason: 'maxEventBytes',
      message: expect.stringContaining('outbox.maxEventBytes'),
    });
    await outbox.put(record('a', { body: 'ö'.repeat(50) }));
  });

  it('lets nothing wait longer than the longest pause, as after a clock that was ahead', async () => {
    const outbox = await start({ maxDelayMs: 60_000 });
    await putAll(outbox, 'a', 'b');
    const records = [...(await outbox.lease(2)).records];
    const dueAt = Date.now() + 86_400_000;
    await outbox.acknowledge(
      records.map(({ id }) => ({ id, state: 'waiting', attempts: 1, dueAt })),
    );
    expect((await outbox.lease(0)).nextDueAt).toBeLessThanOrEqual(Date.now());
    // They were due at the same time.
    expect(names(await outbox.lease(9, true)).sort()).toEqual(['a', 'b']);
  });

  it('deletes what is delivered, keeps what is dead, and waits until a time is due', async () => {
    const outbox = await start();
    await putAll(outbox, 'a', 'b', 'c', 'd');
    const [a, b, c, d] = (await outbox.lease(4)).records as readonly [
      OutboxRecord,
      OutboxRecord,
      OutboxRecord,
      OutboxRecord,
    ];
    const later = Date.now() + 60_000;
    await outbox.acknowledge([
      { id: a.id, state: 'delivered' },
      { id: b.id, state: 'dead', attempts: 1, reason: 'refused', status: 400 },
      { id: c.id, state: 'waiting', attempts: 2, dueAt: later },
      { id: d.id, state: 'waiting', attempts: 1, dueAt: Date.now() },
      { id: 4711, state: 'delivered' },
    ]);
    expect(await outbox.admin.counts()).toMatchObject({
      pending: 1,
      leased: 0,
      waiting: 1,
      dead: 1,
      oldestAt: 1,
    });
    expect(await outbox.admin.deadLetters()).toEqual([
      {
        ...b,
        attempts: 1,
        reason: 'refused',
        status: 400,
        diedAt: expect.any(Number),
        undeliverable: false,
      },
    ]);
    expect(await outbox.lease(4)).toEqual({ records: [{ ...d, attempts: 1 }], nextDueAt: later });
  });

  it('refuses events when it is full, and has room again', async () => {
    const outbox = await start({ maxEvents: 3 });
    await putAll(outbox, 'a', 'b', 'c');
    await expect(outbox.put(record('d'))).rejects.toMatchObject({
      code: 'CONVERGE_OUTBOX_FULL',
      reason: 'maxEvents',
    });
    const [a] = (await outbox.lease(1)).records;
    await outbox.acknowledge([{ id: a!.id, state: 'delivered' }]);
    await outbox.put(record('d'));
    expect(await outbox.admin.counts()).toMatchObject({ pending: 3 });
  });

  it('counts bytes as well, as UTF-8', async () => {
    const outbox = await start({ maxBytes: 100 });
    if (countsNoBytes) return outbox.put(record('ö', { body: 'ö'.repeat(51) }));
    await expect(outbox.put(record('ö', { body: 'ö'.repeat(51) }))).rejects.toMatchObject({
      reason: 'maxBytes',
    });
    await outbox.put(record('a', { body: 'x'.repeat(60) }));
    await expect(outbox.put(record('b', { body: 'x'.repeat(41) }))).rejects.toMatchObject({
      reason: 'maxBytes',
    });
    await outbox.put(record('b', { body: 'x'.repeat(40) }));
  });

  it('lets the oldest dead letters make room for events', async () => {
    const outbox = await start({ maxEvents: 3 });
    await outbox.put(record('a'));
    await outbox.put(record('dead', { dead: { reason: 'wrong', undeliverable: false } }));
    await putAll(outbox, 'b', 'c');
    expect(await outbox.admin.counts()).toMatchObject({ pending: 3, dead: 0 });
  });

  it('takes a record that is born dead', async () => {
    const outbox = await start();
    await outbox.put(record('a', { dead: { reason: 'wrong', undeliverable: false } }));
    expect((await outbox.lease(1)).records).toEqual([]);
    expect(await outbox.admin.deadLetters()).toMatchObject([
      { eventName: 'a', attempts: 0, reason: 'wrong' },
    ]);
  });

  it.each([
    ['no id', { id: undefined }, '"id" (it is undefined: leave the key out)'],
    ['no name', { eventName: undefined }, '"eventName" (it is undefined'],
    ['an id that is no number', { id: '1' }, 'a whole number as "id"'],
    ['NaN', { id: NaN }, 'a whole number as "id"'],
    ['a misspelt key', { name: 'a' }, 'the unknown key "name"'],
    ['a key with an address', { 'jane@example.com': 1 }, 'has an unknown key'],
    ['an id itself', 1, 'is not an object'],
    ['a list of ids', [1], 'is not an object'],
    ['a map', new Map([['id', 1]]), 'is not an object'],
    ['null', null, 'is not an object'],
  ])('refuses a filter with %s, and changes nothing', async (_what, filter, message) => {
    const outbox = await start();
    const dead = { reason: 'wrong', undeliverable: false };
    for (const name of ['a', 'b']) await outbox.put(record(name, { dead }));
    const { admin } = outbox;
    for (const verb of ['deadLetters', 'replay', 'discard'] as const) {
      await expect(admin[verb](filter as never)).rejects.toThrow(message);
    }
    await expect(admin.discard({ limit: 1 } as never)).rejects.toThrow('the unknown key "limit"');
    await expect(admin.deadLetters({ limit: 0 })).rejects.toThrow('a whole number ≥ 1 as "limit"');
    expect(await admin.deadLetters({ limit: 2 })).toHaveLength(2);
    expect(await admin.counts()).toMatchObject({ dead: 2, pending: 0 });
  });

  it('replays and discards dead letters: all, one, or by event', async () => {
    const outbox = await start();
    for (const name of ['a', 'b', 'b', 'c'])
      await outbox.put(record(name, { dead: { reason: 'wrong', undeliverable: false } }));
    const [a] = await outbox.admin.deadLetters({ eventName: 'a' });
    expect(await outbox.admin.replay({ id: a!.id })).toBe(1);
    expect(await outbox.admin.replay({ id: a!.id })).toBe(0);
    expect(await outbox.admin.discard({ eventName: 'b' })).toBe(2);
    expect(await outbox.admin.replay()).toBe(1);
    const replayed = await outbox.lease(9);
    const [first] = replayed.records;
    expect(names(replayed).sort()).toEqual(['a', 'c']);
    expect(first!.body).toBe(record(first!.eventName).body);
    expect(await outbox.admin.discard()).toBe(0);
  });

  it('says when the next record is due, without leasing one', async () => {
    const outbox = await start();
    expect(await outbox.lease(0)).toEqual({ records: [], nextDueAt: undefined });
    await putAll(outbox, 'a');
    const { records, nextDueAt } = await outbox.lease(0);
    expect(records).toEqual([]);
    expect(nextDueAt).toBeLessThanOrEqual(Date.now());
    expect(names(await outbox.lease(1))).toEqual(['a']);
  });

  describe('a lease that waits', () => {
    it('ends as soon as a record is put', async () => {
      const outbox = await start();
      const waiting = outbox.lease(2, true);
      await putAll(outbox, 'a');
      expect(names(await waiting)).toEqual(['a']);
      expect((await outbox.lease(2)).records).toEqual([]);
      expect(await outbox.admin.counts()).toMatchObject({ pending: 0, leased: 1 });
    });

    it('ends at once where records are due, and takes no more than its limit', async () => {
      const outbox = await start();
      await putAll(outbox, 'a', 'b', 'c');
      expect(names(await outbox.lease(2, true))).toEqual(['a', 'b']);
      expect(names(await outbox.lease(2, true))).toEqual(['c']);
    });

    it('ends when a record becomes due, by its time or by a replay', async () => {
      const outbox = await start();
      await putAll(outbox, 'a', 'b');
      const [a, b] = (await outbox.lease(2)).records;
      await outbox.acknowledge([
        { id: a!.id, state: 'waiting', attempts: 1, dueAt: Date.now() + 100 },
        { id: b!.id, state: 'dead', attempts: 1, reason: 'refused' },
      ]);
      expect(names(await outbox.lease(9, true))).toEqual(['a']);
      const waiting = outbox.lease(9, true);
      expect(await outbox.admin.replay()).toBe(1);
      expect(names(await waiting)).toEqual(['b']);
    });

    it('is not ended by what is dead', async () => {
      const outbox = await start();
      const waiting = outbox.lease(9, true);
      await outbox.put(record('a', { dead: { reason: 'wrong', undeliverable: true } }));
      await putAll(outbox, 'b');
      expect(names(await waiting)).toEqual(['b']);
    });

    it('ends with nothing when the next one begins, and when the outbox is closed', async () => {
      const outbox = await start();
      const first = outbox.lease(1, true);
      const second = outbox.lease(1, true);
      expect((await first).records).toEqual([]);
      await putAll(outbox, 'a');
      expect(names(await second)).toEqual(['a']);
      const third = outbox.lease(1, true);
      await outbox.close();
      expect((await third).records).toEqual([]);
    });
  });

  it('never replays what breaks the contract', async () => {
    const outbox = await start();
    await outbox.put(record('a', { dead: { reason: 'wrong', undeliverable: true } }));
    await outbox.put(record('a', { dead: { reason: 'refused', undeliverable: false } }));
    const [broken, refused] = await outbox.admin.deadLetters();
    expect([broken!.undeliverable, refused!.undeliverable]).toEqual([true, false]);
    await expect(outbox.admin.replay({ id: broken!.id })).rejects.toMatchObject({
      code: 'CONVERGE_UNDELIVERABLE',
      message: expect.stringContaining(`The dead letter ${broken!.id} breaks`),
    });
    expect(await outbox.admin.replay()).toBe(1);
    expect(await outbox.admin.replay({ id: refused!.id })).toBe(0);
    expect(await outbox.admin.deadLetters()).toMatchObject([{ id: broken!.id }]);
    expect(await outbox.admin.discard({ id: broken!.id })).toBe(1);
  });

  it('erases what has an alias, whatever its state', async () => {
    const outbox = await start();
    await putAll(outbox, 'a', 'b', 'a', 'a');
    const [leased, , waiting] = (await outbox.lease(3)).records;
    await outbox.acknowledge([
      { id: waiting!.id, state: 'waiting', attempts: 1, dueAt: Date.now() + 60_000 },
    ]);
    await outbox.put(record('a', { dead: { reason: 'wrong', undeliverable: false } }));
    expect(await outbox.admin.erase('urn:name:a')).toBe(4);
    expect(await outbox.admin.erase('urn:name:a')).toBe(0);
    await outbox.acknowledge([{ id: leased!.id, state: 'waiting', attempts: 1, dueAt: 0 }]);
    expect(await outbox.admin.counts()).toMatchObject({
      pending: 0,
      leased: 1,
      waiting: 0,
      dead: 0,
    });
  });

  it('erases what is given a later time in the same moment', async () => {
    const outbox = await start();
    const dueAt = Date.now() + 60_000;
    for (let round = 0; round < 10; round++) {
      await putAll(outbox, 'a', 'b', 'a');
      const { records } = await outbox.lease(3);
      const acknowledged = outbox.acknowledge(
        records.map(({ id }) => ({ id, state: 'waiting', dueAt, attempts: 1 })),
      );
      expect(await outbox.admin.erase('urn:name:a')).toBe(2);
      await acknowledged;
      expect(await outbox.admin.counts()).toMatchObject({ leased: 0, waiting: round + 1 });
    }
  });

  it('erases a person in any spelling, and by the contact fields', async () => {
    const outbox = await start();
    const put = (name: string, event: unknown) =>
      outbox.put(record(name, { body: JSON.stringify(event) }));
    await put('spelt', { aliases: ['urn:customer_id:7', ' URN:Email:JANE@example.com'] });
    await put('$email', { aliases: [], properties: { $email: 'Jane@Example.com ' } });
    await put('$phone', { profile_properties: { $phone_number: '+43 660/12 34 56' } });
    await put('other', { aliases: ['urn:email:jane@example.org'] });
    expect(await outbox.admin.erase('urn:email:jane@example.com')).toBe(2);
    expect(await outbox.admin.erase('urn:phone:+43 660 123456')).toBe(1);
    expect(names(await outbox.lease(9))).toEqual(['other']);
    for (const wrong of ['', 'urn:email: ', undefined, 7]) {
      await expect(outbox.admin.erase(wrong as string)).rejects.toThrow(/^erase\(alias\): give/);
    }
  });

  describe('its ledger', () => {
    const order = (id: string, more = {}) =>
      record('Placed Order', { body: JSON.stringify({ event_id: id }), ...more });
    const states = async (outbox: Outbox, ids: string[], query = {}) =>
      (await outbox.admin.audit({ ids, ...query })).map(({ state }) => state);

    it('knows what was delivered, waits or is dead, and what it has never seen', async () => {
      const outbox = await start();
      for (const id of ['delivered', 'leased', 'later', 'refused', 'pending']) {
        await outbox.put(order(id));
      }
      await outbox.put(order('invalid', { dead: { reason: 'wrong', undeliverable: true } }));
      const [delivered, , later, refused] = (await outbox.lease(4)).records;
      await outbox.acknowledge([
        { id: delivered!.id, state: 'delivered' },
        { id: later!.id, state: 'waiting', attempts: 1, dueAt: Date.now() + 60_000 },
        { id: refused!.id, state: 'dead', attempts: 1, reason: 'answered 400', status: 400 },
      ]);
      const ids = ['pending', 'delivered', 'never', 'later', 'refused', 'leased', 'invalid'];
      const at = expect.any(Number);
      const known = { eventName: 'Placed Order', at };
      expect(await outbox.admin.audit({ ids })).toEqual([
        { id: 'pending', state: 'queued', ...known },
        { id: 'delivered', state: 'delivered', ...known },
        { id: 'never', state: 'missing' },
        { id: 'later', state: 'queued', ...known },
        {
          ...{ id: 'refused', state: 'dead', ...known, undeliverable: false },
          ...{ reason: 'answered 400', status: 400 },
        },
        { id: 'leased', state: 'queued', ...known },
        { id: 'invalid', state: 'dead', ...known, reason: 'wrong', undeliverable: true },
      ]);
    });

    it('keeps what it is told, and what was discarded or had to make room', async () => {
      const outbox = await start({ maxEvents: 2 });
      const dead = { dead: { reason: 'wrong', undeliverable: false } };
      await outbox.put(order('discarded', dead));
      await outbox.admin.discard();
      await outbox.put(order('deleted', dead));
      await outbox.put(order('a'));
      await outbox.put(order('b'));
      const note = { eventName: 'Placed Order', at: Date.now() };
      await outbox.note([
        { eventId: 'full', fate: 'full', ...note },
        { eventId: 'consent', fate: 'consent', ...note },
      ]);
      const ids = ['discarded', 'deleted', 'full', 'consent'];
      const answers = await outbox.admin.audit({ ids });
      expect(answers).toMatchObject(ids.map((id) => ({ id, state: 'dropped', droppedBy: id })));
      expect(Math.abs(answers[3]!.at! - note.at)).toBeLessThan(1_000);
    });

    it('gives the best answer where several hold, of the wanted event and time only', async () => {
      const outbox = await start();
      const at = Date.now() - 60_000;
      const note = { eventId: 'o-1', eventName: 'Placed Order', at } as const;
      await outbox.note([{ ...note, fate: 'full' }]);
      expect(await states(outbox, ['o-1'], { since: at + 30_000 })).toEqual(['missing']);
      await outbox.put(order('o-1', { eventName: 'Started Checkout', recordedAt: at }));
      expect(await states(outbox, ['o-1'])).toEqual(['queued']);
      expect(await states(outbox, ['o-1'], { eventName: 'Placed Order' })).toEqual(['dropped']);
      await outbox.note([{ ...note, fate: 'delivered' }]);
      expect(await states(outbox, ['o-1', 'o-1'])).toEqual(['delivered', 'delivered']);
      expect(await states(outbox, ['o-1'], { eventName: 'Placed' })).toEqual(['missing']);
    });

    it('finds a few among many, in several questions at once', async () => {
      const outbox = await start();
      const note = { eventName: 'Placed Order', fate: 'delivered', at: Date.now() } as const;
      const many = Array.from({ length: 25_000 }, (_, n) => ({ eventId: `${n}`, ...note }));
      await outbox.note(many);
      const ask = (ids: string[]) => states(outbox, ids);
      expect(await Promise.all([ask(['24999', '25000']), ask(['x']), ask(['0'])])).toEqual([
        ['delivered', 'missing'],
        ['missing'],
        ['delivered'],
      ]);
      const all = await ask([...many.map(({ eventId }) => eventId), 'x']);
      expect(all.filter((state) => state === 'delivered')).toHaveLength(25_000);
    });

    it('forgets a person whose events are erased, and everything when it is off', async () => {
      const outbox = await start();
      await putAll(outbox, 'a');
      const body = JSON.stringify({ event_id: 'o-1', aliases: ['urn:name:a'] });
      await outbox.put(record('Placed Order', { body }));
      await outbox.admin.erase('urn:name:a');
      expect(await states(outbox, ['o-1'])).toEqual(['missing']);
      const off = await start({ ledgerMs: 0 });
      await off.put(order('o-2'));
      const { records } = await off.lease(9);
      await off.acknowledge(records.map(({ id }) => ({ id, state: 'delivered' })));
      expect(await states(off, ['o-2'])).toEqual(['missing']);
    });

    it('takes an event without an id, or that is no JSON, as well', async () => {
      const outbox = await start();
      for (const body of ['{}', 'no JSON', '{"event_id":7}']) {
        await outbox.put(record('a', { body }));
      }
      const { records } = await outbox.lease(9);
      await outbox.acknowledge(records.map(({ id }) => ({ id, state: 'delivered' })));
      expect(await outbox.admin.counts()).toMatchObject({ pending: 0, leased: 0 });
    });
  });

  it('takes nothing once it is closed', async () => {
    const outbox = await start();
    await outbox.close();
    await expect(outbox.put(record('a'))).rejects.toMatchObject({ code: 'CONVERGE_OUTBOX_CLOSED' });
  });
});

const DURABLE = Object.keys(KINDS).filter((kind) => KINDS[kind]!.isDurable);

describe.each(DURABLE)('an outbox in %s, which outlives its process', (kind) => {
  const { open: start } = KINDS[kind]!;

  it('keeps everything over a restart, and gives back what was leased', async () => {
    const outbox = await start();
    await putAll(outbox, 'a', 'b');
    await outbox.put(record('dead', { dead: { reason: 'wrong', undeliverable: false } }));
    await outbox.lease(1);
    await outbox.close();
    const next = await start();
    expect(await next.admin.counts()).toMatchObject({ pending: 2, dead: 1 });
    expect(names(await next.lease(9)).sort()).toEqual(['a', 'b']);
  });

  it('is shared by two, and each record goes to one', async () => {
    const one = await start();
    const other = await start();
    await Promise.all([putAll(one, 'a', 'c', 'e'), putAll(other, 'b', 'd', 'f')]);
    const [first, second] = await Promise.all([one.lease(3), other.lease(9)]);
    expect([...names(first), ...names(second)].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('hands out what another process puts to one that waits', async () => {
    const one = await start();
    const other = await start();
    const waiting = other.lease(1, true);
    await one.put(record('a'));
    expect(names(await waiting)).toEqual(['a']);
  });

  it('gives all back when it is closed while a lease waits, also what is put in that moment', async () => {
    const one = await start();
    const other = await start();
    const waiting = one.lease(1, true);
    await one.put(record('a'));
    expect(names(await waiting)).toEqual(['a']);
    const next = one.lease(9, true);
    const put = one.put(record('b'));
    await one.close();
    await put;
    await next;
    expect(names(await other.lease(9)).sort()).toEqual(['a', 'b']);
  });

  it('holds what was recorded for another source, until it is adopted', async () => {
    const sandbox = await start({ source: 'sandbox' });
    await putAll(sandbox, 'a', 'b');
    await sandbox.close();
    const production = await start({ source: 'production' });
    await production.put(record('c'));
    expect(await production.admin.counts()).toMatchObject({ pending: 1, held: 2 });
    expect(names(await production.lease(9))).toEqual(['c']);
    expect(await production.admin.adopt()).toBe(2);
    expect(names(await production.lease(9))).toEqual(['a', 'b']);
  });

  it('deletes dead letters when their time is over', async () => {
    const outbox = await start({ deadLetterMs: 1 });
    await outbox.put(record('a', { dead: { reason: 'wrong', undeliverable: false } }));
    await eventually('they are deleted', async () => (await outbox.admin.counts()).dead === 0);
    expect(notices).toContainEqual({ kind: 'deadLettersExpired', count: 1 });
  });
});

describe('an outbox in memory', () => {
  it('never takes more of the memory than its share, however small the events are', async () => {
    const outbox = new MemoryOutbox(settings(), 1024 ** 2);
    const fill = async () => {
      for (let count = 0; ; count++) await outbox.put(record('a', { body: '{}' }));
    };
    await expect(fill()).rejects.toMatchObject({ reason: 'maxBytes' });
    expect((await outbox.admin.counts()).pending).toBeLessThan(2_100);
    expect((await outbox.admin.counts()).pending).toBeGreaterThan(1_000);
  });

  it('counts the dead letters that made room, and those whose time was over', async () => {
    const outbox = new MemoryOutbox(settings({ maxEvents: 2, deadLetterMs: 20 }));
    const dead = { dead: { reason: 'wrong', undeliverable: false } };
    for (let count = 0; count < 3; count++) await outbox.put(record('a', dead));
    expect(notices).toEqual([{ kind: 'deadLettersEvicted', count: 1 }]);
    await eventually(
      'they are deleted',
      async () => (await outbox.admin.deadLetters()).length === 0,
    );
    expect(notices.slice(1)).toEqual([{ kind: 'deadLettersExpired', count: 2 }]);
  });
});

describe('an outbox in SQLite', () => {
  it('opens nothing again for what comes after it was closed', async () => {
    const outbox = await openSqlite();
    await outbox.put(record('a'));
    const { records } = await outbox.lease(1);
    await outbox.close();
    const late = outbox.acknowledge(records.map(({ id }) => ({ id, state: 'delivered' })));
    await expect(late).rejects.toMatchObject({ code: 'CONVERGE_OUTBOX_CLOSED' });
    expect(notices).toEqual([]);
    const next = await openSqlite();
    expect(await next.admin.counts()).toMatchObject({ pending: 1, leased: 0 });
  });

  it('is readable by its owner only', async () => {
    const outbox = await openSqlite();
    await outbox.put(record('a'));
    const made = join(folder, 'deep');
    const modes = readdirSync(made).map((name) => [name, statSync(join(made, name)).mode & 0o777]);
    expect(Object.fromEntries(modes)).toEqual({
      '.gitignore': 0o600,
      outbox: 0o600,
      'outbox-reserve': 0o600,
      'outbox-wal': 0o600,
      'outbox-shm': 0o600,
    });
    expect(statSync(made).mode & 0o777).toBe(0o700);
  });

  it('never stores the source itself', async () => {
    const outbox = await openSqlite({ source: 'the-secret-token' });
    await outbox.put(record('a'));
    await outbox.close();
    expect(readFileSync(settings().path).includes('the-secret-token')).toBe(false);
  });

  it('puts a file aside that is damaged, and begins a new one', async () => {
    const { path } = settings();
    await (await openSqlite()).close();
    const content = readFileSync(path).fill(0xff, 100);
    writeFileSync(path, content);
    const outbox = await openSqlite();
    await outbox.put(record('a'));
    expect(notices).toEqual([
      { kind: 'outboxDamaged', path: expect.stringContaining('outbox.damaged-'), taken: 0 },
      { kind: 'eventsUnreadable', path: expect.stringContaining('outbox.damaged-'), count: 1 },
    ]);
    const aside = (notices[0] as { path: string }).path;
    expect(readFileSync(aside)).toEqual(content);
    expect(names(await outbox.lease(1))).toEqual(['a']);
  });

  it('does not make a file where it cannot', async () => {
    writeFileSync(join(folder, 'deep'), 'a file where a folder should be');
    await expect(SqliteOutbox.open(settings())).rejects.toThrow('it cannot be written');
    expect(existsSync(settings().path)).toBe(false);
  });
});
