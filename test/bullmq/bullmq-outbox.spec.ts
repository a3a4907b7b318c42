import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPostgresBackend, Queue } from 'bullmq';
import { bullmq } from '../../lib/bullmq/index.js';
import type { Outbox, OutboxRecord } from '../../lib/outbox/outbox.js';
import type { OutboxNotice } from '../../lib/outbox/outbox.js';
import { cleanBrokers, openBroker, testBrokers, type TestBroker } from '../utils/brokers.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { eventually } from '../utils/test-app.js';

const JANE = 'jane@example.com';
const TOKEN = 'the-secret-token';

let open: Array<{ close(): Promise<unknown> }>;
let notices: OutboxNotice[];
let name: string;

beforeEach(() => {
  open = [];
  notices = [];
  name = `q${process.hrtime.bigint()}`;
});

afterEach(async () => {
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
  const start = async (more = {}, source = TOKEN): Promise<Outbox> => {
    const settings = outboxSettings('memory', { source, onNotice: (it) => notices.push(it) });
    const outbox = await openBroker({ ...broker.options, queue: name, ...more }, settings);
    open.push(outbox);
    return outbox;
  };

  it('keeps an event once, while its first copy waits, is sent, or waits again', async () => {
    const outbox = await start();
    const put = () => Promise.all([outbox.put(event('1')), outbox.put(event('1'))]);
    await put();
    const { records } = await outbox.lease(9);
    expect(records).toHaveLength(1);
    await put();
    const { id } = records[0]!;
    await outbox.acknowledge([{ id, state: 'waiting', attempts: 1, dueAt: Date.now() + 60_000 }]);
    await put();
    expect(await outbox.admin.counts()).toMatchObject({ pending: 0, leased: 0, waiting: 1 });
  });

  it('takes the event that replaces a wrong one, and the same one of another source', async () => {
    const outbox = await start();
    await outbox.put(event('1', { dead: { reason: 'wrong', undeliverable: true } }));
    await outbox.put(event('1'));
    const other = await start({}, 'other');
    await other.put(event('1'));
    expect(await outbox.admin.counts()).toMatchObject({ dead: 1, pending: 1, held: 1 });
  });

  it('takes an event again after the first one was refused or delivered, and one of another name', async () => {
    const outbox = await start();
    for (const state of ['dead', 'delivered'] as const) {
      await outbox.put(event('1'));
      await outbox.put(event('1', { eventName: 'Another' }));
      const { records } = await outbox.lease(9);
      expect(records.map(({ eventName }) => eventName)).toEqual(['Placed Order', 'Another']);
      const next = { state, attempts: 1, reason: 'no', status: 400 };
      await outbox.acknowledge(records.map(({ id }) => ({ id, ...next })));
    }
    await outbox.put(event('1'));
    expect(await outbox.admin.counts()).toMatchObject({ dead: 2, pending: 1 });
  });

  it('keeps every byte', async () => {
    const outbox = await start();
    await outbox.put(event('1', { eventName: 'a\u0000b\ud800', origin: 'ö' }));
    const { records } = await outbox.lease(1);
    expect(records[0]!.body).toBe(event('1').body);
    expect(records[0]).toMatchObject({ eventName: 'a\ufffdb\ufffd', origin: 'ö' });
  });

  it('shows no person and no token in names, ids, and reasons', async () => {
    const outbox = await start();
    await outbox.put(event(JANE));
    await outbox.put(event(`${JANE}2`));
    const [first] = (await outbox.lease(1)).records;
    const reason = `Converge answered 400: no ${JANE}`;
    await outbox.acknowledge([{ id: first!.id, state: 'dead', attempts: 1, reason, status: 400 }]);
    expect(await outbox.admin.deadLetters()).toMatchObject([{ reason, status: 400, attempts: 1 }]);
    const queue = await openQueue(broker);
    const jobs = await queue.getJobs();
    expect(jobs.map((job) => [job.name, job.failedReason ?? ''])).toEqual(
      expect.arrayContaining([['Placed Order', 'Converge answered 400']]),
    );
    expect(`${queue.name} ${jobs.map(({ id }) => id).join()}`).not.toMatch(/jane|secret/);
    const stream = await queue.getBackend().readEvents('0', 10);
    expect(JSON.stringify(stream)).toContain('Placed Order');
    expect(JSON.stringify(stream)).not.toMatch(/jane|secret/);
  });

  it('makes dead letters of jobs that are no events, and goes on', async () => {
    const outbox = await start();
    const queue = await openQueue(broker);
    const strange = [undefined, null, 7, 'text', [], { body: 1 }, { body: '{}', origin: 'x' }];
    for (const data of strange) await queue.add('strange', data);
    await queue.add('strange', {}, { jobId: 'an-id-of-its-own' });
    await outbox.put(event('1'));
    const { records } = await outbox.lease(9, true);
    expect(records).toMatchObject([{ eventName: 'Placed Order' }]);
    const letters = await outbox.admin.deadLetters();
    expect(letters).toHaveLength(strange.length + 1);
    for (const letter of letters) {
      expect(letter).toMatchObject({ undeliverable: true, eventName: 'strange' });
      expect(letter.reason).toMatch(/^damaged: /);
    }
    expect(notices.map(({ kind }) => kind)).toEqual(letters.map(() => 'damagedEvent'));
    await expect(outbox.admin.replay({ id: letters[0]!.id })).rejects.toThrow('cannot be sent');
    expect(await outbox.admin.replay()).toBe(0);
    expect(await outbox.admin.discard()).toBe(letters.length);
  });

  it('fails the dead letter of a process that was killed before it could', async () => {
    const outbox = await start();
    const queue = await openQueue(broker);
    const dead = { reason: 'wrong', undeliverable: true };
    await queue.add('Placed Order', event('1', { dead }));
    expect((await outbox.lease(9)).records).toEqual([]);
    expect(await outbox.admin.deadLetters()).toMatchObject([
      { eventName: 'Placed Order', reason: 'wrong', undeliverable: true, attempts: 0 },
    ]);
    expect(notices).toEqual([]);
  });

  it('erases what another process sends, when that is over', async () => {
    const [one, other] = [await start(), await start()];
    await one.put(event('1'));
    await one.put(event('2'));
    const [sent] = (await other.lease(1)).records;
    let isOver = false;
    const erasing = one.admin.erase(`urn:email:${JANE}`).finally(() => (isOver = true));
    const queue = await openQueue(broker);
    await eventually('it is overwritten', async () => {
      const [job] = await queue.getActive();
      return job?.data.body === undefined;
    });
    expect(isOver).toBe(false);
    // As if it had to be tried again: then nothing of it must come back.
    await other.acknowledge([{ id: sent!.id, state: 'waiting', attempts: 1, dueAt: 0 }]);
    expect(await erasing).toBe(2);
    expect(await one.admin.counts()).toMatchObject({ pending: 0, leased: 0, waiting: 0, dead: 0 });
  });

  it('has what is leased and erased given back, and sends the rest', async () => {
    const outbox = await start();
    await outbox.put(event('1'));
    await outbox.put(event('2', { body: '{"event_id":"2"}' }));
    const { records } = await outbox.lease(2);
    outbox.onRecall(() => {
      void outbox.acknowledge(records.map(givenBack));
    });
    expect(await outbox.admin.erase(`urn:email:${JANE}`)).toBe(1);
    const again = await outbox.lease(9, true);
    expect(again.records.map(({ body }) => body)).toEqual(['{"event_id":"2"}']);
  });

  it('sends no more in a second than it may, over two processes', async () => {
    const [one, other] = [await start({ eventsPerSecond: 5 }), await start({ eventsPerSecond: 5 })];
    await Promise.all(Array.from({ length: 20 }, (_, n) => one.put(event(`${n}`))));
    const startedAt = Date.now();
    let count = 0;
    const work = async (outbox: Outbox) => {
      while (count < 12) {
        const { records } = await outbox.lease(4, true);
        count += records.length;
        await outbox.acknowledge(records.map(({ id }) => ({ id, state: 'delivered' })));
      }
    };
    await Promise.all([work(one), work(other)]);
    // Five at once, five after a second, and two after another one.
    expect(Date.now() - startedAt).toBeGreaterThan(1_900);
  });

  it('lists the dead letters that made room as deleted', async () => {
    const settings = outboxSettings('memory', {
      maxEvents: 2,
      onNotice: (it) => notices.push(it),
    });
    const outbox = await openBroker({ ...broker.options, queue: name }, settings);
    open.push(outbox);
    const dead = { reason: 'wrong', undeliverable: false };
    for (const id of ['1', '2']) await outbox.put(event(id, { dead }));
    await outbox.put(event('3'));
    expect(notices).toEqual([{ kind: 'deadLettersEvicted', count: 1 }]);
  });
});

