import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DeliveryOutcome } from '../../lib/index.js';
import { Dispatcher } from '../../lib/delivery/dispatcher.js';
import { RateLimit } from '../../lib/delivery/sender-gate.js';
import { openOutbox } from '../../lib/outbox/open-outbox.js';
import type { Outbox, OutboxNotice, OutboxRecord } from '../../lib/outbox/outbox.js';
import { nestLog } from '../../lib/nest/nest-log.js';
import { Reporter } from '../../lib/reporting/reporter.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { orderEvent } from '../utils/events.js';
import { eventually } from '../utils/test-app.js';

const DELIVERED: DeliveryOutcome = { kind: 'delivered', status: 200 };
const FAILED: DeliveryOutcome = { kind: 'temporary', reason: 'ECONNRESET' };
const asked = (retryAfterMs: number) => ({ ...FAILED, retryAfterMs }) as DeliveryOutcome;
const settings = {
  concurrency: 2,
  eventsPerSecond: undefined as number | undefined,
  retry: { baseDelayMs: 10, maxDelayMs: 100, giveUpAfterMs: 1_000_000 },
};

let outbox: Outbox;
let dispatcher: Dispatcher;
let reporter: Reporter;
let notices: OutboxNotice[];
let sent: string[];
let answer: (id: string) => Promise<DeliveryOutcome>;
let hanging: Array<(outcome: DeliveryOutcome) => void>;
const hang = () => new Promise<DeliveryOutcome>((resolve) => hanging.push(resolve));

beforeEach(async () => {
  Logger.overrideLogger(false);
  notices = [];
  outbox = await open();
  sent = [];
  hanging = [];
  answer = async () => DELIVERED;
  reporter = new Reporter({}, nestLog());
  use();
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const end of hanging) end(DELIVERED);
  await dispatcher.stop();
  await outbox.close();
});

const open = () =>
  openOutbox({
    ...outboxSettings('memory', { onNotice: (notice) => void notices.push(notice) }),
    commitTimeoutMs: 1_000,
  });

function use(change: Partial<typeof settings> = {}): void {
  const send = (body: string) => {
    const { event_id } = JSON.parse(body);
    sent.push(event_id);
    return answer(event_id);
  };
  dispatcher = new Dispatcher({ ...settings, ...change }, outbox, { send }, reporter);
}

const bodyOf = (id: string) => JSON.stringify(orderEvent({ event_id: id }));
const record = (id: string): OutboxRecord => ({
  ...{ id: 1, eventName: 'Placed Order', origin: 'o', body: bodyOf(id) },
  ...{ recordedAt: Date.now(), attempts: 0 },
});
const put = async (...ids: string[]) => {
  for (const id of ids) await outbox.put(record(id));
};
const putMany = (count: number) => put(...Array.from({ length: count }, (_, n) => `${n}`));
const isEmpty = async () => {
  const { pending, leased, waiting } = await outbox.admin.counts();
  return pending + leased + waiting === 0;
};

