import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  countPuts,
  type Message,
  putAt,
  type Request,
} from '../../lib/outbox/sqlite/store-protocol.js';
import {
  loadSqlite,
  type OpenSqlite,
  type SqliteStatement,
  type SqlValue,
} from '../../lib/outbox/sqlite/driver.js';
import type { OutboxNotice } from '../../lib/outbox/outbox.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { OutboxClosedError } from '../../lib/outbox/errors.js';
import { OutboxFullError } from '../../lib/outbox/errors.js';
import type { StartThread } from '../../lib/outbox/sqlite/start-worker.js';
import { StoreServer } from '../../lib/outbox/sqlite/store-server.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { eventually } from '../utils/test-app.js';

let folder: string;
let path: string;
let notices: OutboxNotice[];
let outbox: SqliteOutbox | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outbox-'));
  path = join(folder, 'outbox');
  notices = [];
});

afterEach(async () => {
  await outbox?.close();
  outbox = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const settings = () => outboxSettings(path);

async function open(startThread?: StartThread): Promise<SqliteOutbox> {
  outbox = await SqliteOutbox.open(
    { ...settings(), onNotice: (notice) => notices.push(notice) },
    startThread,
  );
  return outbox;
}

/** Opens files as usual, and adds each statement that is run to a list. */
function recordSql(list: string[]): OpenSqlite {
  const openSqlite = loadSqlite();
  const record = (statement: SqliteStatement, sql: string): SqliteStatement => {
    const recorded =
      <Result>(use: (...values: SqlValue[]) => Result) =>
      (...values: SqlValue[]): Result => {
        list.push(sql);
        return use(...values);
      };
    return {
      run: recorded((...values) => statement.run(...values)),
      get: recorded((...values) => statement.get(...values)),
      all: recorded((...values) => statement.all(...values)),
    };
  };
  return (file) => {
    const database = openSqlite(file);
    return {
      exec: (sql) => database.exec(sql),
      prepare: (sql) => record(database.prepare(sql), sql),
      close: () => database.close(),
    };
  };
}

const record = (eventName: string) => ({ eventName, origin: 'o', body: '{}', recordedAt: 1 });

describe("the outbox's thread", () => {
  it('is replaced by the main thread where it cannot be started, which is said', async () => {
    const opened = await open(() => {
      throw new Error('threads are forbidden');
    });
    await opened.put(record('a'));
    expect((await opened.lease(1)).records).toMatchObject([{ eventName: 'a' }]);
    expect(notices).toEqual([{ kind: 'outboxInMainThread' }]);
  });

  it('is replaced by the main thread where its code fails', async () => {
    const opened = await open(() => new Worker('throw new Error()', { eval: true }));
    await opened.put(record('a'));
    expect(notices).toEqual([{ kind: 'outboxInMainThread' }]);
  });

  it('may end by a fault: what was put and not answered is kept all the same', async () => {
    const fragile = `
      const { parentPort } = require('node:worker_threads');
      parentPort.on('message', () => process.exit());
      parentPort.postMessage(['opened']);`;
    const opened = await open(() => new Worker(fragile, { eval: true }));
    await Promise.all([opened.put(record('a')), opened.put(record('b'))]);
    expect(notices).toEqual([{ kind: 'outboxInMainThread' }]);
    await opened.put(record('c'));
    const { records } = await opened.lease(9);
    expect(records.map(({ eventName }) => eventName)).toEqual(['a', 'b', 'c']);
  });

  it('writes in one transaction what one turn puts, and what waits meanwhile', async () => {
    const opened = await open();
    const reader = loadSqlite()(path);
    const version = () =>
      (reader.prepare('PRAGMA data_version').get() as { data_version: number }).data_version;
    const seen = [version()];
    const puts = Promise.all(Array.from({ length: 500 }, (_, n) => opened.put(record(`${n}`))));
    const timer = setInterval(() => seen.push(version()), 0);
    await puts;
    clearInterval(timer);
    seen.push(version());
    reader.close();
    expect(new Set(seen).size).toBe(2);
    expect((await opened.admin.counts()).pending).toBe(500);
  });

  it('gets in one message what later turns put while it writes', async () => {
    const slow = `
      const { parentPort } = require('node:worker_threads');
      const held = [];
      parentPort.on('message', (requests) => {
        if (requests !== 'answer') held.push(...requests);
        else for (const [number] of held.splice(0)) parentPort.postMessage(['answers', [number]]);
      });
      parentPort.postMessage(['opened']);`;
    const messages: Array<readonly Request[]> = [];
    let answer = () => undefined as void;
    const opened = await open(() => {
      const worker = new Worker(slow, { eval: true });
      const post = worker.postMessage.bind(worker);
      answer = () => post('answer');
      worker.postMessage = (requests: Request[]) => {
        messages.push(requests);
        post(requests);
      };
      return worker;
    });
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const first = opened.put(record('a'));
    await turn();
    const later: Array<Promise<void>> = [];
    for (const name of ['b', 'c']) {
      later.push(opened.put(record(name)));
      await turn();
    }
    const namesIn = ([[, , { puts }]]: readonly any[]) =>
      Array.from({ length: countPuts(puts) }, (_, index) => putAt(puts, index).eventName);
    expect(messages.map(namesIn)).toEqual([['a']]);
    answer();
    await first;
    await eventually('the next message is sent', () => messages.length === 2);
    expect(messages.map(namesIn)).toEqual([['a'], ['b', 'c']]);
    answer();
    await Promise.all(later);
    const closed = outbox!.close();
    outbox = undefined;
    await turn();
    answer();
    await closed;
  });

  it('answers also what waits for a write that never ends, when it is closed', async () => {
    const stuck = `
      const { parentPort, workerData } = require('node:worker_threads');
      parentPort.on('message', (requests) => {
        if (!requests.some(([, kind]) => kind === 'exit')) return;
        Atomics.store(workerData, 0, 1);
        Atomics.notify(workerData, 0);
      });
      parentPort.postMessage(['opened']);`;
    const sent: Request[][] = [];
    const opened = await open(({ exitFlag }) => {
      const worker = new Worker(stuck, { eval: true, workerData: exitFlag });
      const post = worker.postMessage.bind(worker);
      worker.postMessage = (requests: Request[]) => {
        sent.push(requests);
        post(requests);
      };
      return worker;
    });
    const put = opened.put(record('a'));
    const closing = opened.close(20);
    const late = opened.acknowledge([{ id: 1, state: 'delivered' }]);
    const answers = Promise.allSettled([put, late]);
    await closing;
    const after = sent.length;
    expect(await answers).toEqual([
      { status: 'rejected', reason: expect.any(OutboxClosedError) },
      { status: 'rejected', reason: expect.any(OutboxClosedError) },
    ]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sent).toHaveLength(after);
  });

  it('leases what is put to a call that waits, in one transaction and one answer', async () => {
    const run: string[] = [];
    const posted: Message[] = [];
    const server = await StoreServer.open(settings(), recordSql(run), (it) => posted.push(it));
    server.handle([[1, 'lease', 8, Infinity, 0, true]]);
    expect(posted).toEqual([['alive', expect.any(Number), expect.any(Number)]]);
    const [[, owner]] = posted as [['alive', number, number]];
    run.length = 0;
    posted.length = 0;
    const puts = ['a', 'o', '{}', 1, undefined];
    server.handle([[2, 'write', { puts, owner: 0, acknowledgements: [] }]]);
    const kinds = run.map(
      (sql) => /^(BEGIN|INSERT INTO events|UPDATE events SET owner|COMMIT)/.exec(sql)?.[1],
    );
    expect(kinds.filter((kind) => kind !== undefined)).toEqual([
      'BEGIN',
      'INSERT INTO events',
      'UPDATE events SET owner',
      'COMMIT',
    ]);
    const lease = { records: [expect.objectContaining({ eventName: 'a' })], nextDueAt: undefined };
    expect(posted).toEqual([['answers', [2, undefined, undefined, 1, lease, undefined]]]);
    const reader = loadSqlite()(path);
    expect(reader.prepare('SELECT owner FROM events').all()).toMatchObject([{ owner }]);
    reader.close();
    server.handle([[3, 'close']]);
  });

  it('fails alone what SQLite cannot store, and does not call that a fault of the disk', async () => {
    const opened = await open();
    const wrong = { ...record('wrong'), recordedAt: 1.5 };
    const puts = [record('a'), wrong, record('b')].map((each) => opened.put(each));
    const [a, failed, b] = await Promise.allSettled(puts);
    expect([a!.status, failed!.status, b!.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((failed as PromiseRejectedResult).reason).not.toBeInstanceOf(OutboxFullError);
    const [first, second] = (await opened.lease(9)).records;
    const text = new Uint8Array(3) as unknown as string;
    const dead = { id: first!.id, state: 'dead', attempts: 1, reason: text } as const;
    const acknowledged = await Promise.allSettled([
      opened.acknowledge([dead]),
      opened.acknowledge([{ id: second!.id, state: 'delivered' }]),
    ]);
    expect(acknowledged).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled' }]);
    const { reason } = acknowledged[0] as PromiseRejectedResult;
    expect(reason).not.toBeInstanceOf(OutboxFullError);
    expect(await opened.admin.counts()).toMatchObject({ pending: 0, leased: 1 });
  });

  it('stores whole numbers of an acknowledgement, whatever it has', async () => {
    const opened = await open();
    await Promise.all([opened.put(record('a')), opened.put(record('b'))]);
    const [a, b] = (await opened.lease(9)).records;
    const dueAt = Date.now() + 60_000.5;
    await opened.acknowledge([
      { id: a!.id, state: 'waiting', attempts: 1.5, dueAt },
      { id: b!.id, state: 'dead', attempts: NaN, reason: 'r', status: 400.5 },
    ]);
    expect(await opened.admin.counts()).toMatchObject({ waiting: 1, dead: 1 });
    expect(await opened.admin.deadLetters()).toMatchObject([{ attempts: 0, status: 401 }]);
  });

  it('keeps no lease that it may have lost in a sleep', async () => {
    const opened = await open();
    await opened.put(record('a'));
    const { records } = await opened.lease(1, true);
    expect(opened.holdsLeases()).toBe(true);
    // As another process does when this one gave no sign of life.
    const other = loadSqlite()(path);
    other.exec('DELETE FROM owners; UPDATE events SET owner = NULL, due_at = 0');
    other.close();
    await eventually('it is noticed', () => !opened.holdsLeases());
    await opened.acknowledge(records.map(({ id }) => ({ id, state: 'delivered' })));
    expect(await opened.admin.counts()).toMatchObject({ pending: 1, leased: 0 });
    expect((await opened.lease(1)).records).toMatchObject([{ eventName: 'a' }]);
    expect(opened.holdsLeases()).toBe(true);
  });
});