describe('a server that is not there', () => {
  it.each([
    ['Redis', bullmq({ connection: 'redis://user:the-secret-token@127.0.0.1:1' })],
    ['PostgreSQL', bullmq({ postgres: 'postgres://user:the-secret-token@127.0.0.1:1/none' })],
  ])('%s: refuses events at once, and is closed in time', async (_what, { broker }) => {
    const outbox = broker!.open(outboxSettings('memory'));
    await expect(outbox.put(event('1'))).rejects.toMatchObject({
      name: 'OutboxUnavailableError',
      message: expect.not.stringContaining('secret'),
    });
    const waiting = outbox.lease(1, true);
    const startedAt = performance.now();
    await outbox.close(500);
    expect((await waiting).records).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(2_500);
    expect(broker!.name).not.toContain('secret');
  });
});

const givenBack = ({ id, attempts }: OutboxRecord) =>
  ({ id, state: 'waiting', attempts, dueAt: 0 }) as const;

/** The queue of the source, as a dashboard opens it. */
async function openQueue({ options }: TestBroker): Promise<Queue> {
  const source = new Queue(name, ...connectionOf(options)) as Queue;
  open.push(source);
  const fields = await source.getBackend().getQueueMeta();
  const [own] = Object.keys(fields).filter((field) => field.startsWith('source-'));
  const queue = new Queue(own!.replace('source', name), ...connectionOf(options)) as Queue;
  open.push(queue);
  return queue;
}

function connectionOf({ connection, postgres, prefix }: TestBroker['options']): [any, any] {
  if (postgres !== undefined) return [{ connection: postgres }, createPostgresBackend];
  return [{ connection: { url: connection as string }, prefix }, undefined];
}
