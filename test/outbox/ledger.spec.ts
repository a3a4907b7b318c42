import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FallbackOutbox } from '../../lib/outbox/fallback/fallback.outbox.js';
import type { LedgerNote } from '../../lib/outbox/ledger.js';
import { MemoryLedger } from '../../lib/outbox/memory/memory-ledger.js';
import { OutboxFileAdmin } from '../../lib/outbox/outbox-file-admin.js';
import type { Outbox, OutboxAdmin } from '../../lib/outbox/outbox.js';
import { configure, migrate } from '../../lib/outbox/sqlite/schema.js';
import { loadSqlite, Statements, type SqliteDatabase } from '../../lib/outbox/sqlite/driver.js';
import { takeOverLedger } from '../../lib/outbox/file/take-over-ledger.js';
import { SqliteLedger } from '../../lib/outbox/database/sqlite-ledger.js';
import { describeSource } from '../../lib/outbox/sqlite/schema.js';
import type { OutboxNotice } from '../../lib/outbox/outbox.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { DAY_MS, outboxSettings } from '../utils/outbox-settings.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { eventually } from '../utils/test-app.js';

const folder = useTemporaryFolder();
const path = () => join(folder.path, 'own', 'outbox');
const open: Outbox[] = [];
let moved: number;
beforeEach(() => {
  moved = 0;
});
afterEach(async () => {
  for (const outbox of open.splice(0)) await outbox.close();
});

const ENDPOINT = 'http://127.0.0.1:1/';

async function start(token = 'token'): Promise<SqliteOutbox> {
  const source = describeSource(ENDPOINT, token);
  const onNotice = ({ kind }: OutboxNotice) => void (kind === 'outboxMoved' && moved++);
  const outbox = await SqliteOutbox.open(outboxSettings(path(), { source, onNotice }));
  open.push(outbox);
  return outbox;
}

const order = (id: string) => ({
  eventName: 'Placed Order',
  origin: 'o',
  body: JSON.stringify({ event_id: id }),
  recordedAt: Date.now(),
});
const delivered = (eventId: string, at = Date.now()): LedgerNote => ({
  eventId,
  eventName: 'Placed Order',
  fate: 'delivered',
  at,
});

async function deliver(outbox: Outbox, ...ids: string[]): Promise<void> {
  for (const id of ids) await outbox.put(order(id));
  const { records } = await outbox.lease(99);
  await outbox.acknowledge(records.map(({ id }) => ({ id, state: 'delivered' })));
}

const states = async ({ admin }: { admin: Pick<OutboxAdmin, 'audit'> }, ...ids: string[]) =>
  (await admin.audit({ ids })).map(({ state }) => state);

