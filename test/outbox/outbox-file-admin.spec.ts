import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConvergeValidationError } from '../../lib/index.js';
import { OutboxFileAdmin } from '../../lib/outbox/outbox-file-admin.js';
import { OutboxUnavailableError } from '../../lib/outbox/errors.js';
import { APPLICATION_ID, configure, migrate } from '../../lib/outbox/sqlite/schema.js';
import { describeSource, findOrAddSource } from '../../lib/outbox/sqlite/schema.js';
import { loadSqlite, type SqliteDatabase } from '../../lib/outbox/sqlite/driver.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';

const ENDPOINT = 'https://example.com/hook';

const folder = useTemporaryFolder();
let path: string;

beforeEach(() => {
  path = join(folder.path, 'outbox');
});

const open = (token: string) =>
  SqliteOutbox.open(outboxSettings(path, { source: describeSource(ENDPOINT, token) }));

const record = (eventName: string, more = {}) => ({
  eventName,
  origin: 'o',
  body: JSON.stringify({ aliases: [`urn:name:${eventName}`] }),
  recordedAt: 1,
  ...more,
});

const broken = { dead: { reason: 'breaks it', undeliverable: true } };
const refused = { dead: { reason: 'refused', undeliverable: false } };

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 3; turn++) {
    collect();
    await setImmediate();
  }
}

describe('OutboxFileAdmin', () => {
  let application: SqliteOutbox;
  let admin: OutboxFileAdmin;

  beforeEach(async () => {
    const other = await open('other');
    await other.put(record('held'));
    await other.put(record('dead there', refused));
    await other.close();
    application = await open('token');
    await application.put(record('a'));
    await application.put(record('b', refused));
    await application.put(record('c', broken));
    admin = await OutboxFileAdmin.open(path);
  });

  afterEach(async () => {
    admin.close();
    await application.close();
  });

  it('sees all sources while an application uses the file', async () => {
    expect(await admin.status()).toMatchObject({
      path,
      events: 5,
      leased: 0,
      senders: 0,
      oldestAt: 1,
      sources: [
        { source: 1, pending: 1, waiting: 0, dead: 1 },
        { source: 2, pending: 1, waiting: 0, dead: 2 },
      ],
    });
    expect(await admin.counts()).toMatchObject({ pending: 2, dead: 3, held: 0 });
    const own = await admin.sourceOf(ENDPOINT, 'token');
    expect(own).toBe(2);
    expect(await admin.sourceOf(ENDPOINT, 'never used')).toBeUndefined();
    expect(await admin.foreignEvents(own!)).toEqual([{ source: 1, events: 2, oldestAt: 1 }]);
  });

  it('lists in pages, shows one with its body, and exports all', async () => {
    const page = await admin.list({ limit: 2 });
    expect(page).toMatchObject([
      { eventName: 'held', state: 'pending', source: 1 },
      { eventName: 'dead there', state: 'dead', reason: 'refused', undeliverable: false },
    ]);
    expect(page[0]).not.toHaveProperty('body');
    const next = await admin.list({ afterId: page[1]!.id, limit: 9 });
    expect(next.map(({ eventName }) => eventName)).toEqual(['a', 'b', 'c']);
    expect(next[2]).toMatchObject({ undeliverable: true });
    expect(await admin.list({ state: 'dead', eventName: 'b', limit: 9 })).toHaveLength(1);
    expect(await admin.show(page[0]!.id)).toMatchObject({ body: record('held').body });
    expect(await admin.show(1)).toBeUndefined();
    const exported: string[] = [];
    for await (const events of admin.exportAll({ states: ['pending', 'waiting'] })) {
      exported.push(...events.map(({ body }) => body));
    }
    expect(exported).toEqual([record('held').body, record('a').body]);
  });

  it('replays and discards dead letters of all sources, but none that breaks the contract', async () => {
    expect(await admin.countDeadLetters()).toBe(3);
    expect(await admin.countDeadLetters({ eventName: 'c' })).toBe(1);
    expect(await admin.replay()).toBe(2);
    const [left] = await admin.deadLetters();
    expect(left).toMatchObject({ eventName: 'c', undeliverable: true });
    await expect(admin.replay({ id: left!.id })).rejects.toMatchObject({
      code: 'CONVERGE_UNDELIVERABLE',
    });
    expect(await admin.discard({ diedBy: 1 })).toBe(0);
    expect(await admin.discard()).toBe(1);
    expect(await application.admin.counts()).toMatchObject({ pending: 2, dead: 0, held: 2 });
  });

  it('erases and adopts beside a running application', async () => {
    expect(await admin.erase('urn:name:a')).toBe(1);
    expect(await admin.adopt((await admin.sourceOf(ENDPOINT, 'token'))!)).toBe(2);
    expect(await application.admin.counts()).toMatchObject({ pending: 1, dead: 3, held: 0 });
    await application.put(record('d'));
    expect((await admin.status()).events).toBe(5);
  });
});

it.each(['to read', 'to watch'] as const)(
  'leaves to the application what one that was killed has left in the log: %s',
  async (use) => {
    const application = await open('token');
    await application.put(record('a'));
    const left = join(folder.path, 'left');
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, left + suffix);
    await application.close();
    const bytes = () =>
      ['', '-wal'].map((suffix) => readFileSync(left + suffix).toString('base64'));
    const before = bytes();
    await (async () => {
      const reading = await OutboxFileAdmin.open(left, use);
      expect(await reading.status()).toMatchObject({ events: 1 });
      await expect(reading.discard()).rejects.toThrow(OutboxUnavailableError);
      reading.close();
    })();
    // Only then libsql closes the file.
    await collectGarbage();
    expect(bytes()).toEqual(before);
  },
);

