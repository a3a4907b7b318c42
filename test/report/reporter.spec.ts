import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ConvergeValidationError, OutboxFullError, type ConvergeHooks } from '../../lib/index.js';
import { Reporter } from '../../lib/report/reporter.js';
import { RecordingLogger } from '../utils/recording-logger.js';

const record = {
  id: 1,
  origin: 'Orders#create',
  eventName: 'Placed Order',
  body: '{"event_id":"7"}',
  recordedAt: 1,
  attempts: 2,
};
const told = { origin: 'Orders#create', eventName: 'Placed Order', event: { event_id: '7' } };

describe('Reporter', () => {
  let logger: RecordingLogger;

  beforeEach(() => {
    logger = new RecordingLogger();
    Logger.overrideLogger(logger);
  });

  afterEach(() => Logger.overrideLogger(false));

  it('logs what goes on once, and counts it', () => {
    const reporter = new Reporter();
    for (let n = 0; n < 5; n++) {
      reporter.report({ kind: 'temporary', origin: 'A#a', eventName: 'E', reason: `reason ${n}` });
    }
    reporter.report({ kind: 'temporary', origin: 'A#b', eventName: 'E', reason: 'reason' });
    expect(logger.said('warn')).toEqual([
      'A#a, "E": not delivered yet (reason 0), it is tried again',
      'A#b, "E": not delivered yet (reason), it is tried again',
    ]);
    expect(reporter.counters().temporary).toBe(6);
  });

  it('takes the same mistake in another line for the same, and another one for another', () => {
    const reporter = new Reporter();
    const violation = (path: string) => ({
      path,
      rule: 'isFiniteNumber',
      received: 'NaN',
      advice: 'mend it',
    });
    for (const path of [
      'properties.items[0].price',
      'properties.items[7].price',
      'properties.total',
    ]) {
      reporter.reportError(new ConvergeValidationError('E', [violation(path)]), 'A#a', 'E');
    }
    expect(logger.said('error')).toHaveLength(2);
    expect(reporter.counters().invalidEvent).toBe(3);
  });

  it('is not stopped by a logger that throws', () => {
    Logger.overrideLogger({
      log: () => undefined,
      error: () => {
        throw new Error('no space left for logs');
      },
      warn: () => {
        throw new Error('no space left for logs');
      },
      debug: () => {
        throw new Error('no space left for logs');
      },
    });
    const reporter = new Reporter();
    reporter.delivered(record);
    reporter.report({ kind: 'unauthorised', status: 401 });
    reporter.report({ kind: 'temporary', reason: 'x' });
    reporter.found('A#a', 'E');
    expect(reporter.counters()).toMatchObject({ delivered: 1, unauthorised: 1, temporary: 1 });
  });

  it('tells hooks what becomes of events', () => {
    const calls: unknown[] = [];
    const reporter = new Reporter({
      onDelivered: (event) => calls.push(['delivered', event]),
      onDeadLetter: (event) => calls.push(['dead', event]),
      onDropped: (event) => calls.push(['dropped', event]),
    });
    reporter.delivered(record);
    reporter.died(record, 'Converge answered 400: no', 400);
    reporter.died(record, 'given up');
    reporter.invalid(record, new ConvergeValidationError('Placed Order', []));
    reporter.dropped(new OutboxFullError('disk'), record.origin, record.eventName, record.body);
    reporter.mapperFailed({
      origin: record.origin,
      eventName: record.eventName,
      mapper: 'aliases',
      fault: 'threw',
    });
    expect(calls).toEqual([
      ['delivered', { ...told, attempts: 3 }],
      ['dead', { ...told, attempts: 2, reason: 'Converge answered 400: no', status: 400 }],
      ['dead', { ...told, attempts: 2, reason: 'given up', status: undefined }],
      ['dead', { ...told, attempts: 0, reason: expect.stringContaining('breaks Converge') }],
      ['dropped', { ...told, reason: 'disk' }],
      ['dropped', { origin: told.origin, eventName: told.eventName, reason: 'mapper' }],
    ]);
  });

  it.each<[string, ConvergeHooks['onDelivered']]>([
    [
      'throws',
      () => {
        throw new TypeError('SECRET');
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('SECRET'))],
  ])('contains a hook that %s', async (_what, onDelivered) => {
    const reporter = new Reporter({ onDelivered });
    reporter.delivered(record);
    await new Promise((resolve) => setImmediate(resolve));
    expect(logger.said('error')).toEqual(['the hook onDelivered failed']);
    expect(logger.text).toContain('TypeError');
    expect(logger.text).not.toContain('SECRET');
    expect(reporter.counters().hookFailed).toBe(1);
  });
});
