import { describe, expect, it } from '@jest/globals';
import { ConvergeValidationError } from '../../lib/event/violation.js';
import { MESSAGES, type ReportKind, textOf } from '../../lib/reporting/messages.js';
import { readPage } from './page.js';

const LEVELS = { debug: 'Debug', info: 'Info', warn: 'Warning', error: 'Error' };

/** All that a report may have, so that no part of a text is missing. */
const REPORT = {
  origin: 'OrdersController#create',
  eventName: 'Placed Order',
  mapper: 'properties',
  fault: 'threw',
  status: 418,
  count: 7,
  path: '/srv/shop/outbox',
  taken: 3,
};

const BACKLOG = { queued: 540, oldestAt: Date.now() - 60_000, nextTryMs: 30_000 };

const INVALID = new ConvergeValidationError('Placed Order', [
  { path: 'aliases', rule: 'arrayMinSize', received: 'nothing', advice: 'give one' },
]);

function lineOf(kind: ReportKind): string {
  const reason = kind === 'invalidEvent' ? INVALID.message : 'a reason';
  return textOf({ ...REPORT, kind, reason }, BACKLOG)!;
}

const sections = readPage('log-lines.md')
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const [id = '', ...lines] = section.split('\n');
    const quote = lines.find((line) => line.startsWith('> '))?.slice(2) ?? '';
    const [level = ''] = lines.filter((line) => /^\w/.test(line))[0]?.split(/[.,]/) ?? [];
    return { id, quote, level };
  });

describe('docs/log-lines.md', () => {
  it('has a section for each log line, and no other', () => {
    expect(sections.map(({ id }) => id).sort()).toEqual(Object.keys(MESSAGES).sort());
  });

  it.each(sections)('quotes $id as it is logged', ({ id, quote }) => {
    const pattern = quote
      .split('…')
      .map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
      .join('.+');
    expect(lineOf(id as ReportKind).replaceAll('\n', ' ')).toMatch(new RegExp(`^${pattern}`));
  });

  it('fills in all that a line or a sum leaves open', () => {
    for (const kind of Object.keys(MESSAGES) as ReportKind[]) {
      const report = { ...REPORT, kind, reason: 'a reason', waitMs: 1_000 };
      for (const nextTryMs of [0, 30_000]) {
        const backlog = { ...BACKLOG, nextTryMs };
        const texts = [textOf(report, backlog), textOf(report, backlog, { times: 3, since: 0 })];
        expect(texts.join()).not.toMatch(/\{\w|undefined/);
      }
    }
  });

  it.each(sections)('gives the level of $id', ({ id, level }) => {
    expect(level).toBe(LEVELS[MESSAGES[id as ReportKind].level]);
  });
});
