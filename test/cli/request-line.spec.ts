import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { requestLine } from '../../cli/commands/sandbox.js';
import { toStored, type StoredRequest } from '../../sandbox/server/store/stored-request.js';
import { anArrival } from '../sandbox/an-arrival.js';
import { orderEvent } from '../utils/events.js';

function line(
  changes: Partial<StoredRequest> = {},
  value: object = orderEvent(),
  width = Infinity,
): string {
  const receivedAt = new Date(2026, 0, 1, 9, 8, 7).getTime();
  const arrival = anArrival(value, { receivedAt, ...changes });
  const { warningCount = 0 } = changes;
  const findings = Array.from({ length: warningCount }, () => 'id isDefined');
  const known = { value, number: 1, findings, intern: (text: string) => text };
  return stripVTControlCharacters(requestLine(toStored(arrival, known), width));
}

const violations = (...paths: string[]) =>
  paths.map((path) => ({ path, rule: 'r', received: 'r', advice: 'give a number' }));

describe('the line of a request', () => {
  it('has the time, the event, its id, its amount and the verdict', () => {
    expect(line()).toMatch(/^09:08:07 {2}Placed Order +order-1 +42\.50 EUR {2}accepted$/);
  });

  it.each<[string, Partial<StoredRequest>]>([
    ['accepted with 2 warnings', { warningCount: 2 }],
    ['duplicate', { outcome: 'duplicate' }],
    ['unauthorised: wrong token', { outcome: 'unauthorised', reason: 'wrong token' }],
    ['refused: the body is not JSON', { outcome: 'refused', reason: 'the body is not JSON' }],
    ['refused: a: give a number', { outcome: 'refused', violations: violations('a') }],
    [
      'refused: a: give a number (and 1 more)',
      { outcome: 'refused', violations: violations('a', 'b') },
    ],
    ['simulated failure: hang', { outcome: 'fault', reason: 'simulated failure: hang' }],
  ])('says %s', (verdict, changes) => {
    expect(line(changes).endsWith(`  ${verdict}`)).toBe(true);
  });

  it.each([
    [Infinity, 'Placed Recurring Subscription Order  19727256-2c54-428c-88ef-86d222280254'],
    [140, 'Placed Recurring Subscr…  19727256-2c54-428c-88ef-86d222280254'],
    [80, 'Placed Recurr…  19727256-…0254'],
    [40, 'Placed Re…  19727…0254'],
  ])('keeps its columns at %d', (width, names) => {
    const event = {
      event_name: 'Placed Recurring Subscription Order',
      event_id: '19727256-2c54-428c-88ef-86d222280254',
      properties: { total_price: 98, currency: 'EUR' },
    };
    expect(line({}, event, width)).toBe(`09:08:07  ${names}     98.00 EUR  accepted`);
  });

  it('shows what would steer a terminal, and cuts what is very long', () => {
    const hostile = 'Evil\n\u001b[2J\u202e';
    const properties = { total_price: 1e300, currency: hostile };
    const shown = line(
      { outcome: 'refused', violations: violations(hostile) },
      { event_name: hostile, event_id: 'x'.repeat(5000), properties },
    );
    expect(shown).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(shown).toContain('Evil\\n\\u001b[2J\\u202e');
    expect(shown.length).toBeLessThan(500);
  });

  it('names what is missing', () => {
    expect(line({}, {})).toMatch(/no event name +no event_id +accepted/);
  });
});
