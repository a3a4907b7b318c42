import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bullmq } from '../../lib/bullmq/index.js';
import type { DeadLetter, Outbox, OutboxNotice, OutboxSettings } from '../../lib/outbox/outbox.js';
import { openOutbox } from '../../lib/outbox/open-outbox.js';
import { replayAll } from '../../lib/outbox/dead-letters.js';
import { SqliteOutbox } from '../../lib/outbox/sqlite/sqlite.outbox.js';
import { cleanBrokers, openBroker, testBrokers, type TestBroker } from '../utils/brokers.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { eventually } from '../utils/test-app.js';
import {
  close,
  deadRecord,
  DELIVERED,
  expectCounts,
  Hand,
  later,
  names,
  order,
  putAll,
  record,
  states,
} from './support/hand.js';

const MEGABYTE = 1024 ** 2;

const folder = useTemporaryFolder();
let open: Outbox[];
let notices: OutboxNotice[];
/** Each test has queues of its own. */
let queue: string;

beforeEach(() => {
  open = [];
  notices = [];
  queue = `q${process.hrtime.bigint()}`;
});

afterEach(async () => {
  for (const outbox of open) await close(outbox);
});

interface Kind {
  readonly open: (settings: OutboxSettings) => Promise<Outbox>;
  /** Whether records outlive the process, and several processes may share them. */
  readonly isDurable: boolean;
  /**
   * What docs/brokers.md names as different: what has failed may come after what waits, and how many bytes
   * a server may keep is set there.
   */
  readonly isOnServer?: boolean;
}

/** Long enough for a busy machine: what a server does not take in time is kept elsewhere. */
const PATIENCE = { commitTimeoutMs: 10_000 };
const ofServer = ({ options }: TestBroker, isBacked: boolean): Kind => ({
  open: (settings) => {
    const place = { ...options, queue };
    if (!isBacked) return openBroker(place, settings);
    return openOutbox({ ...settings, ...PATIENCE }, bullmq(place).broker!);
  },
  isDurable: true,
  isOnServer: true,
});

const KINDS: Record<string, Kind> = {
  memory: {
    open: (settings) => openOutbox({ ...settings, ...PATIENCE, path: 'memory' }),
    isDurable: false,
  },
  'a file': { open: (settings) => SqliteOutbox.open(settings), isDurable: true },
  'a file with memory behind it': {
    open: (settings) => openOutbox({ ...settings, ...PATIENCE }),
    isDurable: true,
  },
};
for (const [index, broker] of testBrokers().entries()) {
  KINDS[broker.name] = ofServer(broker, false);
  if (index === 0) KINDS[`${broker.name} with a file behind it`] = ofServer(broker, true);
}
cleanBrokers();

/** Opens outboxes of a kind; all that a test opens share what they keep. */
const opener =
  (kind: string) =>
  async (change: Partial<OutboxSettings> = {}): Promise<Outbox> => {
    const path = join(folder.path, 'deep', 'outbox');
    const onNotice = (notice: OutboxNotice) => void notices.push(notice);
    const outbox = await KINDS[kind]!.open({ ...outboxSettings(path, { onNotice }), ...change });
    open.push(outbox);
    return outbox;
  };

