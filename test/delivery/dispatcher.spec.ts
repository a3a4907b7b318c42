import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DeliveryOutcome } from '../../lib/index.js';
import { Dispatcher } from '../../lib/delivery/dispatcher.js';
import { MemoryOutbox } from '../../lib/outbox/memory/memory.outbox.js';
import type { Acknowledgement } from '../../lib/outbox/outbox.js';
import { nestLog } from '../../lib/nest/nest-log.js';
import { Reporter } from '../../lib/reporting/reporter.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { orderEvent } from '../utils/events.js';
import { eventually } from '../utils/test-app.js';

/** An outbox whose process can be said to have slept. */
class SleepyOutbox extends MemoryOutbox {
  isAwake = true;
  calls = 0;
  readonly acknowledged: Acknowledgement[] = [];

  override async acknowledge(acknowledgements: readonly Acknowledgement[]) {
    this.acknowledged.push(...acknowledgements);
    await super.acknowledge(acknowledgements);
  }

  override holdsLeases() {
    return this.isAwake;
  }

  override async lease(limit: number, wait?: boolean, maxBytes?: number) {
    this.calls++;
    this.isAwake = true;
    return super.lease(limit, wait, maxBytes);
  }
}

const DELIVERED: DeliveryOutcome = { kind: 'delivered', status: 200 };
const settings = {
  concurrency: 2,
  retry: { baseDelayMs: 10, maxDelayMs: 100, giveUpAfterMs: 1_000_000 },
};

