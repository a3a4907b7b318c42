import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { decodeRecord, encodeRecord } from '../../lib/outbox/record.js';
import { bullmq } from '../../lib/bullmq/index.js';
import type {
  Outbox,
  Consumer,
  NextState,
  OutboxNotice,
  OutboxRecord,
  Sender,
  Settlement,
} from '../../lib/outbox/outbox.js';
import { cleanBrokers, openBroker, testBrokers, type TestBroker } from '../utils/brokers.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { eventually } from '../utils/test-app.js';

const JANE = 'jane@example.com';
const TOKEN = 'the-secret-token';

/** Sends by a script: what follows for each record, by its `event_id`. */
class ScriptedSender implements Sender {
  readonly sent: OutboxRecord[] = [];
  stored = 0;
  inFlight = 0;
  mostInFlight = 0;
  ahead = 0;
  pausedUntil = 0;
  concurrency = 8;
  /** What follows; by default, it is delivered at once. */
  answer: (record: OutboxRecord) => NextState | Promise<NextState> = () => ({ state: 'delivered' });
  private readonly callbacks = new Set<() => void>();

  get places(): number {
    return this.pausedForMs > 0 ? 0 : Math.max(0, this.concurrency - this.inFlight);
  }

  get pausedForMs(): number {
    return Math.max(0, this.pausedUntil - Date.now());
  }

  async deliver(record: OutboxRecord): Promise<Settlement> {
    this.inFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    this.sent.push(record);
    const next = await this.answer(record);
    this.inFlight--;
    this.changed();
    return { next, stored: () => this.stored++ };
  }

  onPlaces(callback: () => void): () => void {
    this.callbacks.add(callback);
    return () => this.callbacks.delete(callback);
  }

  changed(): void {
    for (const callback of this.callbacks) callback();
  }

  pause(ms: number): void {
    this.pausedUntil = Date.now() + ms;
    setTimeout(() => this.changed(), ms + 5).unref();
  }

  get ids(): string[] {
    return this.sent.map(idOf);
  }
}

const idOf = ({ body }: { readonly body: string }) => JSON.parse(body).event_id as string;

let open: Array<{ close(): Promise<unknown> }>;
let consumers: Consumer[];
let notices: OutboxNotice[];
let name: string;

beforeEach(() => {
  [open, consumers, notices] = [[], [], []];
  name = `q${process.hrtime.bigint()}`;
});

afterEach(async () => {
  await Promise.all(consumers.map((consumer) => consumer.stop()));
  for (const each of open) await each.close();
});

const event = (id: string, more = {}) => ({
  eventName: 'Placed Order',
  origin: 'Orders#create',
  body: JSON.stringify({ event_id: id, aliases: [`urn:email:${JANE}`], note: 'ö\u0000\ud800' }),
  recordedAt: 1,
  ...more,
});

cleanBrokers();

