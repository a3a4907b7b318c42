import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openOutbox } from '../../lib/outbox/open-outbox.js';
import { addCounts, type Outbox, type OutboxNotice } from '../../lib/outbox/outbox.js';
import { OverflowOutbox } from '../../lib/outbox/overflow.outbox.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { itWithDisks, makeDisk, type SmallDisk } from '../faults/support/small-disk.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { eventually } from '../utils/test-app.js';
import { FakeServer } from './support/fake-server.js';
import {
  close,
  deadRecord,
  expectCounts,
  Hand,
  later,
  names,
  order,
  putAll,
  record,
  states,
} from './support/hand.js';

type Settings = Parameters<typeof openOutbox>[0];
type Parts = Parameters<typeof openOutbox>[2];

/** That of applications has seconds. */
const RETRY_MS = 50;

const folder = useTemporaryFolder();
let server: FakeServer;
let notices: OutboxNotice[];
let open: Outbox[];

beforeEach(async () => {
  server = await FakeServer.start();
  notices = [];
  open = [];
});

afterEach(async () => {
  for (const outbox of open) await close(outbox, 1_000);
  await server.inside.close();
});

async function startAt(
  broker: FakeServer | undefined,
  change: Partial<Settings>,
  parts: Parts = { retryMs: RETRY_MS },
): Promise<Outbox> {
  const own = notices;
  const settings = outboxSettings('memory', { onNotice: (notice) => void own.push(notice) });
  const outbox = await openOutbox({ ...settings, commitTimeoutMs: 50, ...change }, broker, parts);
  open.push(outbox);
  return outbox;
}

const AWAY = { kind: 'brokerUnavailable', reason: 'the server: it is away' };
const restored = (count: number) => ({ kind: 'brokerRestored', count });
const isNoticed = (kind: OutboxNotice['kind'], times = 1) =>
  eventually(`${kind} is reported`, () => {
    return notices.filter((notice) => notice.kind === kind).length === times;
  });
const isBack = (times = 1) => isNoticed('brokerRestored', times);
/** Long enough for several attempts to reach the server. */
const moment = () => new Promise((resolve) => setTimeout(resolve, 8 * RETRY_MS));

const entry = (eventId: string, outcome: 'consent' | 'delivered' = 'consent') =>
  ({ eventId, eventName: 'Placed Order', outcome, at: Date.now() }) as const;