it('leaves nothing behind when it has watched a file that no process uses', async () => {
  await (await open('token')).close();
  const before = readdirSync(folder.path);
  const watching = await OutboxFileAdmin.open(path, 'to watch');
  expect(await watching.status()).toMatchObject({ events: 0 });
  watching.close();
  if (process.getBuiltinModule('node:sqlite') !== undefined) {
    expect(readdirSync(folder.path)).toEqual(before);
  }
});

describe('a file that OutboxFileAdmin cannot use', () => {
  const why = () => OutboxFileAdmin.open(path).catch((error: Error) => error.message);

  it('is named in words, and left as it is', async () => {
    expect(await why()).toBe(
      `There is no outbox at ${path}: give the path of its file, or start the application, which creates it.`,
    );
    writeFileSync(path, 'x'.repeat(4_096));
    expect(await why()).toContain('is not an outbox, or its header is damaged');
    rmSync(path);
    const database = loadSqlite()(path);
    database.exec('CREATE TABLE other (id)');
    expect(await why()).toContain('is not an outbox, or its header is damaged');
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    expect(await why()).toBe(`The file ${path} is not an outbox: give the path of an outbox.`);
    database.exec('CREATE TABLE events (id); PRAGMA user_version = 1');
    expect(await why()).toContain('start the application with this version once');
    database.exec('PRAGMA user_version = 99');
    expect(await why()).toContain('is of another version of nestjs-converge');
    database.close();
  });
});

describe('a file of version 0.1.0', () => {
  /** As it was before events had check values and, in version 1, before dead letters were marked. */
  function makeOld(version: 1 | 2): SqliteDatabase {
    const database = loadSqlite()(path);
    configure(database);
    migrate(database);
    database.exec(`DROP TABLE ledger;
      DROP TABLE ledger_kinds;
      ALTER TABLE events DROP COLUMN checksum;
      DROP TABLE owners;
      CREATE TABLE owners (id INTEGER PRIMARY KEY, alive_until INTEGER NOT NULL) STRICT;
      PRAGMA user_version = ${version}`);
    if (version === 1) database.exec('ALTER TABLE events DROP COLUMN undeliverable');
    database.exec('PRAGMA application_id = 0');
    return database;
  }

  it('is taken over without loss, also what a process had leased that ran before', async () => {
    const old = makeOld(2);
    const source = findOrAddSource(old, describeSource(ENDPOINT, 'token'));
    old.exec(`INSERT INTO owners VALUES (7, ${Date.now() + 15_000});
      INSERT INTO events
        (source, event_name, origin, body, size, recorded_at, attempts, due_at, owner, died_at, reason)
        VALUES (${source}, 'pending', 'o', '{"ä":1}', 8, 1, 0, 0, NULL, NULL, NULL),
          (${source}, 'leased', 'o', '{}', 2, 1, 0, 0, 7, NULL, NULL),
          (${source}, 'due', 'o', '{}', 2, 1, 3, 1000, NULL, NULL, NULL),
          (${source}, 'waiting', 'o', '{}', 2, 1, 3, ${Date.now() + 60_000}, NULL, NULL, NULL),
          (${source}, 'dead', 'o', '{}', 2, 1, 3, 0, NULL, ${Date.now()}, 'refused');
      UPDATE totals SET events = 5, bytes = 16`);
    old.close();
    const outbox = await open('token');
    const { records } = await outbox.lease(9);
    expect(records.map(({ eventName }) => eventName)).toEqual(['pending', 'leased', 'due']);
    expect(records[0]).toMatchObject({ body: '{"ä":1}' });
    expect(await outbox.admin.counts()).toMatchObject({ leased: 3, waiting: 1, dead: 1 });
    expect(await outbox.admin.deadLetters()).toMatchObject([{ reason: 'refused' }]);
    await outbox.close();
  });

  it('has its dead letters marked that break the contract, and no others', async () => {
    const old = makeOld(1);
    const violations = [{ path: 'aliases', rule: 'arrayNotEmpty', received: '[]', advice: 'x' }];
    const reasons: Array<[string, number | null]> = [
      [new ConvergeValidationError('Placed Order', violations).message, null],
      [new ConvergeValidationError(undefined, violations).message, null],
      [new ConvergeValidationError('Placed Order', violations, 'spec').message, null],
      ['Converge answered 400: breaks Converge’s contract', 400],
      ['given up after 9 attempts: ECONNREFUSED', null],
    ];
    const insert = old.prepare(`INSERT INTO events
      (source, event_name, origin, body, size, recorded_at, attempts, due_at, died_at, status, reason)
      VALUES (1, 'e', 'o', '{}', 2, 1, 0, 0, ${Date.now()}, ?, ?)`);
    for (const [reason, status] of reasons) insert.run(status, reason);
    old.exec('UPDATE totals SET events = 5, bytes = 10');
    old.close();
    const outbox = await open('token');
    const letters = await outbox.admin.deadLetters();
    expect(letters.map(({ undeliverable }) => undeliverable)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    await outbox.close();
  });
});