describe.each(testBrokers())('a queue on $name', (broker) => {
  const start = async (more = {}, change = {}): Promise<Outbox> => {
    const settings = outboxSettings('memory', {
      source: TOKEN,
      // Of the tests' Redis, whose settings are not theirs.
      onNotice: (it) => it.kind !== 'brokerAtRisk' && notices.push(it),
      ...change,
    });
    const outbox = await openBroker({ ...broker.options, queue: name, ...more }, settings);
    open.push(outbox);
    return outbox;
  };

  const send = (outbox: Outbox, sender = new ScriptedSender()) => {
    const consumer = outbox.consume(sender);
    consumers.push(consumer);
    return { sender, consumer };
  };

  const putAll = (outbox: Outbox, ...ids: string[]) =>
    Promise.all(ids.map((id) => outbox.put(event(id))));

  it('sends as many at once as there are places, also when that changes', async () => {
    const outbox = await start();
    await putAll(outbox, ...Array.from({ length: 40 }, (_, n) => `${n}`));
    const sender = new ScriptedSender();
    sender.concurrency = 2;
    sender.answer = () => pause(100, { state: 'delivered' });
    const { consumer } = send(outbox, sender);
    await eventually('some are sent', () => sender.sent.length > 8);
    expect(sender.mostInFlight).toBe(2);
    sender.concurrency = 6;
    sender.changed();
    await consumer.flush(10_000);
    expect(sender.mostInFlight).toBe(6);
    expect(sender.sent).toHaveLength(40);
  });

  it('tries again after the delay, counted or not, and keeps what counted before', async () => {
    const outbox = await start();
    await outbox.put(event('1', { attempts: 3 }));
    const sender = new ScriptedSender();
    const times: number[] = [];
    const delays = [300, 300, 0, 0];
    sender.answer = ({ attempts }) => {
      times.push(Date.now());
      const delay = delays[times.length - 1];
      if (delay === undefined) return { state: 'delivered' };
      const isCounted = times.length % 2 === 1;
      const waiting = { state: 'waiting', dueAt: Date.now() + delay } as const;
      return isCounted ? { ...waiting, attempts: attempts + 1 } : waiting;
    };
    const { consumer } = send(outbox, sender);
    await eventually('it waits', async () => (await outbox.admin.counts()).waiting === 1);
    await consumer.flush(10_000);
    expect(sender.sent.map(({ attempts }) => attempts)).toEqual([3, 4, 4, 5, 5]);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(290);
    expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(290);
    expect(sender.stored).toBe(5);
  });

  it('flushes what only has to wait for a moment, again and again', async () => {
    const outbox = await start();
    await putAll(outbox, '1');
    const sender = new ScriptedSender();
    const ATTEMPTS = 50;
    sender.answer = () => {
      const isLast = sender.sent.length > ATTEMPTS;
      return isLast ? { state: 'delivered' } : { state: 'waiting', dueAt: Date.now() + 5 };
    };
    const { consumer } = send(outbox, sender);
    await consumer.flush(20_000);
    expect(sender.sent.length).toBeGreaterThan(ATTEMPTS);
    expect(await outbox.admin.counts()).toMatchObject({ pending: 0, leased: 0, waiting: 0 });
  });

  it('makes dead letters, which show no person in names, ids and reasons', async () => {
    const outbox = await start();
    await putAll(outbox, JANE);
    const sender = new ScriptedSender();
    const reason = `Converge answered 400: no ${JANE}`;
    sender.answer = () => ({ state: 'dead', attempts: 1, reason, status: 400 });
    const { consumer } = send(outbox, sender);
    await eventually('it is stored', () => sender.stored === 1);
    expect(await outbox.admin.deadLetters()).toMatchObject([{ reason, status: 400, attempts: 1 }]);
    const queue = await openQueue(broker);
    const [job] = await queue.getJobs();
    expect([job!.name, job!.failedReason]).toEqual(['Placed Order', 'Converge answered 400']);
    expect(job!.stacktrace).toEqual([]);
    const stream = JSON.stringify(await queue.getBackend().readEvents('0', 10));
    expect(stream).toContain('Placed Order');
    expect(`${queue.name} ${job!.id} ${stream}`).not.toMatch(/jane|secret/);
    sender.answer = () => ({ state: 'delivered' });
    expect(await outbox.admin.replay()).toBe(1);
    await consumer.flush(5_000);
    expect(sender.sent.map(({ attempts }) => attempts)).toEqual([0, 0]);
    expect(await outbox.admin.counts()).toMatchObject({ dead: 0, pending: 0 });
    // What is delivered is deleted.
    expect(await queue.getJobCountByTypes()).toBe(0);
  });

  it('shows what is born dead as a dead letter, with a worker and without', async () => {
    const outbox = await start();
    const dead = { reason: `Converge answered 422: ${JANE}`, status: 422, undeliverable: false };
    await outbox.put(event('1', { dead, attempts: 2 }));
    const shown = { reason: dead.reason, status: 422, attempts: 2, undeliverable: false };
    for (const _ of ['without', 'with']) {
      expect(await outbox.admin.counts()).toMatchObject({ dead: 1, pending: 0, waiting: 0 });
      expect(await outbox.admin.deadLetters()).toMatchObject([shown]);
      if (consumers.length > 0) break;
      send(outbox);
      const queue = await openQueue(broker);
      await eventually('it is failed', async () => (await queue.getFailedCount()) === 1);
      const [job] = await queue.getJobs();
      expect(job!.failedReason).toBe('Converge answered 422');
    }
    const sender = new ScriptedSender();
    await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
    expect(await outbox.admin.replay()).toBe(1);
    await outbox.put(event('2', { dead: { ...dead, status: undefined } }));
    expect(await outbox.admin.replay()).toBe(1);
    expect(await outbox.admin.counts()).toMatchObject({ dead: 0, pending: 2 });
    await send(outbox, sender).consumer.flush(5_000);
    expect(sender.sent.map(({ attempts }) => attempts)).toEqual([0, 0]);
  });

  it('sends no more in a second than it may, over two processes', async () => {
    const outboxes = [await start({ eventsPerSecond: 5 }), await start({ eventsPerSecond: 5 })];
    await putAll(outboxes[0]!, ...Array.from({ length: 12 }, (_, n) => `${n}`));
    const startedAt = Date.now();
    const senders = outboxes.map((outbox) => send(outbox).sender);
    await eventually('all', () => senders.reduce((sum, { sent }) => sum + sent.length, 0) === 12);
    // Five at once, five after a second, and two after another one.
    expect(Date.now() - startedAt).toBeGreaterThan(1_900);
  });

  it('takes over the jobs of a process that was killed', async () => {
    const outbox = await start();
    await putAll(outbox, '1');
    const killed = await openWorker(broker);
    expect(await killed.getNextJob('token')).toBeDefined();
    const { sender } = send(outbox);
    expect(await outbox.admin.counts()).toMatchObject({ leased: 1 });
    await eventually('it is sent', () => sender.stored === 1, 25_000);
    expect(sender.sent).toMatchObject([{ attempts: 0 }]);
  });

  it.each([
    ['fails', { attempts: 1, dueAt: 0 }],
    ['has to wait', { dueAt: Date.now() + 60_000 }],
  ])('erases what waits, is fetched, is a dead letter, or is sent and %s', async (_what, end) => {
    const [outbox, other] = [await start(), await start()];
    const dead = { reason: 'wrong', undeliverable: true };
    await outbox.put(event('dead', { dead }));
    await putAll(outbox, 'sent', 'elsewhere');
    let answer: (next: NextState) => void = () => undefined;
    const [sender, sender2] = [new ScriptedSender(), new ScriptedSender()];
    for (const each of [sender, sender2]) {
      each.concurrency = 1;
      each.answer = () => new Promise((resolve) => (answer = both(answer, resolve)));
    }
    const { consumer } = send(outbox, sender);
    await eventually('one is sent', () => sender.inFlight === 1);
    send(other, sender2);
    await eventually('another one is sent', () => sender2.inFlight === 1);
    await putAll(outbox, 'waits');
    await outbox.put(event('not hers', { body: '{"event_id":"not hers"}' }));
    expect(await outbox.admin.erase(`urn:email:${JANE}`)).toBe(4);
    answer({ state: 'waiting', ...end });
    for (const each of [sender, sender2]) each.answer = () => ({ state: 'delivered' });
    const ids = () => [...sender.ids, ...sender2.ids];
    await eventually('the rest is sent', () => ids().includes('not hers'));
    await consumer.flush(5_000);
    expect(ids().sort()).toEqual(['elsewhere', 'not hers', 'sent']);
    const none = { pending: 0, leased: 0, waiting: 0, dead: 0 };
    expect(await outbox.admin.counts()).toMatchObject(none);
  });

  it('makes dead letters of jobs that are no events, and goes on', async () => {
    const outbox = await start();
    const queue = await openQueue(broker);
    const ours = { eventName: 'strange', origin: 'x', body: '{}', recordedAt: 1, attempts: 0 };
    const strange = [
      undefined,
      null,
      7,
      'text',
      [],
      { body: 1 },
      { body: '{}', origin: 'x' },
      { ...ours, recordedAt: 1e300 },
      { ...ours, eventId: 7 },
      { ...ours, dead: null },
      { ...ours, dead: 'text' },
    ];
    for (const data of strange) await queue.add('strange', data);
    await queue.add('strange', {}, { jobId: 'an-id-of-its-own' });
    await putAll(outbox, '1');
    if (broker.name === 'Redis') {
      const id = (await queue.add('strange', {})).id!;
      strange.push(id);
      const client = await queue.getBackend().client;
      await client.hset(queue.toKey(id), { data: `{"aliases": "${JANE}` });
    }
    expect(await outbox.admin.counts()).toMatchObject({ pending: strange.length + 2 });
    expect(await outbox.admin.audit({ ids: ['1'] })).toMatchObject([{ state: 'queued' }]);
    const { sender, consumer } = send(outbox);
    await consumer.flush(5_000);
    expect(sender.ids).toEqual(['1']);
    const letters = await outbox.admin.deadLetters();
    expect(letters).toHaveLength(strange.length + 1);
    for (const letter of letters) {
      expect(letter).toMatchObject({ undeliverable: true, eventName: 'strange' });
      expect(letter.reason).toMatch(/^damaged: /);
    }
    expect(notices.map(({ kind }) => kind)).toEqual(letters.map(() => 'damagedEvent'));
    await expect(outbox.admin.replay({ id: letters[0]!.id })).rejects.toThrow('cannot be sent');
    expect(await outbox.admin.replay()).toBe(0);
    const erased = broker.name === 'Redis' ? 1 : 0;
    expect(await outbox.admin.erase(`urn:email:${JANE}`)).toBe(erased);
    expect(await outbox.admin.discard()).toBe(letters.length - erased);
  });

  it('sends the events of a version that knew fewer fields', async () => {
    const outbox = await start();
    const { traceContext: _, ...older } = decodeRecord(encodeRecord(event('1')));
    await (await openQueue(broker)).add('Placed Order', older);
    const { sender, consumer } = send(outbox);
    await consumer.flush(5_000);
    expect(sender.sent).toMatchObject([{ eventName: 'Placed Order', traceContext: '' }]);
  });

  it('adopts the events of another source, with attempts and reasons', async () => {
    const other = await start({}, { source: 'other' });
    const sender = new ScriptedSender();
    const reason = `Converge answered 400: no ${JANE}`;
    sender.answer = (record) =>
      idOf(record) === 'dead'
        ? { state: 'dead', attempts: 1, reason, status: 400 }
        : { state: 'waiting', attempts: 1, dueAt: Date.now() + 60_000 };
    const { consumer } = send(other, sender);
    await putAll(other, 'dead', 'waits');
    await eventually('both are stored', () => sender.stored === 2);
    await consumer.stop();
    const [{ diedAt } = { diedAt: 0 }] = await other.admin.deadLetters();
    const outbox = await start();
    expect(await outbox.admin.counts()).toMatchObject({ held: 2, pending: 0, dead: 0 });
    await pause(5, undefined);
    expect(await outbox.admin.adopt()).toBe(2);
    expect(await outbox.admin.counts()).toMatchObject({ held: 0, pending: 1, dead: 1 });
    const letter = { reason, status: 400, attempts: 1, diedAt };
    expect(await outbox.admin.deadLetters()).toMatchObject([letter]);
    const own = send(outbox);
    await own.consumer.flush(5_000);
    expect(own.sender.sent).toMatchObject([{ attempts: 1 }]);
  });

  it('is known to others again at a server that has lost everything', async () => {
    const outbox = await start({}, { deadLetterMs: 100 });
    const other = await start({}, { source: 'other' });
    await putAll(outbox, '1');
    const isSeen = async () => (await other.admin.counts()).held === 1;
    expect(await isSeen()).toBe(true);
    await forget(broker);
    await eventually('it is listed again', isSeen);
  });

  it('keeps an event once, while its first copy waits, is sent, or waits again', async () => {
    const outbox = await start();
    await putAll(outbox, '1', '1');
    const sender = new ScriptedSender();
    let isSent = false;
    sender.answer = async () => {
      await putAll(outbox, '1');
      isSent = true;
      return { state: 'waiting', attempts: 1, dueAt: Date.now() + 60_000 };
    };
    send(outbox, sender);
    await eventually('it is sent', () => isSent && sender.stored === 1);
    await putAll(outbox, '1');
    expect(sender.sent).toHaveLength(1);
    expect(await outbox.admin.counts()).toMatchObject({ pending: 0, leased: 0, waiting: 1 });
  });

  it('takes an event again after the first one was delivered or refused', async () => {
    const outbox = await start();
    const { sender, consumer } = send(outbox);
    for (const state of ['delivered', 'dead'] as const) {
      sender.answer = () => ({ state, attempts: 1, reason: 'no' });
      await putAll(outbox, '1');
      await consumer.flush(5_000);
    }
    await consumer.stop();
    await putAll(outbox, '1');
    expect(sender.ids).toEqual(['1', '1']);
    expect(await outbox.admin.counts()).toMatchObject({ dead: 1, pending: 1 });
  });

  it('takes the event that replaces a wrong one, and one of another name or source', async () => {
    const outbox = await start();
    await outbox.put(event('1', { dead: { reason: 'wrong', undeliverable: true } }));
    await putAll(outbox, '1');
    await outbox.put(event('1', { eventName: 'Another' }));
    const other = await start({}, { source: 'other' });
    await putAll(other, '1');
    expect(await outbox.admin.counts()).toMatchObject({ dead: 1, pending: 2, held: 1 });
  });

  it('keeps every byte of a body, and what can be kept of a name', async () => {
    const outbox = await start();
    await outbox.put(event('1', { eventName: 'a\u0000b\ud800', origin: 'ö' }));
    const { sender, consumer } = send(outbox);
    await consumer.flush(5_000);
    expect(sender.sent[0]!.body).toBe(event('1').body);
    expect(sender.sent[0]).toMatchObject({ eventName: 'a\ufffdb\ufffd', origin: 'ö' });
  });
});