describe('the ledger of a file', () => {
  it('outlives a restart, and knows what was for another source', async () => {
    const old = await start('old token');
    await deliver(old, 'o-1');
    await old.put(order('o-2'));
    await old.close();
    const outbox = await start();
    await deliver(outbox, 'o-3');
    const known = { eventName: 'Placed Order', at: expect.any(Number) };
    expect(await outbox.admin.audit({ ids: ['o-1', 'o-2', 'o-3'] })).toEqual([
      { id: 'o-1', state: 'delivered', ...known, isOtherSource: true },
      { id: 'o-2', state: 'held', ...known },
      { id: 'o-3', state: 'delivered', ...known },
    ]);
    await outbox.admin.adopt();
    expect(await states(outbox, 'o-2')).toEqual(['queued']);
  });

  it('is read by the command line, for one source or for all', async () => {
    const old = await start('old token');
    await old.put(order('o-1'));
    const admin = await OutboxFileAdmin.open(path());
    expect(await admin.ledgerBegin()).toBeUndefined();
    const outbox = await start();
    await deliver(outbox, 'o-2');
    const query = { ids: ['o-1', 'o-2', 'o-3'] };
    const of = async (source?: number) =>
      (await admin.audit(query, source)).map(({ state }) => state);
    expect(await of()).toEqual(['queued', 'delivered', 'missing']);
    const source = await admin.sourceOf(ENDPOINT, 'token');
    expect(await of(source)).toEqual(['held', 'delivered', 'missing']);
    expect(await admin.ledgerBegin()).toBeGreaterThan(Date.now() - 60_000);
    admin.close();
  });

  const noted = () => {
    const file = loadSqlite()(path());
    try {
      const count = 'SELECT count(*) AS count FROM ledger WHERE kind > 0';
      return (file.prepare(count).get() as { count: number }).count;
    } finally {
      file.close();
    }
  };

  it('is taken over from a file that is moved, by all that use it, once', async () => {
    const one = await start();
    const other = await start('old token');
    await deliver(one, 'o-1');
    await deliver(other, 'o-2');
    renameSync(path(), `${path()}-elsewhere`);
    await deliver(one, 'o-3');
    // Into the file that was moved, as long as this one has not noticed it.
    await deliver(other, 'o-4');
    await eventually('both have noticed it', () => moved === 2, 15_000);
    const ids = ['o-1', 'o-2', 'o-3', 'o-4'];
    expect(await states(one, ...ids, 'x')).toEqual([...ids.map(() => 'delivered'), 'missing']);
    const [answer] = await other.admin.audit({ ids: ['o-2'] });
    expect(answer).toMatchObject({ state: 'delivered' });
    expect(answer).not.toHaveProperty('isOtherSource');
    expect(noted()).toBe(4);
  });

  it('has each event once, also where one of several is the first of its name', async () => {
    const outbox = await start();
    await deliver(outbox, 'o-1');
    const body = JSON.stringify({ event_id: 'u-1' });
    await outbox.put({ ...order('u-1'), eventName: 'Signed Up', body });
    await deliver(outbox, 'o-2', 'o-3');
    expect(await states(outbox, 'o-1', 'o-2', 'o-3', 'u-1')).toEqual(Array(4).fill('delivered'));
    expect(noted()).toBe(4);
  });

  it('is taken over with what was noted since the last time, each note once', () => {
    const [from, to] = ['from', 'to'].map((name) => {
      const database = loadSqlite()(join(folder.path, name));
      configure(database);
      migrate(database);
      return database;
    }) as [SqliteDatabase, SqliteDatabase];
    from.exec("INSERT INTO sources VALUES (1, 'fingerprint')");
    const ledger = new SqliteLedger(new Statements(from), 1, true);
    for (const id of ['o-1', 'o-2', 'o-3']) {
      ledger.note([delivered(id)]);
      takeOverLedger(from, to);
    }
    const ids = to
      .prepare('SELECT event_id AS id FROM ledger WHERE kind > 0 ORDER BY ledger.id')
      .all();
    expect(ids).toMatchObject([{ id: 'o-1' }, { id: 'o-2' }, { id: 'o-3' }]);
    from.close();
    to.close();
  });

  it('is taken over from a file that is damaged', async () => {
    const old = await start('old token');
    await deliver(old, 'o-1');
    const outbox = await start();
    await deliver(outbox, 'o-2');
    await Promise.all([old.close(), outbox.close()]);
    const damaged = loadSqlite()(path());
    damaged.exec('PRAGMA wal_checkpoint(TRUNCATE); DELETE FROM totals');
    damaged.close();
    const next = await start();
    expect(await next.admin.audit({ ids: ['o-1', 'o-2'] })).toMatchObject([
      { state: 'delivered', isOtherSource: true },
      { state: 'delivered' },
    ]);
    expect(noted()).toBe(2);
  });

  it('is pruned from its old end, batch by batch, and never of what marks its begin', async () => {
    await (await start()).close();
    const database = loadSqlite()(path());
    const sql = new Statements(database);
    const ledger = new SqliteLedger(sql, 1, true);
    database.exec('BEGIN');
    const at = (n: number) => Date.now() + (n < 5_050 ? -DAY_MS : DAY_MS);
    ledger.note(Array.from({ length: 5_100 }, (_, n) => delivered(`${n}`, at(n))));
    const counts: number[] = [];
    for (let round = 0; round < 4; round++) {
      ledger.prune(Date.now() + 60_000);
      counts.push(sql.get<{ n: number }>('SELECT count(*) AS n FROM ledger').n);
    }
    database.exec('COMMIT');
    database.close();
    // The first batch holds the mark, too.
    expect(counts).toEqual([102, 51, 51, 51]);
  });

  it('takes less than 100 bytes for an id', async () => {
    const outbox = await start();
    const before = statSync(path()).size;
    const id = (n: number) => `0b3a0d5e-7a0c-4a3e-9d55-${String(n).padStart(12, '0')}`;
    for (let from = 0; from < 50_000; from += 10_000) {
      await outbox.note(Array.from({ length: 10_000 }, (_, n) => delivered(id(from + n))));
    }
    await outbox.close();
    const file = loadSqlite()(path());
    file.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    file.close();
    expect((statSync(path()).size - before) / 50_000).toBeLessThan(100);
  });
});

describe('the ledger in memory', () => {
  it('is kept while the file cannot be used, and moved to it afterwards', async () => {
    const place = join(folder.path, 'not yet a folder');
    writeFileSync(place, '');
    const outbox = await FallbackOutbox.open({
      ...outboxSettings(join(place, 'outbox')),
      onNotice: () => undefined,
    });
    open.push(outbox);
    await deliver(outbox, 'o-1');
    await outbox.note([{ ...delivered('o-2'), fate: 'consent' }]);
    await outbox.put(order('o-3'));
    await outbox.put({ ...order('o-4'), dead: { reason: 'wrong', undeliverable: false } });
    const wanted = ['delivered', 'dropped', 'queued', 'dead'];
    expect(await states(outbox, 'o-1', 'o-2', 'o-3', 'o-4')).toEqual(wanted);
    rmSync(place);
    const isMoved = async () => (await outbox.admin.counts()).inMemory === 0;
    await eventually('it is in the file', isMoved, 15_000);
    expect(await states(outbox, 'o-1', 'o-2', 'o-3', 'o-4')).toEqual(wanted);
    await outbox.close();
    const admin = await OutboxFileAdmin.open(join(place, 'outbox'));
    expect(await states({ admin }, 'o-1', 'o-2', 'o-3', 'o-4')).toEqual(wanted);
    admin.close();
  });

  it('is bounded by time and number', () => {
    const ledger = new MemoryLedger(10_000);
    ledger.note(delivered('old', 1_000));
    ledger.note(delivered('new', 20_000));
    expect(ledger.drain().map(({ eventId }) => eventId)).toEqual(['new']);
    for (let n = 0; n < 100_010; n++) ledger.note(delivered(`${n}`, 20_000));
    const kept = ledger.drain();
    expect(kept).toHaveLength(100_000);
    expect(kept[0]!.eventId).toBe('10');
  });
});
