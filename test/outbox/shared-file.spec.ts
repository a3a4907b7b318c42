import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
  closeSync,
  readFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSqlite, sqliteFault, type SqliteDatabase } from '../../lib/outbox/sqlite/driver.js';
import type { Lease } from '../../lib/outbox/outbox.js';
import type { OutboxNotice } from '../../lib/outbox/outbox.js';
import { uptime } from '../../lib/outbox/time.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { eventually } from '../utils/test-app.js';

let folder: string;
let path: string;
let outbox: SqliteOutbox;
let other: SqliteDatabase;
let notices: OutboxNotice[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outbox-'));
  path = join(folder, 'outbox');
  notices = [];
  outbox = await openAnother();
  other = loadSqlite()(path);
});

afterEach(async () => {
  await outbox.close();
  other.close();
  rmSync(folder, { recursive: true, force: true });
});

const openAnother = (source = 'source') =>
  SqliteOutbox.open(outboxSettings(path, { source, onNotice: (notice) => notices.push(notice) }));

/** Overwrites all pages but the first. */
function damage() {
  other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(statSync(path).size - 4096, 0xff), 0, undefined, 4096);
  closeSync(file);
}

const record = (eventName: string) => ({ eventName, origin: 'o', body: '{}', recordedAt: 1 });
const names = ({ records }: Lease) => records.map(({ eventName }) => eventName);
const person = (name: string) => ({
  ...record(name),
  body: JSON.stringify({ aliases: [`urn:email:${name}@example.com`] }),
});
const isOnDisk = (text: string) =>
  [path, `${path}-wal`].some((file) => existsSync(file) && readFileSync(file).includes(text));