describe('Dispatcher as a sender', () => {
  it.each<[string, () => unknown]>([
    ['a status that is no number', () => ({ kind: 'rejected', status: '400', answer: 'no' })],
    [
      'a pause that is no time',
      () => ({ kind: 'temporary', reason: Symbol('r'), retryAfterMs: NaN }),
    ],
    ['no outcome', () => ({})],
    ['nothing', () => undefined],
    ['an error', () => Promise.reject(new Error('SECRET'))],
  ])('counts an attempt when a service of the application gives %s', async (_, give) => {
    answer = async () => give() as DeliveryOutcome;
    const { next } = await dispatcher.deliver(record('a'));
    expect(next).toEqual({ state: 'waiting', attempts: 1, dueAt: expect.any(Number) });
    expect(Number.isInteger((next as { dueAt: number }).dueAt)).toBe(true);
  });

  it('has a place less for each record until that has its answer, and says when it is free', async () => {
    const places: number[] = [];
    const note = () => places.push(dispatcher.places);
    const end = dispatcher.onPlaces(note);
    answer = hang;
    note();
    const attempts = ['a', 'b'].map((id) => {
      const attempt = dispatcher.deliver(record(id));
      note();
      return attempt;
    });
    hanging[0]!(DELIVERED);
    await attempts[0];
    end();
    hanging[1]!(DELIVERED);
    await attempts[1];
    expect(places).toEqual([2, 1, 0, 1]);
    expect(dispatcher.places).toBe(2);
  });

  it('has no place in a pause, and then one, which it says, with nothing ahead of it', async () => {
    expect(dispatcher.ahead).toBeGreaterThan(0);
    answer = async () => asked(60_000);
    await dispatcher.deliver(record('a'));
    expect([dispatcher.places, dispatcher.pausedForMs > 0]).toEqual([0, true]);
    await new Promise<void>((isOver) => {
      dispatcher.onPlaces(() => dispatcher.pausedForMs === 0 && isOver());
    });
    expect([dispatcher.places, dispatcher.ahead]).toEqual([1, 0]);
  });

  it('says again that it has a place when the pause ends while that is said', async () => {
    const found: number[] = [];
    dispatcher.onPlaces(() => {
      found.push(dispatcher.places);
      // A slow machine.
      while (dispatcher.pausedForMs > 0);
    });
    answer = async () => asked(20);
    await dispatcher.deliver(record('a'));
    expect(found).toEqual([0]);
    await eventually('it is said again', () => found.length > 1);
    expect(found.at(-1)).toBeGreaterThan(0);
  });

  it('begins no more attempts in a second than it may, and goes on by itself', async () => {
    use({ concurrency: 8, eventsPerSecond: 3 });
    await putMany(5);
    dispatcher.start();
    await eventually('three are sent', () => sent.length === 3);
    expect([dispatcher.places, dispatcher.pausedForMs]).toEqual([0, 0]);
    await eventually('all are sent', isEmpty);
    const limit = new RateLimit(2);
    const places = [0, 1, 999, 1_000, 1_001].map((at) => {
      if (at < 2) limit.begin(at);
      return `${limit.places(at)}, ${limit.pauseMs(at)} ms`;
    });
    expect(places).toEqual(['1, 0 ms', '0, 999 ms', '0, 1 ms', '1, 0 ms', '2, 0 ms']);
  });

  it('shares its places among all outboxes', async () => {
    const other = await open();
    const consumer = other.consume(dispatcher);
    await putMany(20);
    for (let n = 0; n < 20; n++) await other.put(record(`other ${n}`));
    let [most, current] = [0, 0];
    answer = async () => {
      most = Math.max(most, ++current);
      await new Promise((resolve) => setTimeout(resolve, 1));
      current--;
      return DELIVERED;
    };
    dispatcher.start();
    await eventually('all are delivered', () => sent.length === 40);
    expect(most).toBe(settings.concurrency);
    await consumer.stop();
    await other.close();
  });

  it('counts and logs an attempt only once it is stored', async () => {
    const { next, stored } = await dispatcher.deliver(record('a'));
    expect(next).toEqual({ state: 'delivered' });
    expect(reporter.counters().delivered).toBe(0);
    stored();
    expect(reporter.counters().delivered).toBe(1);
  });

  it('reports how long it waits, which is no longer than the longest pause', async () => {
    const report = jest.spyOn(reporter, 'report');
    answer = async () => asked(60_000);
    (await dispatcher.deliver(record('a'))).stored();
    expect(report.mock.calls[0]![0]).toMatchObject({ kind: 'temporary', reason: 'ECONNRESET' });
    expect(report.mock.calls[0]![0].waitMs).toBeGreaterThan(0);
    expect(report.mock.calls[0]![0].waitMs).toBeLessThanOrEqual(settings.retry.maxDelayMs);
  });

  it('reports an outage when it begins, and that it goes on with each probe that fails', async () => {
    const report = jest.spyOn(reporter, 'report');
    const outages = () => report.mock.calls.filter(([{ kind }]) => kind === 'breakerOpened');
    answer = async () => FAILED;
    for (let n = 0; n < 60 && outages().length < 2; n++) {
      (await dispatcher.deliver(record('a'))).stored();
    }
    expect(outages().map(([{ goesOn }]) => goesOn)).toEqual([false, true]);
  });
});