describe('an outbox at a server, with a file behind it', () => {
  const startOne = () => startAt(server, { path: join(folder.path, 'behind') });

  it('keeps all at the server while that answers', async () => {
    const outbox = await startOne();
    await putAll(outbox, 'a');
    expect(server.taken).toEqual(['a']);
    expect(await outbox.admin.counts()).toMatchObject({ pending: 1, inMemory: 0 });
    expect(notices).toEqual([]);
  });

  it('sends what it keeps while the server is away, and says each outage once', async () => {
    server.mode = 'away';
    const outbox = await startOne();
    const hand = new Hand(outbox);
    for (const outage of [1, 2]) {
      server.mode = 'away';
      await putAll(outbox, 'a', 'b');
      await moment();
      const [a, b] = await hand.take(2);
      await hand.settle(a!);
      await hand.settle(b!, { state: 'dead', attempts: 1, reason: 'refused' });
      await expectCounts(outbox, { pending: 0, leased: 0 });
      server.mode = 'there';
      await isBack(outage);
    }
    expect(notices).toEqual([AWAY, restored(1), AWAY, restored(1)]);
    // The dead letters.
    expect(server.taken).toEqual(['b', 'b']);
  });

  it('moves all to the server when it is back, in order: attempts, retries and dead letters', async () => {
    server.mode = 'away';
    const outbox = await startOne();
    await putAll(outbox, 'retried', 'refused', 'a', 'b');
    await outbox.put(deadRecord('broken', true));
    const hand = new Hand(outbox);
    const [retried, refused] = await hand.take(2);
    await hand.settle(retried!, later(600_000, 2));
    const reason = { reason: 'refused', status: 422 };
    await hand.settle(refused!, { state: 'dead', attempts: 1, ...reason });
    await expectCounts(outbox, { pending: 2, waiting: 1, dead: 2 });
    server.mode = 'there';
    await isBack();
    expect(notices).toEqual([AWAY, restored(5)]);
    const { pending, waiting, dead } = await server.inside.admin.counts();
    expect([pending + waiting, dead]).toEqual([3, 2]);
    expect(server.taken.filter((name) => name === 'a' || name === 'b')).toEqual(['a', 'b']);
    await expectCounts(outbox, { dead: 2, inMemory: 0 });
    const letters = await outbox.admin.deadLetters();
    expect(letters).toHaveLength(2);
    expect(letters).toContainEqual(
      expect.objectContaining({ eventName: 'broken', reason: 'wrong', undeliverable: true }),
    );
    expect(letters).toContainEqual(
      expect.objectContaining({ eventName: 'refused', attempts: 1, ...reason }),
    );
    const taken = (await hand.take(3)).map(({ eventName, attempts }) => [eventName, attempts]);
    expect(Object.fromEntries(taken)).toEqual({ a: 0, b: 0, retried: 2 });
  });

  it('gives a server that does not answer no more time than the response has', async () => {
    const outbox = await startOne();
    server.mode = 'hanging';
    await putAll(outbox, 'a');
    expect(server.taken).toEqual([]);
    await isNoticed('brokerUnavailable');
    const { asked } = server;
    for (let n = 0; n < 100; n++) await outbox.put(record('b'));
    // None of these has waited for it.
    expect(server.asked - asked).toBeLessThan(10);
    server.mode = 'there';
    await isBack();
    expect(notices).toMatchObject([{ reason: expect.stringMatching(/^the server: /) }, {}]);
    await expectCounts(server.inside, { pending: 101 });
  });

  it('takes it for no outage that a hand-over is slow', async () => {
    server.mode = 'away';
    const outbox = await startOne();
    await putAll(outbox, 'a', 'b');
    server.mode = 'slow';
    await isBack();
    expect(notices).toEqual([AWAY, restored(2)]);
    expect(server.taken.toSorted()).toEqual(['a', 'b']);
  });

  it('has an event once whose put came too late', async () => {
    const outbox = await startOne();
    server.mode = 'slow';
    await putAll(outbox, 'a');
    await moment();
    server.mode = 'there';
    await eventually('the server has it', () => server.taken.length > 0);
    await moment();
    expect(server.taken).toEqual(['a']);
    await expectCounts(outbox, { pending: 1 });
  });

  it('keeps what the server has no room for yet, and has each dead letter once', async () => {
    server.mode = 'away';
    const outbox = await startOne();
    await putAll(outbox, 'a');
    await outbox.put(deadRecord('dead'));
    const { asked } = server;
    server.mode = 'full';
    await eventually('the server has refused both', () => server.asked - asked > 3);
    await expectCounts(outbox, { pending: 1, dead: 1 });
    server.mode = 'there';
    await isBack();
    expect(notices).toEqual([AWAY, restored(2)]);
    await expectCounts(outbox, { pending: 1, dead: 1 });
  });

  it('moves also dead letters that are too large for one list', async () => {
    server.mode = 'away';
    const outbox = await startOne();
    const large = { ...deadRecord('large'), body: JSON.stringify('x'.repeat(1_000_000)) };
    for (let n = 0; n < 20; n++) await outbox.put(large);
    server.mode = 'there';
    await isBack();
    expect(notices).toEqual([AWAY, restored(20)]);
  });

  it('does not count as being sent what is being moved, and is flushed once that is sent', async () => {
    server.mode = 'away';
    const outbox = await startOne();
    await putAll(outbox, 'a');
    const hand = new Hand(outbox);
    const { asked } = server;
    server.mode = 'gated';
    await eventually('it is on its way', () => server.asked > asked);
    let isFlushed = false;
    const flushed = hand.consumer.flush(600_000).then(() => (isFlushed = true));
    const counts = outbox.admin.counts();
    server.mode = 'there';
    expect(await counts).toMatchObject({ pending: 1, leased: 0 });
    expect(isFlushed).toBe(false);
    server.openGate();
    const [a] = await hand.take(1);
    expect(isFlushed).toBe(false);
    await hand.settle(a!);
    await flushed;
    expect(server.taken).toEqual(['a']);
  });

  it('lists no more dead letters than it is asked for, the oldest of both first', async () => {
    const outbox = await startOne();
    for (const name of ['a', 'b']) await outbox.put(deadRecord(name));
    await moment();
    server.mode = 'away';
    for (const name of ['c', 'd', 'e']) await outbox.put(deadRecord(name));
    server.mode = 'full';
    await moment();
    expect(names(await outbox.admin.deadLetters({ limit: 1 }))).toEqual(['a']);
    expect(names(await outbox.admin.deadLetters({ limit: 3 }))).toHaveLength(3);
    expect(names(await outbox.admin.deadLetters()).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await outbox.admin.discard({ eventName: 'd' })).toBe(1);
    expect(await outbox.admin.replay()).toBe(4);
    await expectCounts(outbox, { pending: 4, dead: 0 });
  });

  it('keeps entries of the ledger that the server refuses, also of what it sends itself', async () => {
    server.mode = 'away';
    const outbox = await startOne();
    await outbox.put(order('sent'));
    await outbox.note([entry('dropped')]);
    const hand = new Hand(outbox);
    await hand.deliverAll(await hand.take(1));
    server.mode = 'there';
    await isBack();
    server.mode = 'away';
    await outbox.note([entry('refused')]);
    server.mode = 'there';
    await outbox.note([entry('later')]);
    const hasAll = async () =>
      (await states(server.inside, ['sent', 'dropped', 'refused', 'later'])).join() ===
      'delivered,dropped,dropped,dropped';
    await eventually('the server has them', hasAll);
  });

  it('audits both places', async () => {
    const outbox = await startOne();
    await outbox.put(order('there'));
    await outbox.note([entry('dropped')]);
    server.mode = 'away';
    await outbox.put(order('here'));
    server.mode = 'full';
    await moment();
    const wanted = ['queued', 'dropped', 'queued', 'missing'];
    expect(await states(outbox, ['there', 'dropped', 'here', 'x'])).toEqual(wanted);
  });
});