describe('a server that is not there', () => {
  it.each([
    ['Redis', bullmq({ connection: 'redis://user:the-secret-token@127.0.0.1:1' })],
    ['PostgreSQL', bullmq({ postgres: 'postgres://user:the-secret-token@127.0.0.1:1/none' })],
  ])('%s: is not opened, and says why without its password', async (_what, { broker }) => {
    const settings = outboxSettings('memory');
    await expect(broker!.prepare(settings)(settings.onNotice)).rejects.toMatchObject({
      name: 'OutboxUnavailableError',
      message: 'it cannot be reached or used (ECONNREFUSED)',
    });
    expect(broker!.name).toContain('127.0.0.1:1');
    expect(broker!.name).not.toContain('secret');
  });
});

const pause = async <Value>(ms: number, value: Value): Promise<Value> => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return value;
};

const both =
  <Value>(one: (value: Value) => void, other: (value: Value) => void) =>
  (value: Value) => {
    one(value);
    other(value);
  };

/** The queue of the source, as a dashboard opens it. */
async function openQueue({ options }: TestBroker): Promise<Queue> {
  const queue = new Queue(await ownName({ options }), ...connectionOf(options)) as Queue;
  open.push(queue);
  return queue;
}

/** Deletes what lists the sources. */
async function forget({ options }: TestBroker): Promise<void> {
  const queue = new Queue(name, ...connectionOf(options)) as Queue;
  open.push(queue);
  if (options.postgres === undefined)
    await (await queue.getBackend().client).del(queue.toKey('meta'));
  else {
    const { pool } = (queue.getBackend() as any).connection;
    await pool.query('DELETE FROM meta WHERE queue = $1', [name]);
  }
}

async function openWorker({ options }: TestBroker): Promise<Worker> {
  const [own, factory] = connectionOf(options);
  const more = { ...own, lockDuration: 1_000, name: randomUUID() };
  const worker = new Worker(await ownName({ options }), null, more, factory) as Worker;
  open.push(worker);
  return worker;
}

async function ownName({ options }: Pick<TestBroker, 'options'>): Promise<string> {
  const source = new Queue(name, ...connectionOf(options)) as Queue;
  open.push(source);
  return Object.keys(await source.getMeta()).find((field) => field.startsWith(`${name}-`))!;
}

function connectionOf({ connection, postgres, prefix }: TestBroker['options']): [any, any] {
  if (postgres !== undefined) return [{ connection: postgres }, createPostgresBackend];
  return [{ connection: { url: connection as string }, prefix }, undefined];
}
