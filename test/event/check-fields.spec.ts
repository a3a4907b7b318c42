import { describe, expect, it } from '@jest/globals';
import { checkSpec } from '../../lib/index.js';
import { createDraft } from '../../lib/event/event-draft.js';
import { EventValidator } from '../../lib/event/event-validator.js';
import { rightEvent, withProperties, type SentEvent } from '../fixtures/right-events.js';

type Plain = Record<string, unknown>;

function check(properties: Plain, name: SentEvent = 'Placed Order') {
  const found = checkSpec(withProperties(properties, name));
  return found.map(({ path, rule, advice }) => [path, rule, advice]);
}

const rules = (properties: Plain, name?: SentEvent) =>
  check(properties, name).map(([path, rule]) => `${path} ${rule}`);

describe('the check of fields', () => {
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
    const street = { state: 'Storgatan 7', city: 7, email: 7 };
    const custom = { ...street, shipping: '12', Items: [], margin: '7' };
    expect(rules({ ...custom, constructor: 1, toString: 2, hasOwnProperty: 3 })).toEqual([]);
    expect(rules(JSON.parse('{"__proto__":{"price":"7"},"constructor":null}'))).toEqual([]);
  });

  it.each([
    ['total_dicount', 'total_discount', 5],
    ['totl_price', 'total_price', 42],
    ['curency', 'currency', 'EUR'],
    ['curerncy', 'currency', 'EUR'],
    ['$emial', '$email', 'jane@example.com'],
    ['$frist_name', '$first_name', 'Jane'],
    // Names of their own: a plural, one with a number, a short one, one without its $.
    ['coupons', undefined, ['a']],
    ['coupon2', undefined, 'a'],
    ['item', undefined, 'a'],
    ['frist_name', undefined, 'Jane'],
    ['total_weight', undefined, 5],
  ])('names %s, one slip away from %s', (key, name, value) => {
    const near = 'give your own property a less similar name';
    const found = [`properties.${key}`, 'isSpecName', `write it as ${name}; ${near}`];
    expect(check({ [name ?? 'x']: undefined, [key]: value })).toEqual(name ? [found] : []);
    // Beside the field itself it is a custom property.
    expect(check({ [key]: value })).toEqual([]);
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
    const items = [{ product_id: '1', name: 'a', currency: 'EUR', quantity: 1 }];
    const counts = expect.stringContaining('Converge counts a missing');
    expect(check({ items })).toEqual([['properties.items[0].price', 'isRequired', counts]]);
    expect(check({ $is_new_customer: undefined })).toEqual([
      ['properties.$is_new_customer', 'isRequired', expect.stringContaining('guesses by email')],
    ]);
  });

  it('puts twenty into words, however long a list is, and counts the others', () => {
    for (const item of [{ price: '1' }, 7]) {
      const found = check({ items: Array(100_000).fill(item) });
      expect(found).toHaveLength(21);
      expect(found.at(-1)).toEqual(['event', 'andMore', expect.stringContaining('only counted')]);
    }
  });
});

describe('the fixes', () => {
  /** What is sent for such properties. */
  async function fix(properties: Plain, event_name: string = 'Placed Order') {
    const settings = { events: {}, placeholderAliases: [], mirrorContactFields: false };
    const draft = createDraft({ ...rightEvent(), event_name, properties }, new Date());
    const { fixed } = draft;
    const found = await new EventValidator(settings).validate(draft, 'warn');
    return {
      properties: JSON.parse(found.body).properties as Plain,
      fixed: found.fixed - fixed,
      rules: found.spec.map(({ path, rule }) => `${path} ${rule}`),
    };
  }

  it('writes numeric ids as strings, also in lists', async () => {
    const [item] = rightEvent().properties['items'] as object[];
    const items = [{ ...item, product_id: 11, variant_id: 0, sku: 7 }];
    const { properties, fixed, rules } = await fix(withProperties({ id: 17, items }).properties);
    expect({ fixed, rules }).toEqual({ fixed: 4, rules: [] });
    expect(properties['id']).toBe('17');
    expect(properties['items']).toEqual([{ ...item, product_id: '11', variant_id: '0', sku: '7' }]);
  });

  it('goes on behind the violations that are put into words', async () => {
    const items = Array.from({ length: 99 }, () => ({ product_id: 7, sku: ' x ' }));
    const { properties, fixed, rules } = await fix(withProperties({ items }).properties);
    expect({ fixed, rules: rules.length }).toEqual({ fixed: 198, rules: 21 });
    expect(properties['items']).toEqual(Array(99).fill({ product_id: '7', sku: 'x' }));
  });

  it.each([1.5, 2 ** 53, -0.1, true, ['17'], { id: 17 }])('takes no %p for an id', async (id) => {
    expect(await fix(withProperties({ id }).properties)).toMatchObject({
      properties: { id },
      fixed: 0,
      rules: ['properties.id isString'],
    });
  });

  it('trims the strings of fields, and leaves out what was nothing but white space', async () => {
    const blank = { $city: ' ', coupon: undefined, $state: '\t\u00a0', vendor: ' x ' };
    const given = withProperties({ ...blank, $email: ' jane@example.com\n', id: ' order-1' });
    const { properties, fixed, rules } = await fix(given.properties);
    expect({ fixed, rules }).toEqual({ fixed: 4, rules: [] });
    expect(properties).toMatchObject({ $email: 'jane@example.com', id: 'order-1', vendor: ' x ' });
    expect(properties).not.toHaveProperty('$city');
    expect(properties).not.toHaveProperty('$state');
  });

  it('checks what is left: a blank is missing, or stands there under another name', async () => {
    const { properties } = withProperties({ $email: ' ', $first_name: ' ', firstName: 'Jane' });
    const found = ['properties.$email isRequired', 'properties.firstName isSpecName'];
    expect((await fix(properties)).rules).toEqual(found);
  });

  it('guesses nothing else', async () => {
    const unsure = {
      total_price: '42.00',
      total_discount: -5,
      currency: 'eur',
      $country_code: 'Germany',
      $is_new_customer: 'true',
      coupon: ' SUMMER ',
      $sales_channel_type: 'Web',
      $phone_number: '0171 1234567',
      items: [{ quantity: '2', price: ' 7 ' }, 'x', 7],
      custom: '  as it is ',
      customId: 7,
    };
    const { properties } = withProperties(unsure);
    expect(await fix(properties)).toMatchObject({ properties, fixed: 0 });
  });

  it('fixes on a custom event what Converge checks there, and leaves the rest to the project', async () => {
    const own = { id: 7, note: ' x ', blank: ' ' };
    const properties = { ...own, $email: ' jane@example.com ', $state: ' ' };
    expect(await fix(properties, 'Booked Fitting')).toEqual({
      properties: { ...own, $email: 'jane@example.com' },
      fixed: 2,
      rules: [],
    });
  });

  it('is not misled by keys that objects inherit', async () => {
    const hostile = JSON.parse('{"__proto__":{"id":7},"constructor":" x ","toString":7}');
    const { properties, fixed } = await fix(hostile);
    expect(fixed).toBe(0);
    expect(properties).toEqual(JSON.parse(JSON.stringify(hostile)));
  });
});