describe.each(Object.keys(KINDS))('an outbox in %s', (kind) => {
  const start = opener(kind);
  const { isOnServer } = KINDS[kind]!;

  it('gives oldest first, each record once, with what was put, for each free place one', async () => {
    const outbox = await start();
    const b = record('b', { traceContext: 'of b' });
    await putAll(outbox, 'a');
    await outbox.put(b);
    await putAll(outbox, 'c');
    const hand = new Hand(outbox);
    const taken = await hand.take(2);
    expect(taken).toEqual([
      { ...record('a'), id: expect.any(Number), attempts: 0, traceContext: '' },
      { ...b, id: expect.any(Number), attempts: 0 },
    ]);
    await expectCounts(outbox, { queued: 3 });
    await hand.deliverAll(taken);
    expect(names(await hand.take(1))).toEqual(['c']);
    expect(await hand.takeDue()).toEqual([]);
    await expectCounts(outbox, { pending: 0, leased: 1, waiting: 0, dead: 0, held: 0 });
  });

  it('gives what has failed before what is newer, as soon as it is due', async () => {
    const outbox = await start();
    await putAll(outbox, 'old', 'failed', 'new');
    const hand = new Hand(outbox);
    const [old, failed] = await hand.take(2);
    const dueAt = Date.now() + 50;
    await hand.settle(failed!, { state: 'waiting', attempts: 1, dueAt });
    await hand.settle(old!, { state: 'waiting', attempts: 1, dueAt: dueAt + 10 });
    await eventually('both are due', () => Date.now() > dueAt + 10);
    await putAll(outbox, 'newest');
    const wanted = ['old 1', 'failed 1', 'new 0', 'newest 0'];
    const given = await hand.takeEach(4);
    if (isOnServer) expect(given.sort()).toEqual(wanted.sort());
    else expect(given).toEqual(wanted);
  });

  it('keeps the attempts that had failed where a record was before', async () => {
    const outbox = await start();
    await outbox.put(record('a', { attempts: 2 }));
    const [a] = await new Hand(outbox).take(1);
    expect(a).toMatchObject({ ...record('a'), id: expect.any(Number), attempts: 2 });
  });

  it('knows the time of the oldest, also behind thousands that are due before it', async () => {
    const outbox = await start();
    await outbox.put(record('failed', { recordedAt: 1_000 }));
    const hand = new Hand(outbox);
    const [failed] = await hand.take(1);
    await hand.settle(failed!, later(60_000));
    const more = Array.from({ length: 1_500 }, () => record('new', { recordedAt: 2_000 }));
    await Promise.all(more.map((each) => outbox.put(each)));
    expect(await outbox.admin.counts()).toMatchObject({ oldestAt: 1_000, waiting: 1 });
  });

  it('holds 16 MiB of what is being sent and a record, and goes on when that has ended', async () => {
    const outbox = await start({ maxEventBytes: 4 * MEGABYTE });
    const hand = new Hand(outbox, 40);
    const body = 'x'.repeat(2 * MEGABYTE);
    for (let n = 0; n < 12; n++) await outbox.put(record(`${n}`, { body }));
    const all: string[] = [];
    while (all.length < 12) {
      const [first, ...rest] = await hand.take(1);
      const { leased } = await outbox.admin.counts();
      expect(leased).toBeLessThanOrEqual(9);
      all.push(first!.eventName, ...names(rest));
      await hand.deliverAll([first!, ...rest]);
    }
    expect(all).toHaveLength(12);
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
    const hand = new Hand(outbox);
    for (const each of await hand.take(2)) await hand.settle(each, later(86_400_000));
    // They were due at the same time.
    expect(names(await hand.take(2)).sort()).toEqual(['a', 'b']);
  });

  it('deletes what is delivered, keeps what is dead, and gives what waits once it is due', async () => {
    const outbox = await start();
    await putAll(outbox, 'a', 'b', 'c', 'd');
    const hand = new Hand(outbox);
    const [a, b, c, d] = await hand.take(4);
    await hand.settle(a!, DELIVERED);
    await hand.settle(b!, { state: 'dead', attempts: 1, reason: 'refused', status: 400 });
    await hand.settle(c!, later(60_000, 2));
    await hand.settle(d!, later(50));
    const [again, ...more] = await hand.take(1);
    expect([again, more]).toEqual([{ ...d, id: expect.any(Number), attempts: 1 }, []]);
    await expectCounts(outbox, { pending: 0, leased: 1, waiting: 1, dead: 1, oldestAt: 1 });
    expect(await outbox.admin.deadLetters()).toEqual([
      {
        ...b,
        id: expect.any(Number),
        attempts: 1,
        reason: 'refused',
        status: 400,
        diedAt: expect.any(Number),
        undeliverable: false,
      },
    ]);
  });

  it('refuses events when it is full, and has room again', async () => {
    const outbox = await start({ maxEvents: 3 });
    await putAll(outbox, 'a', 'b', 'c');
    await expect(outbox.put(record('d'))).rejects.toMatchObject({
      code: 'CONVERGE_OUTBOX_FULL',
      reason: 'maxEvents',
    });
    const hand = new Hand(outbox);
    await hand.deliverAll(await hand.take(1));
    await outbox.put(record('d'));
    await expectCounts(outbox, { queued: 3 });
  });

  it('counts bytes as well, as UTF-8', async () => {
    const outbox = await start({ maxBytes: 100 });
    if (isOnServer) return outbox.put(record('ö', { body: 'ö'.repeat(51) }));
    const isFull = { reason: 'maxBytes' };
    await expect(outbox.put(record('ö', { body: 'ö'.repeat(51) }))).rejects.toMatchObject(isFull);
    await outbox.put(record('a', { body: 'x'.repeat(60) }));
    await expect(outbox.put(record('b', { body: 'x'.repeat(41) }))).rejects.toMatchObject(isFull);
    await outbox.put(record('b', { body: 'x'.repeat(40) }));
    const hand = new Hand(outbox);
    await hand.deliverAll(await hand.take(2));
    await outbox.put(record('c', { body: 'x'.repeat(100) }));
  });

  it('lets the oldest dead letters make room for events', async () => {
    const outbox = await start({ maxEvents: 3 });
    await putAll(outbox, 'a');
    await outbox.put(deadRecord('dead'));
    await putAll(outbox, 'b', 'c');
    await expectCounts(outbox, { pending: 3, dead: 0 });
    await eventually('it is said', () => notices.at(-1)?.kind === 'deadLettersEvicted');
    expect(notices.at(-1)).toMatchObject({ count: 1 });
  });

  it('takes a record that is born dead', async () => {
    const outbox = await start();
    await outbox.put(deadRecord('a'));
    expect(await new Hand(outbox).takeDue()).toEqual([]);
    await expectCounts(outbox, { dead: 1, queued: 0 });
    let listed: readonly DeadLetter[] = [];
    // Not while a worker of a server fails its job.
    await eventually('it is listed', async () => {
      listed = await outbox.admin.deadLetters();
      return listed.length > 0;
    });
    expect(listed).toMatchObject([{ eventName: 'a', attempts: 0, reason: 'wrong' }]);
  });

  it('lists only as many bytes of dead letters as memory has room for, the oldest first', async () => {
    const outbox = await start();
    const body = JSON.stringify({ text: 'x'.repeat(900_000) });
    for (let n = 0; n < 20; n++) await outbox.put({ ...deadRecord(`e${n}`), body });
    await expectCounts(outbox, { dead: 20 });
    const listed = await outbox.admin.deadLetters();
    expect(listed.length).toBeLessThan(20);
    expect(names(listed.slice(0, 3))).toEqual(['e0', 'e1', 'e2']);
    expect(names(await outbox.admin.deadLetters({ limit: 2 }))).toEqual(['e0', 'e1']);
    expect(await outbox.admin.discard()).toBe(20);
  });

  it('replays and discards dead letters: all, one, or by event, with all their attempts', async () => {
    const outbox = await start();
    await putAll(outbox, 'a');
    const hand = new Hand(outbox);
    const [refused] = await hand.take(1);
    await hand.settle(refused!, { state: 'dead', attempts: 1, reason: 'refused', status: 400 });
    expect(await outbox.admin.deadLetters()).toMatchObject([{ attempts: 1 }]);
    for (const name of ['b', 'b', 'c']) await outbox.put(deadRecord(name));
    await expectCounts(outbox, { dead: 4 });
    const [a] = await outbox.admin.deadLetters({ eventName: 'a' });
    expect(await outbox.admin.replay({ id: a!.id })).toBe(1);
    expect(await outbox.admin.replay({ id: a!.id })).toBe(0);
    expect(await outbox.admin.discard({ eventName: 'b' })).toBe(2);
    expect(await outbox.admin.replay()).toBe(1);
    expect((await hand.takeEach(2)).sort()).toEqual(['a 0', 'c 0']);
    expect(await outbox.admin.discard()).toBe(0);
  });

  it('selects dead letters by time and reason', async () => {
    const outbox = await start();
    const reasons = [
      'Converge answered 422: 4*5 [x]? is no total',
      'Converge answered 400: see 503',
      'given up after 412 attempts: status 503',
      'given up after 12 attempts: ECONNREFUSED at shop',
    ];
    for (const [n, reason] of reasons.entries()) {
      const dead = { reason, undeliverable: false, diedAt: n + 1 };
      await outbox.put(record(`${n}`, { dead }));
    }
    await expectCounts(outbox, { dead: 4 });
    const { admin } = outbox;
    const select = async (filter: object) => names(await admin.deadLetters(filter)).join('');
    const found: Record<string, string> = {};
    for (const reason of ['', ...'4xx 422 5XX 503 412 [x]? x ECONN econn'.split(' '), '*5 [']) {
      found[reason] = await select({ reason });
    }
    expect(found).toEqual({
      ...{ '4xx': '01', '422': '0', '5XX': '2', '503': '2', '412': '', '[x]?': '0', '*5 [': '0' },
      ...{ x: '0', ECONN: '3', econn: '', '': '0123' },
    });
    expect(await select({ since: new Date(3) })).toBe('23');
    expect(await select({ since: new Date(2), reason: '4xx' })).toBe('1');
    expect(await admin.discard({ since: new Date(4) })).toBe(1);
    expect(await admin.replay({ reason: '4xx' })).toBe(2);
    expect(await select({})).toBe('2');
  });

  it('says how far a replay is, and replays nothing twice', async () => {
    const outbox = await start();
    for (let n = 0; n < 1_100; n++) void outbox.put(deadRecord('a'));
    await expectCounts(outbox, { dead: 1_100 });
    const steps: number[] = [];
    const note = (count: number) => {
      steps.push(count);
      throw new Error('of a hook');
    };
    expect(await replayAll(outbox.admin, {}, note)).toBe(1_100);
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.at(-1)).toBe(1_100);
    await expectCounts(outbox, { dead: 0, pending: 1_100 });
  });

  it('never replays what breaks the contract', async () => {
    const outbox = await start();
    await outbox.put(deadRecord('a', true));
    await outbox.put(deadRecord('a'));
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

  describe('its consumer', () => {
    it('gives what comes while a place is free: put, due or replayed, but not what is dead', async () => {
      const outbox = await start();
      const hand = new Hand(outbox);
      const first = hand.take(1);
      await outbox.put(deadRecord('dead'));
      await putAll(outbox, 'a');
      const [a] = await first;
      expect(a!.eventName).toBe('a');
      await hand.settle(a!, later(100));
      expect(await hand.takeEach(1)).toEqual(['a 1']);
      const replayed = hand.take(1);
      expect(await outbox.admin.replay()).toBe(1);
      expect(names(await replayed)).toEqual(['dead']);
    });

    it('gives nothing in a pause, and goes on after it', async () => {
      const outbox = await start();
      const hand = new Hand(outbox, 4);
      await putAll(outbox, 'a', 'b', 'c');
      const [a] = await hand.take(1);
      hand.pause(300);
      await hand.settle(a!);
      const next = hand.take(2);
      // Other processes may send them meanwhile.
      await expectCounts(outbox, { leased: 0, pending: 2 });
      expect(hand.pausedForMs).toBeGreaterThan(0);
      expect(names(await next).sort()).toEqual(['b', 'c']);
      expect(hand.pausedForMs).toBe(0);
    });

    it('goes on after more pauses and records than it may hold at once', async () => {
      const outbox = await start({ maxEventBytes: 4 * MEGABYTE });
      const hand = new Hand(outbox, 4);
      const body = 'x'.repeat(3 * MEGABYTE);
      for (const name of ['a', 'b']) await outbox.put(record(name, { body }));
      for (let round = 0; round < 12; round++) {
        const [taken] = await hand.take(1);
        hand.pause(5);
        await hand.settle(taken!, later(0, round));
      }
      await hand.deliverAll(await hand.take(2));
      await expectCounts(outbox, { pending: 0, leased: 0, waiting: 0 });
    });

    it('is flushed when nothing can be sent within the time, and not before', async () => {
      const outbox = await start();
      const hand = new Hand(outbox);
      await hand.consumer.flush(600_000);
      await putAll(outbox, 'a');
      let isFlushed = false;
      const flushed = hand.consumer.flush(600_000).then(() => (isFlushed = true));
      const [a] = await hand.take(1);
      await putAll(outbox, 'b');
      await hand.settle(a!, later(200));
      expect(await hand.takeEach(1)).toEqual(['b 0']);
      const [again] = await hand.take(1);
      await outbox.admin.counts();
      expect([isFlushed, again!.attempts]).toEqual([false, 1]);
      await hand.settle(again!, later(800_000));
      await flushed;
      hand.pause(700_000);
      await putAll(outbox, 'c');
      await hand.consumer.flush(600_000);
      await expectCounts(outbox, { queued: 2, waiting: 1 });
    });

    it('ends a flush in time while something is being sent, and lets two at once both end', async () => {
      const outbox = await start();
      const hand = new Hand(outbox);
      await putAll(outbox, 'a');
      const [a] = await hand.take(1);
      await hand.consumer.flush(20);
      expect(hand.held).toBe(1);
      const flushes = [hand.consumer.flush(600_000), hand.consumer.flush(600_000)];
      await hand.settle(a!);
      await Promise.all(flushes);
    });

    it('stops when all that is being sent is settled, gives the rest back, and can begin again', async () => {
      const outbox = await start();
      const hand = new Hand(outbox, 4);
      await putAll(outbox, 'a', 'b', 'c');
      const [a] = await hand.take(1);
      let isStopped = false;
      const stopped = hand.consumer.stop().then(() => (isStopped = true));
      await expectCounts(outbox, { pending: 2, leased: 1 });
      expect(isStopped).toBe(false);
      hand.end(a!, DELIVERED);
      await stopped;
      await expectCounts(outbox, { pending: 2, leased: 0 });
      expect(names(await new Hand(outbox).take(2))).toEqual(['b', 'c']);
      expect(await hand.takeDue()).toEqual([]);
    });
  });

  describe('an erasure', () => {
    it('deletes what has an alias, whatever its state', async () => {
      const outbox = await start();
      await putAll(outbox, 'a', 'b', 'a', 'a');
      const hand = new Hand(outbox);
      const [leased, , waiting] = await hand.take(3);
      await hand.settle(waiting!, later(60_000));
      await outbox.put(deadRecord('a'));
      expect(await outbox.admin.erase('urn:name:a')).toBe(4);
      expect(await outbox.admin.erase('urn:name:a')).toBe(0);
      hand.end(leased!, later(0));
      await expectCounts(outbox, { pending: 0, leased: 1, waiting: 0, dead: 0 });
    });

    it('lets nothing be sent that is held ready, also if two erase at once', async () => {
      const outbox = await start();
      const hand = new Hand(outbox, 8);
      await putAll(outbox, 'jane', 'joe', 'jim', 'jane', 'joe', 'jim');
      await hand.deliverAll(await hand.take(1));
      const erased = ['jane', 'joe'].map((name) => outbox.admin.erase(`urn:name:${name}`));
      expect(await Promise.all(erased)).toEqual([1, 2]);
      expect(await hand.takeEach(2)).toEqual(['jim 0', 'jim 0']);
      expect(await hand.takeDue()).toEqual([]);
    });

    it('deletes what is given a later time in the same moment', async () => {
      const outbox = await start();
      const hand = new Hand(outbox);
      for (let round = 0; round < 10; round++) {
        const taking = hand.take(3);
        await putAll(outbox, 'a', 'b', 'a');
        for (const each of await taking) hand.end(each, later(60_000));
        expect(await outbox.admin.erase('urn:name:a')).toBe(2);
        // On a server, an empty job may be left in place of one that was being stored.
        if (!isOnServer) await expectCounts(outbox, { leased: 0, waiting: round + 1 });
      }
      expect(await outbox.admin.erase('urn:name:a')).toBe(0);
      expect(await outbox.admin.erase('urn:name:b')).toBe(10);
    });

    it('finds a person in any spelling, and by the contact fields', async () => {
      const outbox = await start();
      const put = (name: string, event: unknown) =>
        outbox.put(record(name, { body: JSON.stringify(event) }));
      await put('spelt', { aliases: ['urn:customer_id:7', ' URN:Email:JANE@example.com'] });
      await put('$email', { aliases: [], properties: { $email: 'Jane@Example.com ' } });
      await put('$phone', { profile_properties: { $phone_number: '+43 660/12 34 56' } });
      await put('other', { aliases: ['urn:email:jane@example.org'] });
      expect(await outbox.admin.erase('urn:email:jane@example.com')).toBe(2);
      expect(await outbox.admin.erase('urn:phone:+43 660 123456')).toBe(1);
      expect(names(await new Hand(outbox).take(1))).toEqual(['other']);
      for (const wrong of ['', 'urn:email: ', undefined, 7]) {
        await expect(outbox.admin.erase(wrong as string)).rejects.toThrow(/^erase\(alias\): give/);
      }
    });
  });

  describe('its ledger', () => {
    it('knows what was delivered, is queued or dead, and what it has never seen', async () => {
      const outbox = await start();
      for (const id of ['delivered', 'leased', 'later', 'refused', 'pending']) {
        await outbox.put(order(id));
      }
      await outbox.put(order('invalid', { dead: { reason: 'wrong', undeliverable: true } }));
      const hand = new Hand(outbox);
      const [delivered, , waiting, refused] = await hand.take(4);
      await hand.settle(delivered!);
      await hand.settle(waiting!, later(60_000));
      const dead = { state: 'dead', attempts: 1, reason: 'answered 400', status: 400 } as const;
      await hand.settle(refused!, dead);
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

    it('has an event before it is deleted', async () => {
      const outbox = await start();
      const ids = Array.from({ length: 40 }, (_, n) => `o-${n}`);
      await Promise.all(ids.map((id) => outbox.put(order(id))));
      const hand = new Hand(outbox);
      const records = await hand.take(40);
      let isDone = false;
      const delivered = hand.deliverAll(records).then(() => (isDone = true));
      const seen = new Set<string>();
      while (!isDone) for (const state of await states(outbox, ids)) seen.add(state);
      await delivered;
      expect(seen).not.toContain('missing');
      expect(new Set(await states(outbox, ids))).toEqual(new Set(['delivered']));
    });

    it('keeps what it is told, and what was discarded or had to make room', async () => {
      const outbox = await start({ maxEvents: 2 });
      const dead = { dead: { reason: 'wrong', undeliverable: false } };
      await outbox.put(order('discarded', dead));
      await outbox.admin.discard();
      await outbox.put(order('deleted', dead));
      await outbox.put(order('a'));
      await outbox.put(order('b'));
      const entry = { eventName: 'Placed Order', at: Date.now() };
      await outbox.note([
        { eventId: 'full', outcome: 'full', ...entry },
        { eventId: 'consent', outcome: 'consent', ...entry },
      ]);
      const ids = ['discarded', 'deleted', 'full', 'consent'];
      const answers = await outbox.admin.audit({ ids });
      expect(answers).toMatchObject(ids.map((id) => ({ id, state: 'dropped', droppedBy: id })));
      expect(Math.abs(answers[3]!.at! - entry.at)).toBeLessThan(1_000);
    });

    it('gives the best answer where several hold, of the wanted event and time only', async () => {
      const outbox = await start();
      const at = Date.now() - 60_000;
      const entry = { eventId: 'o-1', eventName: 'Placed Order', at } as const;
      await outbox.note([{ ...entry, outcome: 'full' }]);
      expect(await states(outbox, ['o-1'], { since: at + 30_000 })).toEqual(['missing']);
      // The second in which it happened counts.
      expect(await states(outbox, ['o-1'], { since: at })).toEqual(['dropped']);
      await outbox.put(order('o-1', { eventName: 'Started Checkout', recordedAt: at }));
      expect(await states(outbox, ['o-1'])).toEqual(['queued']);
      expect(await states(outbox, ['o-1'], { eventName: 'Placed Order' })).toEqual(['dropped']);
      await outbox.note([{ ...entry, outcome: 'delivered' }]);
      expect(await states(outbox, ['o-1', 'o-1'])).toEqual(['delivered', 'delivered']);
      expect(await states(outbox, ['o-1'], { eventName: 'Placed' })).toEqual(['missing']);
    });

    it('finds a few among many, in several questions at once', async () => {
      const outbox = await start();
      const entry = { eventName: 'Placed Order', outcome: 'delivered', at: Date.now() } as const;
      const many = Array.from({ length: 25_000 }, (_, n) => ({ eventId: `${n}`, ...entry }));
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
      const hand = new Hand(off);
      await hand.deliverAll(await hand.take(1));
      expect(await states(off, ['o-2'])).toEqual(['missing']);
    });

    it('takes an event without an id, or that is no JSON, as well', async () => {
      const outbox = await start();
      for (const body of ['{}', 'no JSON', '{"event_id":7}']) {
        await outbox.put(record('a', { body }));
      }
      const hand = new Hand(outbox);
      await hand.deliverAll(await hand.take(3));
      await expectCounts(outbox, { pending: 0, leased: 0 });
    });
  });

  it('takes nothing once it is closed', async () => {
    const outbox = await start();
    await outbox.close();
    await expect(outbox.put(record('a'))).rejects.toMatchObject({ code: 'CONVERGE_OUTBOX_CLOSED' });
    await outbox.close();
  });
});

const DURABLE = Object.keys(KINDS).filter((kind) => KINDS[kind]!.isDurable);

describe.each(DURABLE)('an outbox in %s, which outlives its process', (kind) => {
  const start = opener(kind);

  it('keeps everything over a restart, and gives back what was being sent', async () => {
    const outbox = await start();
    await putAll(outbox, 'a', 'b');
    await outbox.put(deadRecord('dead'));
    await new Hand(outbox).take(1);
    expect(await close(outbox)).toBe(0);
    const next = await start();
    await expectCounts(next, { pending: 2, dead: 1 });
    expect(names(await new Hand(next).take(2)).sort()).toEqual(['a', 'b']);
  });

  it('is shared by two, and each record goes to one', async () => {
    const one = await start();
    const other = await start();
    await Promise.all([putAll(one, 'a', 'c', 'e'), putAll(other, 'b', 'd', 'f')]);
    const taken = await Promise.all([new Hand(one).take(3), new Hand(other).take(3)]);
    expect(names(taken.flat()).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    await expectCounts(one, { pending: 0, leased: 6 });
  });

  it('hands out what another process puts, and gives it back when it stops', async () => {
    const one = await start();
    const other = await start();
    const hand = new Hand(other);
    const taken = hand.take(1);
    await putAll(one, 'a');
    expect(names(await taken)).toEqual(['a']);
    const closing = close(other);
    const put = one.put(record('b'));
    await Promise.all([closing, put]);
    const left = await new Hand(one).takeEach(2);
    expect(left.sort()).toEqual(['a 0', 'b 0']);
  });

  it('holds what was recorded for another source, until it is adopted', async () => {
    const sandbox = await start({ source: 'sandbox' });
    await putAll(sandbox, 'a', 'b');
    await close(sandbox);
    const production = await start({ source: 'production' });
    await putAll(production, 'c');
    await expectCounts(production, { pending: 1, held: 2 });
    const hand = new Hand(production);
    await hand.deliverAll(await hand.takeDue());
    await expectCounts(production, { queued: 0, held: 2 });
    expect(await production.admin.adopt()).toBe(2);
    // A server gives two places two jobs at the same time.
    expect((await hand.takeEach(2)).toSorted()).toEqual(['a 0', 'b 0']);
  });

  it('deletes dead letters when their time is over', async () => {
    const outbox = await start({ deadLetterMs: 1 });
    await outbox.put(deadRecord('a'));
    await expectCounts(outbox, { dead: 0 });
    await eventually('it is said', () => notices.at(-1)?.kind === 'deadLettersExpired');
    expect(notices.at(-1)).toMatchObject({ count: 1 });
  });
});
