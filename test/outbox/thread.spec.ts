import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findLibsql } from '../../lib/outbox/find-libsql.js';
import type { OutboxNotice } from '../../lib/outbox/sqlite-file.js';
import { loadSqlite } from '../../lib/outbox/sqlite-driver.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite.outbox.js';
import type { StartThread } from '../../lib/outbox/store-client.js';
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

async function open(startThread?: StartThread): Promise<SqliteOutbox> {
  outbox = await SqliteOutbox.open(
    {
      path,
      source: 'source',
      maxEvents: 1_000,
      maxBytes: 1024 ** 2,
      deadLetterMs: 1_000_000,
      onNotice: (notice) => notices.push(notice),
    },
    startThread,
  );
  return outbox;
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
    const reader = loadSqlite(findLibsql())(path);
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

  it('keeps no lease that it may have lost in a sleep', async () => {
    const opened = await open();
    await opened.put(record('a'));
    const { records } = await opened.lease(1, true);
    expect(opened.holdsLeases()).toBe(true);
    // As another process does when this one gave no sign of life.
    const other = loadSqlite(findLibsql())(path);
    other.exec('DELETE FROM owners; UPDATE events SET owner = NULL, due_at = 0');
    other.close();
    await eventually('it is noticed', () => !opened.holdsLeases());
    await opened.acknowledge(records.map(({ id }) => ({ id, state: 'delivered' })));
    expect(await opened.admin.counts()).toMatchObject({ pending: 1, leased: 0 });
    expect((await opened.lease(1)).records).toMatchObject([{ eventName: 'a' }]);
    expect(opened.holdsLeases()).toBe(true);
  });
});
