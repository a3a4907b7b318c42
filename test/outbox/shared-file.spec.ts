import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { OutboxClosedError, OutboxFullError } from '../../lib/outbox/errors.js';
import { openOutbox } from '../../lib/outbox/open-outbox.js';
import type { Outbox } from '../../lib/outbox/outbox.js';
import { loadSqlite, type SqliteDatabase } from '../../lib/outbox/sqlite/driver.js';
import type { Request } from '../../lib/outbox/sqlite/protocol.js';
import type { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { startWorker } from '../../lib/outbox/sqlite/store-client.js';
import { uptime } from '../../lib/outbox/time.js';
import { eventually } from '../utils/test-app.js';
import { close, expectCounts, Hand, later, names, putAll, record } from './support/hand.js';
import { useFile } from './support/use-file.js';

let other: SqliteDatabase;
const others: SqliteDatabase[] = [];

afterEach(() => {
  jest.restoreAllMocks();
  for (const each of others.splice(0)) each.close();
});
const { path, notices, settings, keep, start } = useFile();

function openOther(): SqliteDatabase {
  others.push(loadSqlite()(path()));
  return others.at(-1)!;
}

/** With another program that has its file open. */
async function startWithOther(): Promise<Outbox> {
  const outbox = await start();
  other = openOther();
  return outbox;
}

/** Overwrites all pages but the first. */
function damage() {
  other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const file = openSync(path(), 'r+');
  writeSync(file, Buffer.alloc(statSync(path()).size - 4096, 0xff), 0, undefined, 4096);
  closeSync(file);
}

const isOnDisk = (text: string) =>
  [path(), `${path()}-wal`].some((file) => existsSync(file) && readFileSync(file).includes(text));
const turn = () => new Promise((resolve) => setTimeout(resolve, 20));
const many = (count: number) => Array.from({ length: count }, (_, n) => `${n}`);

describe('a file that others use too', () => {
  it('is not waited for while another process has the lock, and is used when it has not', async () => {
    const outbox = await startWithOther();
    await putAll(outbox, ...many(9));
    other.exec('BEGIN IMMEDIATE');
    let isDone = false;
    const puts = Promise.all([outbox.put(record('a')), outbox.put(record('b'))]).then(
      () => (isDone = true),
    );
    const hand = new Hand(outbox);
    const taken = hand.take(2);
    // Turns go by: nothing blocks them.
    for (let turns = 0; turns < 5; turns++) await turn();
    expect(isDone).toBe(false);
    other.exec('COMMIT');
    await puts;
    expect(names(await taken)).toEqual(['0', '1']);
    await expectCounts(outbox, { pending: 9, leased: 2 });
  });

  it('refuses events when the lock is never given back, instead of filling the memory', async () => {
    const outbox = await startWithOther();
    other.exec('BEGIN IMMEDIATE');
    const puts = many(10_001).map((name) => outbox.put(record(name)));
    const last = puts.pop();
    await expect(last).rejects.toMatchObject({ code: 'CONVERGE_OUTBOX_FULL', reason: 'locked' });
    other.exec('COMMIT');
    await Promise.all(puts);
    expect(await outbox.admin.counts()).toMatchObject({ pending: 10_000 });
  });

  it('has room again for one who only records, when another has made it', async () => {
    const [recorder, sender] = [await start({ maxEvents: 2 }), await start({ maxEvents: 2 })];
    await putAll(recorder, 'a', 'b');
    await expect(recorder.put(record('c'))).rejects.toMatchObject({ reason: 'maxEvents' });
    const hand = new Hand(sender);
    await hand.deliverAll(await hand.take(2));
    await putAll(recorder, 'd');
  });

  it('keeps its log when this process opens it twice and another one comes and goes', async () => {
    const [outbox] = [await start(), await start()];
    await putAll(outbox, 'a');
    const visit = `
      const open = (path) => {
        try { return new (require('node:sqlite').DatabaseSync)(path); }
        catch { return new (require('libsql'))(path); }
      };
      const database = open(process.argv[1]);
      process.stdout.write(database.prepare('SELECT event_name FROM events').get().event_name);
      database.close();`;
    const seen = execFileSync(process.execPath, ['--no-warnings', '-e', visit, path()]);
    expect(String(seen)).toBe('a');
    expect(existsSync(`${path()}-wal`)).toBe(true);
    await putAll(outbox, 'b');
    other = openOther();
    expect(other.prepare('SELECT count(*) AS n FROM events').get()).toMatchObject({ n: 2 });
  });

  it.each<[string, (outbox: Outbox) => Promise<unknown>]>([
    ['written', (outbox) => outbox.put(record('x'))],
    ['counted', (outbox) => outbox.admin.counts()],
  ])('is quarantined when it is damaged as it is %s, and a new one is begun', async (_, use) => {
    const outbox = await startWithOther();
    await putAll(outbox, ...many(50));
    damage();
    await use(outbox);
    await putAll(outbox, 'after');
    expect(notices).toEqual([
      { kind: 'outboxDamaged', path: expect.stringContaining('.damaged-'), taken: 0 },
      { kind: 'eventsUnreadable', path: expect.stringContaining('.damaged-'), count: 1 },
    ]);
    expect(names(await new Hand(outbox).takeDue())).toContain('after');
  });

  it('is quarantined once when two find it damaged, and the second goes on in the new one', async () => {
    const outbox = await startWithOther();
    const second = await start();
    await putAll(outbox, ...many(50));
    damage();
    await putAll(outbox, 'first');
    await putAll(second, 'second');
    await putAll(outbox, 'third');
    expect(notices.filter(({ kind }) => kind === 'outboxDamaged')).toHaveLength(1);
    const kept = names(await new Hand(outbox).takeDue());
    expect(kept).toEqual(expect.arrayContaining(['second', 'third']));
    await expectCounts(second, { pending: 0, leased: kept.length });
  });

  it('takes no outcome of an event of a file that was replaced for one of a new event', async () => {
    const outbox = await startWithOther();
    const hand = new Hand(outbox);
    await putAll(outbox, ...many(8));
    const old = await hand.take(8);
    damage();
    await putAll(outbox, ...many(8));
    await hand.take(8);
    for (const each of old) hand.end(each, { state: 'dead', attempts: 1, reason: 'x' });
    await turn();
    await expectCounts(outbox, { leased: 8, dead: 0 });
  });

  it('is waited for at a start, while another process has the lock, without blocking', async () => {
    await startWithOther();
    other.exec('BEGIN IMMEDIATE');
    const opening = start({ source: 'another source' });
    let turns = 0;
    const timer = setInterval(() => turns++, 10);
    await new Promise((resolve) => setTimeout(resolve, 700));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
    other.exec('COMMIT');
    await opening;
  });

  it('gives all events of another source to the one who adopts, those of a killed process too', async () => {
    const outbox = await start();
    const killed = await start({ source: 'old token' });
    await putAll(killed, ...many(10));
    await new Hand(killed).take(8);
    expect(await outbox.admin.adopt()).toBe(10);
    await close(killed);
    await expectCounts(outbox, { pending: 10, held: 0 });
  });

  it('is given back what was being sent when an outbox is closed, though its request never ends', async () => {
    const [outbox, second] = [await start(), await start()];
    await putAll(outbox, 'a', 'b');
    const hand = new Hand(outbox);
    await hand.take(1);
    void hand.consumer.stop();
    expect(await outbox.close()).toBe(0);
    expect(names(await new Hand(second).take(2))).toEqual(['a', 'b']);
  });

  it('is not held up by events of a clock that was ahead', async () => {
    const outbox = await startWithOther();
    other.exec(`INSERT INTO holders (id, lease_ends) VALUES (7, ${uptime() + 3_600_000})`);
    await putAll(outbox, 'a');
    other.exec('UPDATE events SET holder = 7');
    expect(names(await new Hand(outbox).take(1))).toEqual(['a']);
  });
});

describe("a file's thread", () => {
  type StartThread = NonNullable<Parameters<typeof SqliteOutbox.open>[1]>;
  const refuse: StartThread = () => {
    throw Object.assign(new Error('no threads here'), { code: 'ERR_ACCESS_DENIED' });
  };
  const unavailable = (reason: string) => ({ kind: 'outboxUnavailable', reason });
  const ENDED = 'its thread has ended (without an error)';
  const isRestored = () =>
    eventually('the file is used again', () => notices.at(-1)?.kind === 'outboxRestored');

  /** With memory behind it. */
  async function startBacked(startThread?: StartThread): Promise<Outbox> {
    const parts = { retryMs: 50, ...(startThread && { startThread }) };
    return keep(await openOutbox({ ...settings(), commitTimeoutMs: 1_000 }, undefined, parts));
  }

  /** Ends the thread, once, as it gets a request of a kind. @returns how many of them it has got */
  function endAt(kind: string): () => number {
    let count = 0;
    const { postMessage } = Worker.prototype;
    jest.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, given) {
      const isMeant = (given as Request[]).some((request) => request[1] === kind);
      if (isMeant && count++ === 0) void this.terminate();
      else postMessage.call(this, given);
    });
    return () => count;
  }

  it.each<[string, StartThread, string]>([
    ['cannot be started', refuse, 'its thread cannot be started (ERR_ACCESS_DENIED)'],
    [
      'fails at once',
      () => new Worker('throw new RangeError()', { eval: true }),
      'its thread has ended (RangeError)',
    ],
  ])('that %s has memory in its place, which is said, until one starts', async (_, fail, why) => {
    let start: StartThread | undefined = fail;
    const outbox = await startBacked((given) => (start ?? startWorker)(given));
    await putAll(outbox, 'a', 'b');
    const hand = new Hand(outbox);
    const [a] = await hand.take(1);
    expect(notices).toEqual([unavailable(why)]);
    await expectCounts(outbox, { inMemory: 2 });
    start = undefined;
    await hand.settle(a!);
    await isRestored();
    await expectCounts(outbox, { pending: 1, inMemory: 0 });
  });

  it('that ends by a fault loses no event, and the next one stores what was being sent', async () => {
    const outbox = await startBacked();
    await putAll(outbox, 'a');
    const hand = new Hand(outbox);
    const [a] = await hand.take(1);
    endAt('put');
    await Promise.all([outbox.put(record('b')), outbox.put(record('c'))]);
    await hand.settle(a!);
    await isRestored();
    expect(notices[0]).toEqual(unavailable(ENDED));
    expect(names(await hand.take(2)).sort()).toEqual(['b', 'c']);
    expect(await hand.takeDue()).toEqual([]);
    await expectCounts(outbox, { leased: 2, inMemory: 0 });
  });

  it('that a question has ended is not asked it again: its caller gets the reason', async () => {
    const outbox = await start();
    const count = endAt('admin');
    await expect(outbox.admin.deadLetters()).rejects.toThrow(ENDED);
    const put = () => outbox.put(record('a'));
    await eventually('there is another one', () =>
      put().then(
        () => true,
        () => false,
      ),
    );
    expect(count()).toBe(1);
    await expectCounts(outbox, { pending: 1 });
  });

  it('writes in one transaction what one turn puts', async () => {
    const outbox = await startWithOther();
    const version = () => (other.prepare('PRAGMA data_version').get() as any).data_version;
    const seen = [version()];
    const puts = Promise.all(many(500).map((name) => outbox.put(record(name))));
    const timer = setInterval(() => seen.push(version()), 0);
    await puts;
    clearInterval(timer);
    seen.push(version());
    expect(new Set(seen).size).toBe(2);
    expect((await outbox.admin.counts()).pending).toBe(500);
  });

  it('gets in one message what later turns put while it writes', async () => {
    const outbox = await startWithOther();
    const post = jest.spyOn(Worker.prototype, 'postMessage');
    other.exec('BEGIN IMMEDIATE');
    const puts = [outbox.put(record('a'))];
    await turn();
    for (const name of many(5)) {
      puts.push(outbox.put(record(name)));
      await turn();
    }
    expect(post).toHaveBeenCalledTimes(1);
    other.exec('COMMIT');
    await Promise.all(puts);
    expect(post).toHaveBeenCalledTimes(2);
    expect(names(await new Hand(outbox).take(6))).toEqual(['a', ...many(5)]);
  });

  it('is not waited for when the outbox is closed while it cannot write', async () => {
    const outbox = await startWithOther();
    await putAll(outbox, 'a');
    const hand = new Hand(outbox);
    const [a] = await hand.take(1);
    other.exec('BEGIN IMMEDIATE');
    const put = outbox.put(record('b'));
    hand.end(a!);
    const stopped = hand.consumer.stop();
    const closed = outbox.close(20);
    await expect(put).rejects.toBeInstanceOf(OutboxClosedError);
    await Promise.all([stopped, closed]);
    expect(notices).toEqual([]);
  });
});

