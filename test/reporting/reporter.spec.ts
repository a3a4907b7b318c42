import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import {
  ConvergeOptionsError,
  ConvergeValidationError,
  OutboxFullError,
  type ConvergeHooks,
} from '../../lib/index.js';
import type { ValidatedEvent } from '../../lib/event/event-validator.js';
import { nestLog } from '../../lib/nest/nest-log.js';
import { Reporter } from '../../lib/reporting/reporter.js';
import { MapperError } from '../../lib/tracking/map-event.js';
import { RecordingLogger } from '../utils/recording-logger.js';

const record = {
  id: 1,
  origin: 'Orders#create',
  eventName: 'Placed Order',
  body: '{"event_id":"7"}',
  recordedAt: 1,
  attempts: 2,
};
const ABOUT = { origin: 'A#a', eventName: 'E' };
const shown = { origin: 'Orders#create', eventName: 'Placed Order', event: { event_id: '7' } };

describe('Reporter', () => {
  let logger: RecordingLogger;
  let reporter: Reporter;

  beforeEach(() => {
    logger = new RecordingLogger();
    Logger.overrideLogger(logger);
    reporter = new Reporter({}, nestLog());
  });

  afterEach(() => {
    jest.useRealTimers();
    Logger.overrideLogger(false);
  });

  const violation = (path: string, rule = 'isNumber') => {
    const [received, advice] = ['a string of length 5', 'give a number'];
    return { path, rule, received, advice };
  };

  it('logs what goes on once, and counts it', () => {
    for (let n = 0; n < 5; n++) {
      reporter.report({ kind: 'temporary', origin: 'A#a', eventName: 'E', reason: `reason ${n}` });
    }
    reporter.report({ kind: 'temporary', origin: 'A#b', eventName: 'E', reason: 'reason' });
    expect(logger.said('warn')).toEqual([
      'A#a, "E": not delivered yet (reason 0): another attempt follows',
      'A#b, "E": not delivered yet (reason): another attempt follows',
    ]);
    expect(reporter.counters().temporary).toBe(6);
  });

  it('says how long Converge asks to wait', () => {
    reporter.report({ kind: 'temporary', origin: 'A#a', reason: 'status 429', waitMs: 29_400 });
    expect(logger.said('warn')).toEqual([
      'A#a: not delivered yet (status 429): another attempt follows; Converge asks to wait, next try in 30 s',
    ]);
    expect(logger.entries[0]!.fields).toMatchObject({ waitMs: 29_400 });
  });

  describe('repeats', () => {
    const minute = 60_000;
    const refuse = (times: number) => {
      for (let n = 0; n < times; n++) {
        reporter.dropped(new OutboxFullError('maxEvents'), { ...record, ...ABOUT });
      }
    };
    const FULL =
      'the outbox is full (outbox.maxEvents). Find out why Converge does not take the events that wait, or raise the limit';

    beforeEach(() => void jest.useFakeTimers({ now: new Date(2026, 10, 28, 12, 3, 59) }));

    it('are summed up each minute, and at the shutdown', () => {
      refuse(143);
      jest.advanceTimersByTime(minute);
      refuse(2);
      reporter.finish();
      refuse(1);
      expect(logger.said('error')).toEqual([
        `A#a, "E": the event was NOT kept: ${FULL}`,
        `A#a, "E": the event was NOT kept: ${FULL} (142 more times since 12:03)`,
        `A#a, "E": the event was NOT kept: ${FULL} (2 more times since 12:04)`,
      ]);
      expect(logger.entries.map(({ fields }) => fields?.['times'])).toEqual([undefined, 142, 2]);
      expect(reporter.counters().dropped).toBe(146);
    });

    it('are told apart by their reason', () => {
      refuse(2);
      reporter.dropped(new OutboxFullError('disk'), { ...record, ...ABOUT });
      expect(logger.said('error')).toHaveLength(2);
    });

    it('are not counted again, and a report after a quiet minute is logged at once', () => {
      const report = () => reporter.report({ kind: 'temporary', origin: 'A#a', reason: 'no' });
      report();
      report();
      jest.advanceTimersByTime(3 * minute);
      report();
      expect(logger.said('warn')).toEqual([
        'A#a: not delivered yet (no): another attempt follows',
        'A#a: not delivered yet (no): another attempt follows (once more since 12:03)',
        'A#a: not delivered yet (no): another attempt follows',
      ]);
    });

    it('have the total of what they count', () => {
      for (const count of [1, 20, 3]) reporter.report({ kind: 'deadLettersEvicted', count });
      reporter.finish();
      expect(logger.said('error')[1]).toContain('the oldest dead letters (23) were deleted');
      const fields = { kind: 'deadLettersEvicted', count: 23, times: 2 };
      expect(logger.entries[1]!.fields).toEqual(fields);
    });

    it('are summed up in the order of the last ones', () => {
      for (let n = 0; n < 2; n++) {
        reporter.report({ kind: 'outboxUnavailable', reason: 'full', path: '/outbox' });
        reporter.report({ kind: 'outboxRestored', path: '/outbox', count: 1 });
      }
      reporter.finish();
      const kinds = logger.entries.map(({ fields }) => fields!['kind']);
      expect(kinds.slice(2)).toEqual(kinds.slice(0, 2));
      expect(kinds.at(-1)).toBe('outboxRestored');
    });

    it('are summed up at once where too many others follow', () => {
      refuse(3);
      for (let n = 0; n < 1_000; n++) reporter.report({ kind: 'temporary', origin: `B#${n}` });
      expect(logger.said('error')).toEqual([
        `A#a, "E": the event was NOT kept: ${FULL}`,
        `A#a, "E": the event was NOT kept: ${FULL} (2 more times since 12:03)`,
      ]);
    });

    it('are summed up in time whatever happens to the time of day', () => {
      refuse(2);
      jest.setSystemTime(new Date(2020, 0, 1));
      refuse(1);
      jest.advanceTimersByTime(minute);
      jest.setSystemTime(new Date(2030, 0, 1));
      refuse(1);
      expect(logger.said('error')).toEqual([
        expect.stringContaining('the event was NOT kept'),
        expect.stringContaining('(2 more times since 2026-11-28 12:03)'),
      ]);
    });

    it('are summed up outside of the request that made them', () => {
      const requests = new AsyncLocalStorage<string>();
      const seen: unknown[] = [];
      const write = () => seen.push(requests.getStore());
      const reporter = new Reporter({}, { write, isDebugEnabled: () => false });
      const timers: Array<() => void> = [];
      jest.spyOn(globalThis, 'setTimeout').mockImplementation(((callback: () => void) => {
        // As Node keeps the context for a timer.
        timers.push(AsyncResource.bind(callback));
        return { unref: () => undefined };
      }) as never);
      requests.run('request', () => {
        for (let n = 0; n < 2; n++) reporter.report({ kind: 'temporary', reason: 'no' });
      });
      for (const fire of timers) fire();
      jest.restoreAllMocks();
      expect(seen).toEqual(['request', undefined]);
    });
  });

  describe('what waits while delivery is paused', () => {
    const waiting = (queued: number, nextTryMs: number) => async () => ({
      queued,
      oldestAt: new Date(2026, 10, 28, 12, 3).getTime(),
      nextTryMs,
    });
    const turn = () => new Promise((resolve) => setImmediate(resolve));

    const now = new Date(2026, 10, 28, 12, 30);

    beforeEach(() => void jest.useFakeTimers({ now, doNotFake: ['setImmediate'] }));

    it('is named with the pause, each minute of it, and at its end', async () => {
      const failing = (goesOn: boolean, queued: number) => {
        const backlog = waiting(queued, 29_100);
        reporter.report({ kind: 'breakerOpened', reason: 'status 503', goesOn, backlog });
      };
      failing(false, 540);
      await turn();
      failing(true, 541);
      failing(true, 1_240);
      jest.advanceTimersByTime(60_000);
      await turn();
      reporter.report({ kind: 'breakerClosed', backlog: waiting(1, 0) });
      await turn();
      expect(logger.said('warn')).toEqual([
        'Converge is failing (status 503): delivery paused, 540 events queued (since 12:03), next try in 30 s',
        'Converge is failing (status 503): delivery paused, 1240 events queued (since 12:03), next try in 30 s (2 more times since 12:30)',
        'Converge is back: delivering 1 queued event',
      ]);
      expect(logger.entries[0]!.fields).toMatchObject({ queued: 540, nextTryMs: 29_100 });
      expect(logger.entries[1]!.fields).toMatchObject({ queued: 1_240, times: 2 });
      expect(logger.entries[1]!.fields).not.toHaveProperty('count');
      expect(reporter.counters()).toMatchObject({ breakerOpened: 1, breakerClosed: 1 });
    });

    it('is not counted for a line that is not logged, and says nothing after the pause', async () => {
      let isPaused = true;
      const backlog = jest.fn(async () => waiting(9, isPaused ? 600_000 : 0)());
      for (let n = 0; n < 100; n++) reporter.report({ kind: 'unauthorised', status: 401, backlog });
      await turn();
      expect(backlog).toHaveBeenCalledTimes(1);
      isPaused = false;
      jest.advanceTimersByTime(60_000);
      await turn();
      expect(logger.said('error')).toEqual([
        'Converge answered 401: delivery paused, 9 events queued (since 12:03), next try in 10 min. ' +
          'Check the option "token" (and "endpoint")',
      ]);
    });

    it.each(['breakerClosed', 'resumed'] as const)(
      'is not said to be delivered (%s) in the summary of a time that ends with a pause',
      async (kind) => {
        let pauseMs = 0;
        const backlog = () => waiting(9, pauseMs)();
        const summary = async (nextTryMs: number) => {
          for (let n = 0; n < 3; n++) reporter.report({ kind, backlog });
          await turn();
          pauseMs = nextTryMs;
          jest.advanceTimersByTime(60_000);
          await turn();
        };
        await summary(20_000);
        expect(logger.said('warn')).toEqual([
          expect.stringMatching(/: delivering 9 queued events$/),
        ]);
        await summary(0);
        expect(logger.said('warn').slice(1)).toEqual([
          expect.stringMatching(/: delivering 9 queued events \(3 more times since 12:31\)$/),
        ]);
      },
    );

    it('is left out where it cannot be counted', async () => {
      const backlog = () => Promise.reject(new Error('closed'));
      reporter.report({ kind: 'misdirected', status: 404, backlog });
      reporter.report({ kind: 'resumed', backlog });
      await turn();
      expect(logger.said('error')[0]).toContain(': delivery paused, all events are kept. Check');
      expect(logger.said('warn')).toEqual(['Converge takes events again: delivery continues']);
    });
  });

  it('takes the same mistake in another line for the same, and another one for another', () => {
    for (const path of ['items[0].price', 'items[7].price', 'total']) {
      const found = [violation(`properties.${path}`)];
      reporter.reportError(new ConvergeValidationError('E', found), ABOUT);
    }
    expect(logger.said('error')).toHaveLength(2);
    expect(reporter.counters().invalidEvent).toBe(3);
  });

  describe('what the checks say of events that are sent', () => {
    const findings: ValidatedEvent = {
      ...{ eventName: 'E', eventId: '1', body: '{}', contract: [], fixed: 2, error: undefined },
      spec: [violation('properties.items[3].price')],
      suspicions: [violation('aliases[0]', 'isNotShared')],
    };
    const hour = 3_600_000;

    it('is logged once for good, where other things are logged again', () => {
      jest.useFakeTimers({ now: 0 });
      for (let hours = 0; hours < 5; hours++) {
        jest.advanceTimersByTime(hour);
        reporter.validated(findings, ABOUT);
        reporter.aliasesDropped(ABOUT, [{ name: 'customer_id', why: 'placeholder' }]);
        reporter.report({ kind: 'contextUnused' });
      }
      expect(logger.said('warn').slice(0, 3)).toEqual([
        'A#a, "E": properties.items[3].price (isNumber): received a string of length 5; give a number. ' +
          'The event is sent; more of these are only counted',
        expect.stringContaining('A#a, "E": aliases[0] (isNotShared): '),
        'A#a, "E": aliases() left out: customer_id (placeholder); more of these are only counted',
      ]);
      const again = logger.said('warn').slice(3);
      expect(again).toEqual(Array(5).fill(expect.stringContaining('ConvergeContext was used')));
      expect(reporter.counters()).toMatchObject({
        ...{ specViolation: 10, aliasesDropped: 5, contextUnused: 5, normalised: 10 },
      });
    });

    it('is logged for each handler, event, place and rule, but not for each line', () => {
      const find = (path: string, rule?: string, origin = 'A#a', eventName = 'E') => {
        const found = { ...findings, spec: [violation(path, rule)], suspicions: [] };
        reporter.validated(found, { origin, eventName });
      };
      find('properties.items[0].price');
      find('properties.items[7].price');
      find('properties.items[7].price', 'isRequired');
      find('properties.price');
      find('properties.price', 'isNumber', 'A#b');
      find('properties.price', 'isNumber', 'A#b', 'F');
      expect(logger.said('warn')).toHaveLength(5);
      expect(reporter.counters().specViolation).toBe(6);
    });

    it('is not logged for an event that is not sent', () => {
      const error = new ConvergeValidationError('E', findings.spec, 'spec');
      reporter.validated({ ...findings, error }, ABOUT);
      expect(logger.said('warn')).toEqual([]);
      expect(reporter.counters()).toMatchObject({ specViolation: 0, normalised: 2 });
    });

    it.each(['consentDenied', 'filtered', 'normalised'] as const)('is quiet for %s', (kind) => {
      reporter.report({ kind, origin: 'A#a', eventName: 'E', count: 1 });
      expect([...logger.said('warn'), ...logger.said('error')]).toEqual([]);
      expect(logger.said('debug')).toHaveLength(1);
      expect(reporter.counters()[kind]).toBe(1);
    });
  });

  it('logs no name, reason or stack that steers a terminal or forges a line', () => {
    const hostile = 'Evil\nFORGED\u001b[2J\u009b\u202e\u2028';
    const violation = { path: 'aliases', rule: 'schema', received: 'nothing', advice: hostile };
    const error = new ConvergeValidationError(hostile, [violation]);
    reporter.reportError(error, { origin: 'A#a', eventName: hostile });
    reporter.report({ kind: 'temporary', origin: hostile, eventName: hostile, reason: 'no' });
    reporter.reportError(Object.assign(new Error('x'), { stack: 'x\n    at \u202e (a:1:1)' }));
    reporter.tracks('A#a', hostile);
    expect(logger.entries.length).toBeGreaterThanOrEqual(3);
    expect(logger.text).toContain('Evil\\nFORGED\\u001b[2J\\u009b\\u202e\\u2028');
    const steers = /[^\P{Cc}\n]|[\p{Bidi_Control}\p{Zl}\p{Zp}]|^FORGED/mu;
    expect(logger.text).not.toMatch(steers);
    for (const { fields } of logger.entries) {
      expect(Object.values(fields ?? {}).join()).not.toMatch(steers);
    }
    const thrown = [new ConvergeOptionsError(hostile), new MapperError(hostile, 'when', 'threw')];
    for (const { message } of [error, ...thrown]) expect(message).not.toMatch(steers);
  });

  it('cuts a very long name', () => {
    const eventName = 'x'.repeat(1_000_000);
    reporter.reportError(new ConvergeValidationError(eventName, []), { origin: 'A#a', eventName });
    expect(logger.text.length).toBeLessThan(1_000);
  });

  it('is not stopped by a logger that throws', () => {
    const fail = () => {
      throw new Error('no space left for logs');
    };
    Logger.overrideLogger({ log: () => undefined, error: fail, warn: fail, debug: fail });
    reporter.delivered(record);
    reporter.report({ kind: 'unauthorised', status: 401 });
    reporter.report({ kind: 'temporary', reason: 'x' });
    reporter.tracks('A#a', 'E');
    expect(reporter.counters()).toMatchObject({ delivered: 1, unauthorised: 1, temporary: 1 });
  });

  it('calls hooks with delivery results', () => {
    const calls: unknown[] = [];
    const hooks: ConvergeHooks = {
      onDelivered: (event) => calls.push(['delivered', event]),
      onDeadLetter: (event) => calls.push(['dead', event]),
      onDropped: (event) => calls.push(['dropped', event]),
    };
    const reporter = new Reporter(hooks, nestLog());
    reporter.delivered(record);
    reporter.died(record, { attempts: 3, reason: 'Converge answered 400: no', status: 400 });
    reporter.died(record, { attempts: 4, reason: 'given up' });
    reporter.invalid(record, new ConvergeValidationError('Placed Order', []));
    reporter.dropped(new OutboxFullError('disk'), record);
    const { origin, eventName } = record;
    reporter.mapperFailed(origin, { eventName, mapper: 'aliases', fault: 'threw' });
    reporter.report({ kind: 'consentDenied', origin, eventName });
    reporter.report({ kind: 'filtered', origin, eventName });
    expect(calls).toEqual([
      ['delivered', { ...shown, attempts: 3 }],
      ['dead', { ...shown, attempts: 3, reason: 'Converge answered 400: no', status: 400 }],
      ['dead', { ...shown, attempts: 4, reason: 'given up', status: undefined }],
      ['dead', { ...shown, attempts: 0, reason: expect.stringContaining('breaks Converge') }],
      ['dropped', { ...shown, reason: 'disk' }],
      ['dropped', { origin: shown.origin, eventName: shown.eventName, reason: 'mapper' }],
    ]);
  });

  const fail = () => {
    throw new TypeError('SECRET');
  };

  it.each<[string, ConvergeHooks['onDelivered']]>([
    ['throws', fail],
    ['rejects', async () => fail()],
  ])('contains a hook that %s', async (_what, onDelivered) => {
    const reporter = new Reporter({ onDelivered }, nestLog());
    reporter.delivered(record);
    await new Promise((resolve) => setImmediate(resolve));
    expect(logger.said('error')).toEqual([
      'the hook onDelivered failed; the event is not affected',
    ]);
    expect(logger.text).toContain('TypeError');
    expect(logger.text).not.toContain('SECRET');
    expect(reporter.counters().hookFailed).toBe(1);
  });
});
