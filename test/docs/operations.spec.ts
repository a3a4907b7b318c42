import { describe, expect, it } from '@jest/globals';
import { ConvergeValidationError } from '../../lib/event/converge-validation.error.js';
import { REPORTS, type Report, type ReportKind } from '../../lib/reporting/report.js';
import { readPage } from './page.js';

const LEVELS = { debug: 'Debug', warn: 'Warning', error: 'Error' };

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

const INVALID = new ConvergeValidationError('Placed Order', [
  { path: 'aliases', rule: 'arrayMinSize', received: 'nothing', advice: 'give one' },
]);

function textOf(kind: ReportKind): string {
  const reason = kind === 'invalidEvent' ? INVALID.message : 'a reason';
  const fault = kind === 'mapperUnresolved' ? 'unresolved' : REPORT.fault;
  return REPORTS[kind].text({ ...REPORT, kind, reason, fault } as Report);
}

const [, logLines = ''] = readPage('operations.md').split('\n## Log lines\n');
const sections = logLines
  .split(/^#### /m)
  .slice(1)
  .map((section) => {
    const [id = '', ...lines] = section.split('\n');
    const quote = lines.find((line) => line.startsWith('> '))?.slice(2) ?? '';
    const [level = ''] = lines.filter((line) => /^\w/.test(line))[0]?.split(/[.,]/) ?? [];
    return { id, quote, level };
  });

describe('the runbook in docs/operations.md', () => {
  it('has a section for each log line, and no other', () => {
    expect(sections.map(({ id }) => id).sort()).toEqual(Object.keys(REPORTS).sort());
  });

  it.each(sections)('quotes $id as it is logged', ({ id, quote }) => {
    const pattern = quote
      .split('…')
      .map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
      .join('.+');
    expect(textOf(id as ReportKind).replaceAll('\n', ' ')).toMatch(new RegExp(`^${pattern}`));
  });

  it.each(sections)('gives the level of $id', ({ id, level }) => {
    expect(level).toBe(LEVELS[REPORTS[id as ReportKind].level]);
  });
});