const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('a file that others use too', () => {
  it('is not waited for while another process has the lock, and is written when it has not', async () => {
    other.exec('BEGIN IMMEDIATE');
    let isDone = false;
    const puts = Promise.all([outbox.put(record('a')), outbox.put(record('b'))]).then(
      () => (isDone = true),
    );
    // Turns go by: nothing blocks them.
    await turn();
    await turn();
    expect(isDone).toBe(false);
    other.exec('COMMIT');
    await puts;
    expect(names(await outbox.lease(9))).toEqual(['a', 'b']);
  });

  it('gives a lease that waits for the lock no more than its limit', async () => {
    for (let n = 0; n < 9; n++) await outbox.put(record(`${n}`));
    other.exec('BEGIN IMMEDIATE');
    const lease = outbox.lease(2, true);
    for (let turns = 0; turns < 5; turns++) await turn();
    other.exec('COMMIT');
    expect(names(await lease)).toEqual(['0', '1']);
    expect(await outbox.admin.counts()).toMatchObject({ pending: 7, leased: 2 });
  });

  it('refuses events when the lock is never given back, instead of filling the memory', async () => {
    other.exec('BEGIN IMMEDIATE');
    const puts = Array.from({ length: 10_001 }, (_, n) => outbox.put(record(`${n}`)));
    const last = puts.pop();
    await expect(last).rejects.toMatchObject({ code: 'CONVERGE_OUTBOX_FULL', reason: 'locked' });
    other.exec('COMMIT');
    await Promise.all(puts);
    expect(await outbox.admin.counts()).toMatchObject({ pending: 10_000 });
  });

  it('has room again for one who only records, when another has made it', async () => {
    const settings = outboxSettings(join(folder, 'small'), { maxEvents: 2 });
    const recorder = await SqliteOutbox.open(settings);
    const sender = await SqliteOutbox.open(settings);
    await recorder.put(record('a'));
    await recorder.put(record('b'));
    await expect(recorder.put(record('c'))).rejects.toMatchObject({ reason: 'maxEvents' });
    await sender.acknowledge(
      (await sender.lease(9)).records.map(({ id }) => ({ id, state: 'delivered' })),
    );
    await recorder.put(record('d'));
    await recorder.close();
    await sender.close();
  });

  it('keeps its log when this process opens it twice and another one comes and goes', async () => {
    await outbox.put(record('a'));
    other.close();
    const second = await openAnother();
    const visit = `
      const open = (path) => {
        try { return new (require('node:sqlite').DatabaseSync)(path); }
        catch { return new (require('libsql'))(path); }
      };
      const database = open(process.argv[1]);
      database.prepare('SELECT count(*) FROM events').get();
      database.close();`;
    execFileSync(process.execPath, ['--no-warnings', '-e', visit, path]);
    expect(existsSync(`${path}-wal`)).toBe(true);
    await outbox.put(record('b'));
    other = loadSqlite()(path);
    expect(other.prepare('SELECT count(*) AS n FROM events').get()).toMatchObject({ n: 2 });
    await second.close();
  });

  it('can be read meanwhile with any tool', async () => {
    await outbox.put(record('a'));
    expect(other.prepare('SELECT event_name FROM events').all()).toMatchObject([
      { event_name: 'a' },
    ]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['written', () => outbox.put(record('x'))],
    ['looked into', () => outbox.lease(0)],
    ['counted', () => outbox.admin.counts()],
  ])(
    'is put aside when it turns out to be damaged as it is %s, and a new one is begun',
    async (_what, use) => {
      for (let n = 0; n < 50; n++) await outbox.put(record(`${n}`));
      other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      const file = openSync(path, 'r+');
      writeSync(file, Buffer.alloc(statSync(path).size - 4096, 0xff), 0, undefined, 4096);
      closeSync(file);
      await use();
      await outbox.put(record('after'));
      expect(notices).toEqual([
        { kind: 'outboxDamaged', path: expect.stringContaining('.damaged-'), taken: 0 },
        { kind: 'eventsUnreadable', path: expect.stringContaining('.damaged-'), count: 1 },
      ]);
      expect(names(await outbox.lease(9))).toContain('after');
    },
  );

  it('is put aside once when two find it damaged, and the second goes on in the new one', async () => {
    const second = await openAnother();
    for (let n = 0; n < 50; n++) await outbox.put(record(`${n}`));
    damage();
    await outbox.put(record('first'));
    await second.put(record('second'));
    await outbox.put(record('third'));
    expect(notices.filter(({ kind }) => kind === 'outboxDamaged')).toHaveLength(1);
    const kept = names(await outbox.lease(99));
    expect(kept).toEqual(expect.arrayContaining(['second', 'third']));
    expect(await second.admin.counts()).toMatchObject({ pending: 0, leased: kept.length });
    await second.close();
  });

  it('does not take an answer to an event of a file that was replaced for one to a new event', async () => {
    for (let n = 0; n < 8; n++) await outbox.put(record(`old ${n}`));
    const old = (await outbox.lease(8)).records;
    damage();
    for (let n = 0; n < 8; n++) await outbox.put(record(`new ${n}`));
    await outbox.lease(8);
    await outbox.acknowledge(
      old.map(({ id }) => ({ id, state: 'dead', attempts: 1, reason: 'x' })),
    );
    expect(await outbox.admin.counts()).toMatchObject({ leased: 8, dead: 0 });
  });

  it('is followed by a new one, loudly, when it is deleted', async () => {
    await outbox.put(record('a'));
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    await eventually('it is noticed', () => notices.length > 0);
    expect(notices).toEqual([{ kind: 'outboxMoved', taken: 1 }]);
    await outbox.put(record('b'));
    expect(names(await outbox.lease(9))).toEqual(['a', 'b']);
  });

  it('is waited for at a start, while another process has the lock, without blocking', async () => {
    other.exec('BEGIN IMMEDIATE');
    const opening = openAnother('another source');
    let turns = 0;
    const timer = setInterval(() => turns++, 10);
    await new Promise((resolve) => setTimeout(resolve, 700));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
    other.exec('COMMIT');
    await (await opening).close();
  });

  it('gives all events of another source to the one who adopts, those of a killed process too', async () => {
    const killed = await openAnother('old token');
    for (let n = 0; n < 10; n++) await killed.put(record(`${n}`));
    await killed.lease(8);
    expect(await outbox.admin.adopt()).toBe(10);
    await killed.close();
    expect(await outbox.admin.counts()).toMatchObject({ pending: 10, held: 0 });
  });

  it('is not held up by events of a clock that was ahead', async () => {
    other.exec(`INSERT INTO owners (id, lease_ends) VALUES (7, ${uptime() + 3_600_000})`);
    await outbox.put(record('a'));
    other.exec('UPDATE events SET owner = 7');
    expect(names(await outbox.lease(9, true))).toEqual(['a']);
  });

  it('holds nothing of a person who was erased, not even in its free space and its log', async () => {
    const body = JSON.stringify({ aliases: ['urn:email:MARKED'], more: 'x'.repeat(300) });
    for (let n = 0; n < 40; n++) await outbox.put({ ...record('a'), body });
    const { records } = await outbox.lease(40);
    await outbox.acknowledge(
      records.slice(0, 20).map(({ id }) => ({ id, state: 'waiting', attempts: 1, dueAt: 0 })),
    );
    await outbox.acknowledge(
      records.slice(20, 30).map(({ id }) => ({ id, state: 'dead', attempts: 1, reason: 'x' })),
    );
    await outbox.acknowledge(records.slice(30).map(({ id }) => ({ id, state: 'delivered' })));
    expect(await outbox.admin.erase('urn:email:MARKED')).toBe(30);
    expect(isOnDisk('MARKED')).toBe(false);
  });

  it('says what is left where somebody reads the log, or a damaged file lies beside it', async () => {
    await outbox.put(person('jane'));
    other.exec('BEGIN');
    other.prepare('SELECT count(*) FROM events').get();
    writeFileSync(`${path}.damaged-2026`, 'jane');
    await expect(outbox.admin.erase('urn:email:jane@example.com')).rejects.toMatchObject({
      code: 'CONVERGE_ERASE_INCOMPLETE',
      erased: 1,
      left: [
        expect.stringContaining('another process keeps reading it'),
        expect.stringContaining(`${path}.damaged-2026`),
      ],
    });
    other.exec('COMMIT');
    rmSync(`${path}.damaged-2026`);
    expect(await outbox.admin.erase('urn:email:jane@example.com')).toBe(0);
    expect(isOnDisk('jane')).toBe(false);
  });
});

describe('sqliteFault', () => {
  it('understands both drivers', () => {
    const own = (errcode: number) =>
      Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode });
    const peer = (code: string) => Object.assign(new Error('x'), { code });
    expect(
      [
        own(5),
        own(517),
        own(13),
        own(10),
        own(266),
        own(11),
        own(26),
        own(19),
        own(15),
        own(1),
      ].map(sqliteFault),
    ).toEqual([
      'busy',
      'busy',
      'disk',
      'disk',
      'disk',
      'damaged',
      'damaged',
      'value',
      'busy',
      'other',
    ]);
    expect(
      [
        'SQLITE_BUSY',
        'SQLITE_BUSY_SNAPSHOT',
        'SQLITE_FULL',
        'SQLITE_IOERR_WRITE',
        'SQLITE_CORRUPT_INDEX',
        'SQLITE_CONSTRAINT',
      ]
        .map(peer)
        .map(sqliteFault),
    ).toEqual(['busy', 'busy', 'disk', 'disk', 'damaged', 'value']);
    const odd = { code: 'UNKNOWN_SQLITE_ERROR_1544', rawCode: 1544 };
    const unopened = { code: '', message: 'ConnectionFailed("Unable to open a: 1: 14")' };
    expect([odd, unopened].map(sqliteFault)).toEqual(['disk', 'disk']);
    expect([new Error('x'), undefined, 'x', peer('EACCES')].map(sqliteFault)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