describe('an outbox at a server', () => {
  it('moves what an earlier process has left in the file', async () => {
    const path = join(folder.path, 'behind');
    server.mode = 'away';
    const first = await startAt(server, { path });
    await putAll(first, 'a');
    await first.put(deadRecord('dead'));
    expect(await close(first, 1_000)).toBe(0);
    server.mode = 'there';
    await startAt(server, { path });
    await eventually('it is moved', () => server.taken.length === 2);
    expect(notices).toEqual([AWAY]);
  });

  it('says how many are lost with a process that has no disk', async () => {
    server.mode = 'away';
    const outbox = await startAt(server, {});
    await putAll(outbox, 'a');
    expect(await close(outbox, 1_000)).toBe(1);
    await expect(outbox.put(record('b'))).rejects.toMatchObject({ code: 'CONVERGE_OUTBOX_CLOSED' });
  });
});

describe('an outbox in a file that cannot be opened', () => {
  const place = () => join(folder.path, 'not yet a folder');
  const startInFile = (parts?: Parts) =>
    startAt(undefined, { path: join(place(), 'outbox') }, parts);
  const UNAVAILABLE = {
    kind: 'outboxUnavailable',
    reason: expect.stringContaining('it cannot be written'),
  };

  it('keeps the latest entries of the ledger where there are very many', async () => {
    writeFileSync(place(), '');
    const outbox = await startInFile();
    await outbox.note(Array.from({ length: 200_001 }, (_, n) => entry(`${n}`)));
    expect(await states(outbox, ['100000', '100001'])).toEqual(['missing', 'dropped']);
  });

  it('sends from memory, opens the file as soon as that works, and moves to it what is left', async () => {
    writeFileSync(place(), '');
    const outbox = await startInFile();
    for (const id of ['delivered', 'retried', 'refused', 'pending']) await outbox.put(order(id));
    await outbox.put(order('broken', { dead: { reason: 'wrong', undeliverable: true } }));
    await outbox.note([entry('dropped')]);
    const hand = new Hand(outbox);
    const [delivered, retried, refused] = await hand.take(3);
    await hand.settle(delivered!);
    await hand.settle(retried!, later(3_000));
    const reason = { reason: 'refused', status: 422 };
    await hand.settle(refused!, { state: 'dead', attempts: 1, ...reason });
    await expectCounts(outbox, { pending: 1, waiting: 1, dead: 2, inMemory: 2 });
    const ids = ['delivered', 'retried', 'refused', 'pending', 'broken', 'dropped'];
    const wanted = ['delivered', 'queued', 'dead', 'queued', 'dead', 'dropped'];
    expect(await states(outbox, ids)).toEqual(wanted);
    rmSync(place());
    await isNoticed('outboxRestored');
    expect(notices).toEqual([UNAVAILABLE, { kind: 'outboxRestored', count: 4 }]);
    await expectCounts(outbox, { dead: 2, inMemory: 0 });
    expect(await close(outbox)).toBe(0);
    const next = await startInFile();
    expect(await states(next, ids)).toEqual(wanted);
    const [, again] = (await new Hand(next).take(2)).sort((a, b) => a.attempts - b.attempts);
    expect(again).toMatchObject({ attempts: 1, body: retried!.body });
    const letters = await next.admin.deadLetters();
    expect(letters).toContainEqual(expect.objectContaining({ ...reason, undeliverable: false }));
    expect(letters).toContainEqual(
      expect.objectContaining({ reason: 'wrong', undeliverable: true }),
    );
  });
});

