import { describe, expect, it } from '@jest/globals';
import type { Violation } from '../../lib/index.js';
import { checkFields } from '../../lib/event/check-fields.js';
import { expectedFields } from '../../lib/event/expected-fields.js';
import { withProperties, type SentEvent } from '../fixtures/right-events.js';

function check(properties: Record<string, unknown>, name: SentEvent = 'Placed Order') {
  const violations: Violation[] = [];
  const { properties: all } = withProperties(properties, name);
  checkFields(all, expectedFields(name).properties, 'properties', violations);
  return violations.map(({ path, rule, advice }) => [path, rule, advice]);
}

const rules = (properties: Record<string, unknown>, name?: SentEvent) =>
  check(properties, name).map(([path, rule]) => `${path} ${rule}`);

describe('checkFields', () => {
  it('names every place that is wrong, down to the entries of lists', () => {
    const item = { product_id: '1', name: 'Chai', price: 18, currency: 'EUR', quantity: 1 };
    const items = [item, { ...item, price: '18.00' }, 7, { ...item, currency: 'euro', sku: 3 }];
    expect(rules({ items, total_price: undefined, currency: 'Euro' })).toEqual([
      'properties.total_price isRequired',
      'properties.currency isCurrency',
      'properties.items[1].price isNumber',
      'properties.items[2] isObject',
      'properties.items[3].sku isString',
      'properties.items[3].currency isCurrency',
    ]);
  });

  it.each([{}, 'x', 7, true])('wants a list where it is given %p', (items) => {
    expect(rules({ items })).toEqual(['properties.items isArray']);
  });

  it('takes a null for nothing', () => {
    const nothing = { coupon: null, items: null, $state: null, total_discount: null };
    expect(rules(nothing)).toEqual([]);
    expect(rules({ total_price: null })).toEqual(['properties.total_price isRequired']);
  });

  it('looks at no custom property', () => {
    const custom = {
      shipping: '12',
      Items: [],
      margin: '7',
      state: 'Storgatan 7',
      city: 7,
      email: 7,
    };
    expect(rules({ ...custom, constructor: 1, toString: 2, hasOwnProperty: 3 })).toEqual([]);
    expect(rules(JSON.parse('{"__proto__":{"price":"7"},"constructor":null}'))).toEqual([]);
  });

  it.each([
    ['totalPrice', 'total_price', 42],
    ['TotalPrice', 'total_price', 42],
    ['isNewCustomer', '$is_new_customer', true],
    ['is_new_customer', '$is_new_customer', true],
    ['email', '$email', 'jane@example.com'],
    ['$countryCode', '$country_code', 'US'],
    ['countryCode', '$country_code', 'US'],
    ['firstName', '$first_name', 'Jane'],
    ['totalDiscount', 'total_discount', 5],
    ['Coupon', 'coupon', 'SUMMER'],
  ])('names %s once, as a misspelt %s', (key, name, value) => {
    expect(check({ [name]: undefined, [key]: value })).toEqual([
      [`properties.${key}`, 'isSpecName', `write it as ${name}`],
    ]);
    // Beside the field itself it is a custom property.
    expect(check({ [key]: value })).toEqual([]);
  });

  it('takes no custom property that is called like an optional field for that field', () => {
    for (const key of ['state', 'city', 'zip_code', 'country_code', 'phone_number']) {
      expect(rules({ [`$${key}`]: undefined, [key]: 'Storgatan 7' })).toEqual([]);
    }
    // Of the contact fields, the tables of this event name none.
    expect(rules({ countryCode: 'FR', phoneNumber: '17' }, 'Viewed Product')).toEqual([]);
  });

  it('says what a missing price and a missing $is_new_customer do', () => {
    expect(
      check({ items: [{ product_id: '1', name: 'a', currency: 'EUR', quantity: 1 }] }),
    ).toEqual([
      [
        'properties.items[0].price',
        'isRequired',
        expect.stringContaining('Converge takes a missing'),
      ],
    ]);
    expect(check({ $is_new_customer: undefined })).toEqual([
      ['properties.$is_new_customer', 'isRequired', expect.stringContaining('guesses by email')],
    ]);
  });

  it('stops telling after some fifty, however long a list is', () => {
    const found = check({ items: Array(100_000).fill({ price: '1' }) });
    expect(found.length).toBeGreaterThanOrEqual(50);
    expect(found.length).toBeLessThan(60);
    expect(check({ items: Array(100_000).fill(7) })).toHaveLength(50);
  });
});
