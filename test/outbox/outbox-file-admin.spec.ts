import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OutboxFileAdmin } from '../../lib/outbox/outbox-file-admin.js';
import { OutboxUnavailableError } from '../../lib/outbox/errors.js';
import { APPLICATION_ID, SCHEMA_VERSION } from '../../lib/outbox/sqlite/schema.js';
import { loadSqlite } from '../../lib/outbox/sqlite/driver.js';
import type { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { openOutbox } from '../utils/outbox-file.js';
import { record } from './support/hand.js';
import { useFile } from './support/use-file.js';

const ENDPOINT = 'https://example.com/hook';

const { folder, path } = useFile();

const open = (token: string) => openOutbox(path(), { endpoint: ENDPOINT, token });

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
    admin = await OutboxFileAdmin.open(path());
  });

  afterEach(async () => {
    admin.close();
    await application.close();
  });

  it('sees all sources while an application uses the file', async () => {
    expect(await admin.status()).toMatchObject({
      path: path(),
      events: 5,
      leased: 0,
      senders: 0,
      oldestAt: 1,
      sources: [
        { source: 1, pending: 1, waiting: 0, leased: 0, dead: 1 },
        { source: 2, pending: 1, waiting: 0, leased: 0, dead: 2 },
      ],
    });
    const own = await admin.sourceOf(ENDPOINT, 'token');
    expect(own).toBe(2);
    expect(await admin.sourceOf(ENDPOINT, 'never used')).toBeUndefined();
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
    for await (const events of admin.exportAll(['pending', 'waiting'])) {
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

it('leaves to the application what one that was killed has left in the log', async () => {
  const application = await open('token');
  await application.put(record('a'));
  const left = join(folder.path, 'left');
  for (const suffix of ['', '-wal']) copyFileSync(path() + suffix, left + suffix);
  await application.close();
  const bytes = () => ['', '-wal'].map((suffix) => readFileSync(left + suffix).toString('base64'));
  const before = bytes();
  await (async () => {
    const reading = await OutboxFileAdmin.open(left, 'to read');
    expect(await reading.status()).toMatchObject({ events: 1 });
    await expect(reading.discard()).rejects.toThrow(OutboxUnavailableError);
    reading.close();
  })();
  // Only then libsql closes the file.
  await collectGarbage();
  expect(bytes()).toEqual(before);
});

it('leaves nothing behind when it has watched a file that no process uses', async () => {
  await (await open('token')).close();
  const before = readdirSync(folder.path);
  const watching = await OutboxFileAdmin.open(path(), 'to read');
  expect(await watching.status()).toMatchObject({ events: 0 });
  watching.close();
  if (process.getBuiltinModule('node:sqlite') !== undefined) {
    expect(readdirSync(folder.path)).toEqual(before);
  }
});

it('reads a few megabytes at once, and all one after the other', async () => {
  const application = await open('token');
  const body = JSON.stringify({ aliases: ['urn:name:jane'], text: 'x'.repeat(1_000_000) });
  for (let n = 0; n < 20; n++) await application.put({ ...record('big', refused), body });
  expect(await application.admin.deadLetters()).toHaveLength(16);
  const admin = await OutboxFileAdmin.open(path());
  const pages: number[] = [];
  for await (const page of admin.exportAll()) pages.push(page.length);
  expect(pages).toEqual([16, 4]);
  expect(await admin.list({ limit: 50 })).toHaveLength(20);
  expect(await admin.erase('urn:name:jane')).toBe(20);
  admin.close();
  await application.close();
});

describe('a file that OutboxFileAdmin cannot use', () => {
  const why = () => OutboxFileAdmin.open(path()).catch((error: Error) => error.message);

  it('is named in words, and left as it is', async () => {
    expect(await why()).toBe(
      `There is no outbox at ${path()}: give the path of its file, or start the application, which creates it.`,
    );
    writeFileSync(path(), 'x'.repeat(4_096));
    expect(await why()).toContain('or an outbox whose header is damaged');
    rmSync(path());
    const database = loadSqlite()(path());
    database.exec('CREATE TABLE other (id)');
    expect(await why()).toContain('or an outbox whose header is damaged');
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    expect(await why()).toContain('by another version of nestjs-converge (its schema has number 0');
    database.exec('PRAGMA user_version = 99');
    expect(await why()).toContain('use that version');
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    expect(await why()).toContain('it is damaged, and was left as it is');
    database.close();
  });
});