describe('an outbox in a file that fails for a while', () => {
  /** The server stands for the file, which has no answer to a ping. */
  async function startInFile(retryMs: number): Promise<Outbox> {
    const settings = outboxSettings('memory', { onNotice: (notice) => void notices.push(notice) });
    const file = Object.assign(Object.create(server) as FakeServer, { ping: undefined });
    const place = { isServer: false, putMs: Infinity, open: async () => file };
    const memory = await SqliteOutbox.open(settings);
    const first = { ...place, reasonFor: () => 'it fails' };
    const outbox = await new OverflowOutbox(first, memory, settings, retryMs).start();
    open.push(outbox);
    return outbox;
  }

  it('is tried again, also after a time in which nothing was to be done', async () => {
    const outbox = await startInFile(RETRY_MS);
    await moment();
    server.mode = 'away';
    await putAll(outbox, 'a');
    server.mode = 'there';
    await isNoticed('outboxRestored');
    expect(server.taken).toEqual(['a']);
  });

  it('gets what memory has when the application closes, at the latest', async () => {
    const outbox = await startInFile(3_600_000);
    server.mode = 'away';
    await putAll(outbox, 'a');
    server.mode = 'there';
    expect(await close(outbox)).toBe(0);
    expect(server.taken).toEqual(['a']);
  });
});

const withDisk = itWithDisks();

describe('an outbox whose disk is full', () => {
  let disk: SmallDisk | undefined;
  afterEach(() => {
    disk?.remove();
    disk = undefined;
  });

  /** With events in its file, and at least one in memory. */
  async function startOnFullDisk(maxEvents = 1_000): Promise<Outbox> {
    disk = makeDisk('4m');
    const outbox = await startAt(undefined, { path: join(disk.folder, 'outbox'), maxEvents });
    open.pop();
    const filler = record('filler', { body: JSON.stringify({ text: 'x'.repeat(2_000) }) });
    await outbox.put(filler);
    disk.fill();
    // The disk may have a few pages left.
    do await outbox.put(filler);
    while ((await outbox.admin.counts()).inMemory === 0);
    return outbox;
  }

  withDisk('refuses events when its memory is full, too, and says how many are lost', async () => {
    const outbox = await startOnFullDisk(20);
    const puts = Array.from({ length: 30 }, (_, n) => outbox.put(record(`${n}`)));
    const refused = (await Promise.allSettled(puts)).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(10);
    expect(refused[0]).toMatchObject({ reason: { code: 'CONVERGE_OUTBOX_FULL', reason: 'disk' } });
    expect(await close(outbox)).toBe(20);
  });
});

it('counts what two places hold', () => {
  const counts = (pending: number, waiting: number, dead: number) => ({
    ...{ pending, leased: pending + 1, waiting, dead, held: dead + 1, inMemory: waiting + 1 },
  });
  const sum = { ...counts(5, 7, 9), leased: 7, held: 11, inMemory: 9 };
  const one = { ...counts(1, 2, 3), oldestAt: 2_000 };
  expect(addCounts(one, { ...counts(4, 5, 6), oldestAt: 1_000 })).toEqual({
    ...sum,
    oldestAt: 1_000,
  });
});
