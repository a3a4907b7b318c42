import { describe, expect, it } from '@jest/globals';
import { checkEvent, ConvergeEventDto } from '../../lib/index.js';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { snakeCase } from '../../lib/event/violation.js';
import { orderEvent } from '../utils/events.js';

const paths = (event: unknown) => checkEvent(event).map(({ path, rule }) => `${path} ${rule}`);

it.each([
  ['eventId', 'event_id'],
  ['eventID', 'event_id'],
  ['EventID', 'event_id'],
  ['$phoneNumber', '$phone_number'],
  ['$Email', '$email'],
  ['productID', 'product_id'],
  ['imageURL', 'image_url'],
  ['SKU', 'sku'],
  ['total_price', 'total_price'],
  ['', ''],
  ['straßenName', 'straßen_name'],
])('snakeCase(%p) is %p', (key, expected) => {
  expect(snakeCase(key)).toBe(expected);
});

describe('checkEvent', () => {
  it('finds nothing wrong with a right event', () => {
    expect(checkEvent(orderEvent())).toEqual([]);
    expect(checkEvent(orderEvent({ timestamp: undefined }))).toEqual([]);
    expect(checkEvent(orderEvent({ properties: {}, profile_properties: {} }))).toEqual([]);
  });

  it.each([
    ['no name', { event_name: undefined }, ['event_name isNonEmptyString']],
    ['a blank name', { event_name: '  ' }, ['event_name isNonEmptyString']],
    ['no id', { event_id: undefined }, ['event_id isNonEmptyString']],
    ['a numeric id', { event_id: 17 }, ['event_id isNonEmptyString']],
    ['an id that is a list', { event_id: [] }, ['event_id isNonEmptyString']],
    ['no properties', { properties: undefined }, ['properties isJsonObject']],
    ['properties that are a list', { properties: [] }, ['properties isJsonObject']],
    ['no profile properties', { profile_properties: null }, ['profile_properties isJsonObject']],
    ['no aliases', { aliases: undefined }, ['aliases isArray']],
    ['aliases that are a string', { aliases: 'urn:email:a@b.c' }, ['aliases isArray']],
    ['an empty list of aliases', { aliases: [] }, ['aliases arrayMinSize']],
    ['eleven aliases', { aliases: Array(11).fill('urn:a:b') }, ['aliases arrayMaxSize']],
    [
      'empty and numeric aliases',
      { aliases: ['urn:a:b', '', 7] },
      ['aliases[1] isNonEmptyString', 'aliases[2] isNonEmptyString'],
    ],
    ['a time without a timezone', { timestamp: '2024-09-02T12:34:56' }, ['timestamp isEventTime']],
    ['a date', { timestamp: '2024-09-02' }, ['timestamp isEventTime']],
    ['a day that is not there', { timestamp: '2024-02-30T00:00:00Z' }, ['timestamp isEventTime']],
    ['an hour that is not there', { timestamp: '2024-02-03T25:00:00Z' }, ['timestamp isEventTime']],
    ['milliseconds', { timestamp: 1725312229000 }, ['timestamp isEventTime']],
    ['a fraction of a second', { timestamp: 1725312229.5 }, ['timestamp isEventTime']],
    [
      'NaN deep inside',
      { properties: { items: [{ price: 1 }, { price: 2 }, { price: NaN }] } },
      ['properties.items[2].price isFiniteNumber'],
    ],
  ])('names %s', (_what, change, expected) => {
    expect(paths(orderEvent(change))).toEqual(expected);
  });

  const DAY = '2024-09-02';
  it.each([
    ...[`${DAY}T12:34:56+00:00`, `${DAY}T12:34:56.789Z`, `${DAY}T12:34:56-0730`],
    ...['2024-02-29T12:34Z', 1725312229, 0],
  ])('takes the time %p', (timestamp) => {
    expect(checkEvent(orderEvent({ timestamp }))).toEqual([]);
  });

  it('names keys that Converge does not document, and the camelCase ones among them', () => {
    const keys = { eventId: 'x', eventID: 'x', profileProperties: {}, EventName: 'x' };
    const found = checkEvent({ ...orderEvent(), ...keys, source: 'shop' });
    expect(found.map(({ path, advice }) => [path, advice])).toEqual([
      ['eventId', 'write it as event_id'],
      ['eventID', 'write it as event_id'],
      ['profileProperties', 'write it as profile_properties'],
      ['EventName', 'write it as event_name'],
      ['source', 'put it into properties; Converge documents no such key'],
    ]);
  });

  it.each([undefined, null, 'event', 7, [orderEvent()]])('refuses %p as a whole', (value) => {
    expect(paths(value)).toEqual(['event isObject']);
  });

  it('finds everything at once, and never shows a value', () => {
    const wrong = orderEvent({ event_name: '', aliases: [], timestamp: 'secret-time' });
    const violations = checkEvent({ ...wrong, secretKey: 'secret-value' });
    const paths = violations.map(({ path }) => path);
    expect(paths).toEqual(['event_name', 'aliases', 'timestamp', 'secretKey']);
    expect(JSON.stringify(violations)).not.toMatch(/secret-/);
  });

  it('agrees with class-validator about every event', () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    const mostly = (value: unknown, others: fc.Arbitrary<unknown>) =>
      fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: others });
    const text = fc.oneof(fc.string(), fc.constantFrom('', ' '), json);
    const time = fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.integer(),
      json,
    );
    const arbitrary = fc.record(
      {
        event_name: mostly('Placed Order', text),
        event_id: mostly('1', text),
        properties: mostly({}, fc.oneof(fc.dictionary(fc.string(), fc.anything()), json)),
        profile_properties: mostly({}, json),
        aliases: mostly(['urn:a:b'], fc.oneof(fc.array(text, { maxLength: 12 }), json)),
        timestamp: mostly(undefined, time),
      },
      { requiredKeys: ['event_name', 'event_id', 'properties', 'aliases'] },
    );
    let right = 0;
    fc.assert(
      fc.property(arbitrary, (event) => {
        const violations = checkEvent(event);
        const errors = validateSync(Object.assign(new ConvergeEventDto(), event));
        expect(violations.length === 0).toBe(errors.length === 0);
        if (errors.length === 0) right++;
      }),
      { numRuns: 3_000 },
    );
    expect(right).toBeGreaterThan(100);
  });
});
