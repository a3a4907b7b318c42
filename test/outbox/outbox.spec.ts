import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryOutbox } from '../../lib/outbox/memory.outbox.js';
import type {
  OutboxNotice,
  SqliteOutboxSettings,
} from '../../lib/outbox/sqlite-outbox-settings.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite.outbox.js';
import type { Outbox, OutboxRecord } from '../../lib/outbox/outbox.js';

const DAY_MS = 24 * 3_600_000;

let folder: string;
let open: Outbox[];
let notices: OutboxNotice[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outbox-'));
  open = [];
  notices = [];
});

afterEach(async () => {
  for (const outbox of open) await outbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function settings(change: Partial<SqliteOutboxSettings> = {}): SqliteOutboxSettings {
  return {
    path: join(folder, 'deep', 'outbox'),
    source: 'source',
    maxEvents: 10,
    maxBytes: 1024 ** 2,
    deadLetterMs: 30 * DAY_MS,
    onNotice: (notice) => notices.push(notice),
    ...change,
  };
}

async function openSqlite(change?: Partial<SqliteOutboxSettings>): Promise<SqliteOutbox> {
  const outbox = await SqliteOutbox.open(settings(change));
  open.push(outbox);
  return outbox;
}

const KINDS: Record<string, (change?: Partial<SqliteOutboxSettings>) => Promise<Outbox>> = {
  memory: async (change) => new MemoryOutbox(settings(change)),
  SQLite: openSqlite,
};

const record = (name: string, more = {}) => ({
  eventName: name,
  origin: 'Orders#create',
  body: JSON.stringify({ event_name: name, aliases: [`urn:name:${name}`] }),
  recordedAt: 1,
  ...more,
});
const names = (records: readonly OutboxRecord[]) => records.map(({ eventName }) => eventName);
const putAll = async (outbox: Outbox, ...all: string[]) => {
  for (const name of all) await outbox.put(record(name));
};

describe.each(Object.keys(KINDS))('an outbox in %s', (kind) => {
  const start = (change?: Partial<SqliteOutboxSettings>) => KINDS[kind]!(change);

  it('leases oldest first, each record once, with what was put', async () => {
    const outbox = await start();
    await putAll(outbox, 'a', 'b', 'c');
    const first = await outbox.lease(2);
    expect(first).toEqual([
      { ...record('a'), id: expect.any(Number), attempts: 0 },
      { ...record('b'), id: expect.any(Number), attempts: 0 },
    ]);
    expect(names(await outbox.lease(2))).toEqual(['c']);
    expect(await outbox.lease(2)).toEqual([]);
    expect(await outbox.counts()).toMatchObject({
      pending: 0,
      leased: 3,
      waiting: 0,
      dead: 0,
      held: 0,
    });
  });

  it('forgets what is delivered, keeps what is dead, and waits until a time is due', async () => {
    const outbox = await start();
    await putAll(outbox, 'a', 'b', 'c', 'd');
    const [a, b, c, d] = (await outbox.lease(4)) as [
      OutboxRecord,
      OutboxRecord,
      OutboxRecord,
      OutboxRecord,
    ];
    const later = Date.now() + 60_000;
    await outbox.settle([
      { id: a.id, state: 'delivered' },
      { id: b.id, state: 'dead', attempts: 1, reason: 'refused', status: 400 },
      { id: c.id, state: 'waiting', attempts: 2, dueAt: later },
      { id: d.id, state: 'waiting', attempts: 1, dueAt: Date.now() },
      { id: 4711, state: 'delivered' },
    ]);
    expect(await outbox.counts()).toMatchObject({
      pending: 1,
      leased: 0,
      waiting: 1,
      dead: 1,
      oldestAt: 1,
    });
    expect(await outbox.deadLetters()).toEqual([
      { ...b, attempts: 1, reason: 'refused', status: 400, diedAt: expect.any(Number) },
    ]);
    expect(await outbox.lease(4)).toEqual([{ ...d, attempts: 1 }]);
    expect(await outbox.nextDueAt()).toBe(later);
  });

  it('refuses events when it is full, and has room again', async () => {
    const outbox = await start({ maxEvents: 3 });
    await putAll(outbox, 'a', 'b', 'c');
    await expect(outbox.put(record('d'))).rejects.toMatchObject({
      code: 'CONVERGE_OUTBOX_FULL',
      reason: 'maxEvents',
    });
    const [a] = await outbox.lease(1);
    await outbox.settle([{ id: a!.id, state: 'delivered' }]);
    await outbox.put(record('d'));
    expect(await outbox.counts()).toMatchObject({ pending: 3 });
  });

  it('counts bytes as well', async () => {
    const outbox = await start({ maxBytes: 100 });
    await outbox.put(record('a', { body: 'x'.repeat(60) }));
    await expect(outbox.put(record('b', { body: 'x'.repeat(41) }))).rejects.toMatchObject({
      reason: 'maxBytes',
    });
    await outbox.put(record('b', { body: 'x'.repeat(40) }));
  });

  it('lets the oldest dead letters make room for events', async () => {
    const outbox = await start({ maxEvents: 3 });
    await outbox.put(record('a'));
    await outbox.put(record('dead', { deadReason: 'wrong' }));
    await putAll(outbox, 'b', 'c');
    expect(await outbox.counts()).toMatchObject({ pending: 3, dead: 0 });
  });

  it('takes a record that is born dead', async () => {
    const outbox = await start();
    await outbox.put(record('a', { deadReason: 'wrong' }));
    expect(await outbox.lease(1)).toEqual([]);
    expect(await outbox.deadLetters()).toMatchObject([
      { eventName: 'a', attempts: 0, reason: 'wrong' },
    ]);
  });

  it('replays and discards dead letters: all, one, or by event', async () => {
    const outbox = await start();
    for (const name of ['a', 'b', 'b', 'c'])
      await outbox.put(record(name, { deadReason: 'wrong' }));
    const [a] = await outbox.deadLetters({ eventName: 'a' });
    expect(await outbox.replay({ id: a!.id })).toBe(1);
    expect(await outbox.replay({ id: a!.id })).toBe(0);
    expect(await outbox.discard({ eventName: 'b' })).toBe(2);
    expect(await outbox.replay()).toBe(1);
    const replayed = await outbox.lease(9);
    expect(names(replayed).sort()).toEqual(['a', 'c']);
    expect(replayed[0]!.body).toBe(record(replayed[0]!.eventName).body);
    expect(await outbox.discard()).toBe(0);
  });

  it('erases what has an alias, whatever its state', async () => {
    const outbox = await start();
    await putAll(outbox, 'a', 'b', 'a', 'a');
    const [leased, , waiting] = await outbox.lease(3);
    await outbox.settle([
      { id: waiting!.id, state: 'waiting', attempts: 1, dueAt: Date.now() + 60_000 },
    ]);
    await outbox.put(record('a', { deadReason: 'wrong' }));
    expect(await outbox.erase('urn:name:a')).toBe(4);
    expect(await outbox.erase('urn:name:a')).toBe(0);
    await outbox.settle([{ id: leased!.id, state: 'waiting', attempts: 1, dueAt: 0 }]);
    expect(await outbox.counts()).toMatchObject({ pending: 0, leased: 1, waiting: 0, dead: 0 });
  });

  it('takes nothing once it is closed', async () => {
    const outbox = await start();
    await outbox.close();
    await expect(outbox.put(record('a'))).rejects.toMatchObject({ code: 'CONVERGE_OUTBOX_CLOSED' });
  });
});

describe('an outbox in SQLite', () => {
  it('keeps everything over a restart, and gives back what was leased', async () => {
    const outbox = await openSqlite();
    await putAll(outbox, 'a', 'b');
    await outbox.put(record('dead', { deadReason: 'wrong' }));
    await outbox.lease(1);
    await outbox.close();
    const next = await openSqlite();
    expect(await next.counts()).toMatchObject({ pending: 2, dead: 1 });
    expect(names(await next.lease(9))).toEqual(['a', 'b']);
  });

  it('is readable by its owner only', async () => {
    const outbox = await openSqlite();
    await outbox.put(record('a'));
    const made = join(folder, 'deep');
    const modes = readdirSync(made).map((name) => [name, statSync(join(made, name)).mode & 0o777]);
    expect(Object.fromEntries(modes)).toEqual({
      outbox: 0o600,
      'outbox-reserve': 0o600,
      'outbox-wal': 0o600,
      'outbox-shm': 0o600,
    });
    expect(statSync(made).mode & 0o777).toBe(0o700);
  });

  it('shares a file between two, and each record goes to one', async () => {
    const one = await openSqlite();
    const other = await openSqlite();
    await Promise.all([putAll(one, 'a', 'c', 'e'), putAll(other, 'b', 'd', 'f')]);
    const [first, second] = await Promise.all([one.lease(3), other.lease(9)]);
    expect([...names(first), ...names(second)].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('wakes the other when something is put', async () => {
    const one = await openSqlite();
    const other = await openSqlite();
    await new Promise<void>((resolve) => {
      other.attach({
        wake: resolve,
        reserve: () => false,
        take: () => undefined,
        lost: () => undefined,
      });
      void one.put(record('a'));
    });
    expect(names(await other.lease(1))).toEqual(['a']);
  });

  it('leases to the one who sends what is put at its wish', async () => {
    const outbox = await openSqlite();
    const taken: Array<OutboxRecord | undefined> = [];
    outbox.attach({
      wake: () => undefined,
      reserve: () => taken.length === 0,
      take: (it) => taken.push(it),
      lost: () => undefined,
    });
    // Only who has given a sign of life may lease.
    await outbox.discard();
    await putAll(outbox, 'a', 'b');
    expect(taken).toEqual([{ ...record('a'), id: expect.any(Number), attempts: 0 }]);
    expect(await outbox.counts()).toMatchObject({ pending: 1, leased: 1 });
    await outbox.settle([{ id: taken[0]!.id, state: 'delivered' }]);
    expect(names(await outbox.lease(9))).toEqual(['b']);
  });

  it('holds what was recorded for another source, until it is adopted', async () => {
    const sandbox = await openSqlite({ source: 'sandbox' });
    await putAll(sandbox, 'a', 'b');
    await sandbox.close();
    const production = await openSqlite({ source: 'production' });
    await production.put(record('c'));
    expect(await production.counts()).toMatchObject({ pending: 1, held: 2 });
    expect(names(await production.lease(9))).toEqual(['c']);
    expect(await production.adopt()).toBe(2);
    expect(names(await production.lease(9))).toEqual(['a', 'b']);
  });

  it('never stores the source itself', async () => {
    const outbox = await openSqlite({ source: 'the-secret-token' });
    await outbox.put(record('a'));
    await outbox.close();
    const { readFileSync } = await import('node:fs');
    expect(readFileSync(settings().path).includes('the-secret-token')).toBe(false);
  });

  it.each([
    ['rubbish', 'this is no database, and long enough to be looked at as one. '.repeat(100)],
    ['a damaged header', 'SQLite format 3\0' + '\xff'.repeat(4_000)],
  ])('puts %s aside, and begins a new file', async (_what, content) => {
    const { path } = settings();
    const { mkdirSync } = await import('node:fs');
    mkdirSync(join(folder, 'deep'));
    writeFileSync(path, content, 'latin1');
    const outbox = await openSqlite();
    await outbox.put(record('a'));
    expect(notices).toEqual([
      { kind: 'outboxDamaged', path: expect.stringContaining('outbox.damaged-') },
    ]);
    const aside = (notices[0] as { path: string }).path;
    expect(statSync(aside).size).toBe(content.length);
    expect(names(await outbox.lease(1))).toEqual(['a']);
  });

  it('forgets dead letters when their time is over', async () => {
    const outbox = await openSqlite({ deadLetterMs: 1 });
    await outbox.put(record('a', { deadReason: 'wrong' }));
    const deadline = Date.now() + 10_000;
    while ((await outbox.counts()).dead > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await outbox.counts()).toMatchObject({ dead: 0 });
  });

  it('does not make a file where it cannot', async () => {
    writeFileSync(join(folder, 'deep'), 'a file where a folder should be');
    await expect(SqliteOutbox.open(settings())).rejects.toThrow('it cannot be written');
    expect(existsSync(settings().path)).toBe(false);
  });
});