describe('Dispatcher', () => {
  let outbox: SleepyOutbox;
  let dispatcher: Dispatcher;
  let reporter: Reporter;
  let sent: string[];
  let answer: (id: string) => Promise<DeliveryOutcome>;
  let hanging: Array<(outcome: DeliveryOutcome) => void>;
  const send = (body: string) => {
    const { event_id } = JSON.parse(body);
    sent.push(event_id);
    return answer(event_id);
  };
  const hang = () => new Promise<DeliveryOutcome>((resolve) => hanging.push(resolve));

  beforeEach(() => {
    Logger.overrideLogger(false);
    outbox = new SleepyOutbox(outboxSettings('memory'));
    sent = [];
    hanging = [];
    answer = async () => DELIVERED;
    reporter = new Reporter({}, nestLog());
    dispatcher = new Dispatcher(settings, outbox, { send }, reporter);
  });

  afterEach(async () => {
    for (const end of hanging) end(DELIVERED);
    await dispatcher.stop();
  });

  const put = async (...ids: string[]) => {
    for (const id of ids) {
      const body = JSON.stringify(orderEvent({ event_id: id }));
      await outbox.put({ eventName: 'Placed Order', origin: 'o', body, recordedAt: Date.now() });
    }
  };
  const isEmpty = async () => {
    const { pending, leased, waiting } = await outbox.admin.counts();
    return pending + leased + waiting === 0;
  };

  it('gives its queue back after a sleep, and leases again what no one took over', async () => {
    await put('a', 'b', 'c', 'd');
    answer = hang;
    dispatcher.start();
    await eventually('two are under way', () => sent.length === 2);
    outbox.isAwake = false;
    const leases = outbox.calls;
    answer = async () => DELIVERED;
    hanging[0]!(DELIVERED);
    await eventually('the others are sent', () => sent.length === 4);
    expect(sent).toEqual(['a', 'b', 'c', 'd']);
    expect(outbox.calls).toBeGreaterThan(leases);
  });

  it.each<[string, object]>([
    ['a status that is no number', { kind: 'rejected', status: '400', answer: 'no' }],
    ['a pause that is no time', { kind: 'temporary', reason: Symbol('r'), retryAfterMs: NaN }],
    ['no outcome', {}],
  ])('tries again when a service of the application returns %s', async (_, outcome) => {
    const answers = [outcome as DeliveryOutcome, DELIVERED];
    answer = async () => answers.shift()!;
    await put('a');
    dispatcher.start();
    await eventually('it is delivered', isEmpty);
    expect(sent).toEqual(['a', 'a']);
    expect(outbox.acknowledged).toMatchObject([
      { state: 'waiting', attempts: 1 },
      { state: 'delivered' },
    ]);
    expect(Number.isInteger((outbox.acknowledged[0] as { dueAt: number }).dueAt)).toBe(true);
  });

  it('reports once what no outbox can store, and goes on', async () => {
    const failing = jest.spyOn(outbox, 'acknowledge');
    failing.mockRejectedValueOnce(new Error('a wrong value'));
    await put('a', 'b');
    dispatcher.start();
    await eventually('both were sent', () => sent.length === 2 && failing.mock.calls.length === 2);
    await dispatcher.stop();
    expect(reporter.counters()).toMatchObject({ unexpected: 1, outboxUnwritable: 0 });
  });

  it('sends nothing of what others have taken over meanwhile', async () => {
    await put('a', 'b', 'c', 'd');
    answer = hang;
    dispatcher.start();
    await eventually('two are under way', () => sent.length === 2);
    outbox.isAwake = false;
    // As if another process had them: to give them back does nothing.
    await outbox.admin.erase('urn:email:jane@example.com');
    answer = async () => DELIVERED;
    hanging[0]!(DELIVERED);
    await eventually('it is awake', () => outbox.isAwake);
    await put('e');
    await eventually('the new one is sent', () => sent.includes('e'));
    expect(sent).toEqual(['a', 'b', 'e']);
  });

  it('leases little ahead, so that other processes get the rest', async () => {
    await put(...Array.from({ length: 40 }, (_, n) => `${n}`));
    let most = 0;
    answer = async () => {
      const { leased } = await outbox.admin.counts();
      most = Math.max(most, leased);
      return DELIVERED;
    };
    dispatcher.start();
    await eventually('all are delivered', isEmpty);
    expect(sent).toHaveLength(40);
    expect(most).toBeGreaterThan(settings.concurrency);
    expect(most).toBeLessThanOrEqual(2 * settings.concurrency);
  });

  it('leases no more bytes than fit into the memory, however many places are free', async () => {
    await dispatcher.stop();
    const many = { ...settings, concurrency: 40 };
    const text = 'x'.repeat(2 * 1024 ** 2);
    outbox = new SleepyOutbox(outboxSettings('memory', { maxEventBytes: 4 * 1024 ** 2 }));
    dispatcher = new Dispatcher(many, outbox, { send }, new Reporter({}, nestLog()));
    for (let n = 0; n < 30; n++) {
      const body = JSON.stringify({ event_id: `${n}`, text });
      await outbox.put({ eventName: 'e', origin: 'o', body, recordedAt: 1 });
    }
    let most = 0;
    answer = async () => {
      most = Math.max(most, (await outbox.admin.counts()).leased);
      return DELIVERED;
    };
    dispatcher.start();
    await eventually('all are delivered', isEmpty);
    expect(most).toBeGreaterThan(4);
    expect(most).toBeLessThanOrEqual(9);
  });

  it('rests while all places are taken, and while it is paused', async () => {
    await put(...Array.from({ length: 40 }, (_, n) => `${n}`));
    answer = hang;
    dispatcher.start();
    await eventually('the places are taken', () => sent.length === 2);
    const before = outbox.calls;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(outbox.calls - before).toBeLessThan(5);
  });

  it('goes round a poisoned event, and opens again for the others', async () => {
    answer = async (id) =>
      id === 'poison' ? { kind: 'temporary', reason: 'status 500' } : DELIVERED;
    await put('poison', ...Array.from({ length: 30 }, (_, n) => `${n}`));
    dispatcher.start();
    await eventually('all others are delivered', () => new Set(sent).size === 31);
    expect(await isEmpty()).toBe(false);
  });

  it('comes back after everything failed', async () => {
    let isDown = true;
    answer = async () => (isDown ? { kind: 'temporary', reason: 'ECONNREFUSED' } : DELIVERED);
    await put(...Array.from({ length: 30 }, (_, n) => `${n}`));
    dispatcher.start();
    await eventually('the breaker is open', () => dispatcher.breakerState() !== 'closed');
    const attempts = sent.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    // Probes, one at a time, and no more.
    expect(sent.length - attempts).toBeLessThan(10);
    isDown = false;
    await eventually('all are delivered', isEmpty);
  });

  it('sends no more than twice its number before the outbox has written what was delivered', async () => {
    await put(...Array.from({ length: 20 }, (_, n) => `${n}`));
    let write = () => undefined as void;
    const isWritten = new Promise<void>((resolve) => (write = resolve));
    const acknowledge = outbox.acknowledge.bind(outbox);
    outbox.acknowledge = async (acknowledgements) => {
      await isWritten;
      await acknowledge(acknowledgements);
    };
    dispatcher.start();
    await eventually('it waits', () => sent.length >= 2 * settings.concurrency);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const sentBefore = sent.length;
    write();
    expect(sentBefore).toBe(2 * settings.concurrency);
    await eventually('all are delivered', isEmpty);
  });

  it('never stops while the receiver takes every third event', async () => {
    let count = 0;
    answer = async () =>
      ++count % 3 > 0 ? { kind: 'temporary', reason: 'status 503' } : DELIVERED;
    await put(...Array.from({ length: 200 }, (_, n) => `${n}`));
    dispatcher.start();
    await eventually('all are delivered', isEmpty);
    expect(reporter.counters().breakerOpened).toBe(0);
  });

  it('pauses no longer than it should when the clock is set back', async () => {
    const clock = jest.spyOn(Date, 'now');
    try {
      const tomorrow = Date.now() + 24 * 3_600_000;
      clock.mockReturnValue(tomorrow);
      answer = async () => ({ kind: 'unauthorised', status: 401 });
      await put('a');
      dispatcher.start();
      await eventually('it pauses', () => sent.length > 0);
    } finally {
      clock.mockRestore();
    }
    answer = async () => DELIVERED;
    await put('b');
    await eventually('the next one is delivered', () => sent.includes('b'));
    expect(dispatcher.pausedForMs).toBe(0);
  });

  it('delivers whatever is put, one by one and many at once, while it sends', async () => {
    answer = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 2, DELIVERED));
    dispatcher.start();
    for (let round = 0; round < 20; round++) {
      await Promise.all(Array.from({ length: round }, (_, n) => put(`${round}-${n}`)));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
    }
    await eventually('all are delivered', isEmpty);
    expect(sent).toHaveLength(190);
    expect(new Set(sent).size).toBe(190);
  });

  it('does not miss a time that comes between two looks at the clock', async () => {
    let now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => (now += 3));
    try {
      let failures = 5;
      answer = async () =>
        failures-- > 0 ? { kind: 'temporary', reason: 'ECONNRESET' } : DELIVERED;
      await put('a');
      dispatcher.start();
      await eventually('it is delivered', isEmpty);
      expect(sent).toHaveLength(6);
    } finally {
      clock.mockRestore();
    }
  });

  it('rests in a flush that waits for a later attempt', async () => {
    let failures = 1;
    answer = async () => (failures-- > 0 ? { kind: 'temporary', reason: 'ECONNRESET' } : DELIVERED);
    const retry = { ...settings.retry, baseDelayMs: 400, maxDelayMs: 400 };
    jest.spyOn(Math, 'random').mockReturnValue(0.9);
    try {
      dispatcher = new Dispatcher(
        { ...settings, retry },
        outbox,
        { send },
        new Reporter({}, nestLog()),
      );
      await put('a');
      dispatcher.start();
      await dispatcher.flush(60_000);
      expect(sent).toEqual(['a', 'a']);
      expect(outbox.calls).toBeLessThan(15);
    } finally {
      jest.restoreAllMocks();
    }
  });

  it('lets two flushes at once both end', async () => {
    await put('a', 'b', 'c');
    answer = () => new Promise((resolve) => setTimeout(resolve, 5, DELIVERED));
    dispatcher.start();
    await Promise.all([dispatcher.flush(60_000), dispatcher.flush(60_000)]);
    expect(sent).toHaveLength(3);
  });

  it('sends the bytes that were put, and never looks into them', async () => {
    const bodies: string[] = [];
    const send = async (body: string) => {
      bodies.push(body);
      return DELIVERED;
    };
    await dispatcher.stop();
    dispatcher = new Dispatcher(settings, outbox, { send }, new Reporter({}, nestLog()));
    await outbox.put({ eventName: 'e', origin: 'o', body: 'no JSON', recordedAt: 1 });
    dispatcher.start();
    await eventually('it is delivered', isEmpty);
    expect(bodies).toEqual(['no JSON']);
  });

  it('ends a flush in time, also while the outbox does not answer', async () => {
    dispatcher.start();
    outbox.lease = () => new Promise(() => undefined);
    await dispatcher.flush(20);
  });

  it('counts no attempt that the shutdown has ended', async () => {
    await put('a');
    answer = hang;
    dispatcher.start();
    await eventually('it is under way', () => sent.length === 1);
    const stopped = dispatcher.stop();
    hanging[0]!({ kind: 'temporary', reason: 'the application shuts down' });
    await stopped;
    expect(outbox.acknowledged).toEqual([
      expect.objectContaining({ state: 'waiting', attempts: 0 }),
    ]);
  });

  it('gives back in a pause what it has leased', async () => {
    await put(...Array.from({ length: 20 }, (_, n) => `${n}`));
    answer = async () => ({ kind: 'temporary', reason: 'status 429', retryAfterMs: 60_000 });
    dispatcher.start();
    await eventually('all are given back', async () => (await outbox.admin.counts()).leased === 0);
    expect(sent.length).toBeLessThan(5);
  });

  it('reports how long it waits, which is no longer than the longest pause', async () => {
    const report = jest.spyOn(reporter, 'report');
    answer = async () => ({ kind: 'temporary', reason: 'status 429', retryAfterMs: 60_000 });
    await put('a');
    dispatcher.start();
    await eventually('it is reported', () => report.mock.calls.length > 0);
    expect(report.mock.calls[0]![0]).toMatchObject({ kind: 'temporary', reason: 'status 429' });
    expect(report.mock.calls[0]![0].waitMs).toBeGreaterThan(0);
    expect(report.mock.calls[0]![0].waitMs).toBeLessThanOrEqual(settings.retry.maxDelayMs);
  });

  it('drops what is erased before it is sent', async () => {
    answer = hang;
    await put('a', 'b', 'c');
    dispatcher.start();
    await eventually('two are under way', () => sent.length === 2);
    expect(await outbox.admin.erase('urn:email:jane@example.com')).toBe(3);
    await dispatcher.flush(10);
    expect(sent).toEqual(['a', 'b']);
  });
});