describe('what a file cannot store', () => {
  it('fails alone, is said once, and is called no fault of the disk', async () => {
    const outbox = await start();
    const wrong = record('wrong', { eventName: new Uint8Array(3) });
    const puts = [record('a'), wrong, record('b')].map((each) => outbox.put(each));
    const [a, failed, b] = await Promise.allSettled(puts);
    expect([a!.status, failed!.status, b!.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((failed as PromiseRejectedResult).reason).not.toBeInstanceOf(OutboxFullError);
    const hand = new Hand(outbox);
    const [first, second] = await hand.take(2);
    const reason = new Uint8Array(3) as unknown as string;
    hand.end(first!, { state: 'dead', attempts: 1, reason });
    await hand.settle(second!);
    await eventually('it is said', () => notices.length > 0);
    await putAll(outbox, 'c');
    await hand.deliverAll(await hand.take(1));
    expect(notices).toEqual([{ kind: 'outboxFault', error: expect.any(Error) }]);
    await hand.consumer.stop();
    expect(notices).toHaveLength(1);
  });

  it('is made whole: the numbers of an outcome', async () => {
    const outbox = await start();
    await putAll(outbox, 'a', 'b');
    const hand = new Hand(outbox);
    const [a, b] = await hand.take(2);
    await hand.settle(a!, { state: 'waiting', attempts: 1.5, dueAt: Date.now() + 60_000.5 });
    await hand.settle(b!, { state: 'dead', attempts: NaN, reason: 'r', status: 400.5 });
    await expectCounts(outbox, { waiting: 1, dead: 1 });
    expect(await outbox.admin.deadLetters()).toMatchObject([{ attempts: 0, status: 401 }]);
  });
});

describe('an erasure in a file', () => {
  it.each([1, 2])(
    'leaves nothing of a person, not even where SQLite has moved events to other pages: %i',
    async (first) => {
      const outbox = await start();
      const hand = new Hand(outbox);
      let seed = first;
      const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
      const put = () => {
        const name = random() < 0.3 ? 'MARKED' : 'others';
        const more = name.repeat(Math.floor(random() ** 3 * 1_500));
        const body = JSON.stringify({ aliases: [`urn:x:${name}`], more });
        return outbox.put(record('e', { body }));
      };
      const settle = (each: Awaited<ReturnType<Hand['take']>>[number]) => {
        const chance = random();
        if (chance < 0.6) return hand.settle(each);
        if (chance < 0.8) return hand.settle(each, later(60_000));
        return hand.settle(each, { state: 'dead', attempts: 1, reason: 'refused' });
      };
      for (let round = 0; round < 80; round++) {
        await Promise.all(Array.from({ length: 40 }, put));
        await Promise.all((await hand.take(30)).map(settle));
      }
      expect(isOnDisk('MARKED')).toBe(true);
      expect(await outbox.admin.erase('urn:x:MARKED')).toBeGreaterThan(80);
      expect(isOnDisk('MARKED')).toBe(false);
      expect((await outbox.admin.counts()).dead).toBeGreaterThan(80);
    },
  );

  it('deletes what another process is sending, and leaves what is of others', async () => {
    const [outbox, second] = [await start(), await start()];
    await putAll(outbox, 'jane', 'joe', 'jane');
    const hand = new Hand(second);
    const taken = await hand.take(2);
    expect(await outbox.admin.erase('urn:name:jane')).toBe(2);
    expect(isOnDisk('urn:name:jane')).toBe(false);
    for (const each of taken) hand.end(each, later(0));
    expect(names(await hand.take(1))).toEqual(['joe']);
    await expectCounts(outbox, { pending: 0, leased: 1 });
  });

  it('says what is left where somebody reads the log, and clears that when it can', async () => {
    const outbox = await startWithOther();
    await putAll(outbox, 'jane');
    other.exec('BEGIN');
    other.prepare('SELECT count(*) FROM events').get();
    writeFileSync(`${path()}.damaged-2026`, 'jane');
    await expect(outbox.admin.erase('urn:name:jane')).rejects.toMatchObject({
      code: 'CONVERGE_ERASE_INCOMPLETE',
      erased: 1,
      left: [
        expect.stringContaining('another process keeps reading it'),
        expect.stringContaining(`${path()}.damaged-2026`),
      ],
    });
    other.exec('COMMIT');
    rmSync(`${path()}.damaged-2026`);
    await eventually('it is gone', () => !isOnDisk('jane'));
    expect(await outbox.admin.erase('urn:name:jane')).toBe(0);
  });
});