describe('Dispatcher', () => {
  it('holds little ahead, so that other processes get the rest', async () => {
    await putMany(40);
    let most = 0;
    answer = async () => {
      most = Math.max(most, (await outbox.admin.counts()).leased);
      return DELIVERED;
    };
    dispatcher.start();
    await eventually('all are delivered', isEmpty);
    expect(sent).toHaveLength(40);
    // Being sent, held ready, and being stored.
    expect(most).toBeLessThanOrEqual(3 * settings.concurrency);
  });

  it('rests while all places are taken, in a pause, and in a flush that waits', async () => {
    const busy = async () => {
      const before = performance.eventLoopUtilization();
      await new Promise((resolve) => setTimeout(resolve, 300));
      return performance.eventLoopUtilization(before).utilization;
    };
    await putMany(40);
    answer = hang;
    use({ retry: { ...settings.retry, maxDelayMs: 60_000 } });
    dispatcher.start();
    await eventually('the places are taken', () => sent.length === 2);
    const flushed = dispatcher.flush(1_000);
    expect(await busy()).toBeLessThan(0.5);
    for (const end of hanging.splice(0)) end(asked(3_000));
    await eventually('it pauses', () => dispatcher.pausedForMs > 0);
    expect(await busy()).toBeLessThan(0.5);
    expect(sent).toHaveLength(2);
    await flushed;
  });

  it('pauses no longer than it should when the clock is set back', async () => {
    const clock = jest.spyOn(Date, 'now');
    clock.mockReturnValue(Date.now() + 24 * 3_600_000);
    answer = async () => ({ kind: 'unauthorised', status: 401 });
    await put('a');
    dispatcher.start();
    await eventually('it pauses', () => sent.length > 0, Infinity);
    clock.mockRestore();
    answer = async () => DELIVERED;
    await put('b');
    await eventually('the next one is delivered', () => sent.includes('b'));
    expect(dispatcher.pausedForMs).toBe(0);
  });

  it('does not miss a time that comes between two looks at the clock', async () => {
    let now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => (now += 3));
    let failures = 5;
    answer = async () => (failures-- > 0 ? FAILED : DELIVERED);
    await put('a');
    dispatcher.start();
    await eventually('it is delivered', isEmpty, Infinity);
    expect(sent).toHaveLength(6);
  });

  it('flushes what is tried again within the time, and ends in time while a request hangs', async () => {
    let failures = 1;
    answer = async () => (failures-- > 0 ? FAILED : DELIVERED);
    await put('a', 'b');
    dispatcher.start();
    await dispatcher.flush(60_000);
    expect(sent.sort()).toEqual(['a', 'a', 'b']);
    answer = hang;
    await put('c');
    await dispatcher.flush(20);
    expect(await isEmpty()).toBe(false);
  });

  it('stops when the request under way has ended, which counts as no attempt', async () => {
    await put('a');
    answer = hang;
    dispatcher.start();
    await eventually('it is under way', () => sent.length === 1);
    let isStopped = false;
    const stopped = dispatcher.stop().then(() => (isStopped = true));
    await outbox.admin.counts();
    expect(isStopped).toBe(false);
    hanging[0]!({ kind: 'temporary', reason: 'the application shuts down' });
    await stopped;
    expect(reporter.counters().temporary).toBe(0);
    expect(await outbox.admin.counts()).toMatchObject({ pending: 1, leased: 0, waiting: 0 });
    answer = async () => ({ kind: 'rejected', status: 400, answer: '' });
    use();
    dispatcher.start();
    await eventually('it is refused', isEmpty);
    expect(await outbox.admin.deadLetters()).toMatchObject([{ attempts: 1 }]);
  });
});
