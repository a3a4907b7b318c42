import { describe, expect, it } from '@jest/globals';
import type { ConvergeEventDto } from '../../lib/index.js';
import { checkSpec } from '../../lib/index.js';
import { repairEvent } from '../../lib/event/repair-event.js';
import { rightEvent, SENT_EVENTS, withProperties } from '../fixtures/right-events.js';

function repaired(event: ConvergeEventDto) {
  const repairs = repairEvent(event);
  return { ...event, repairs };
}

describe('repairEvent', () => {
  it.each(SENT_EVENTS)('leaves a right %s alone', (name) => {
    expect(repaired(rightEvent(name))).toEqual({ ...rightEvent(name), repairs: 0 });
  });

  it('writes numeric ids as strings, also in lists', () => {
    const [item] = rightEvent().properties['items'] as object[];
    const items = [{ ...item, product_id: 11, variant_id: 0, sku: 7 }];
    const { properties, repairs } = repaired(withProperties({ id: 17, items }));
    expect(repairs).toBe(4);
    expect(properties['id']).toBe('17');
    expect(properties['items']).toEqual([{ ...item, product_id: '11', variant_id: '0', sku: '7' }]);
  });

  it.each([1.5, 2 ** 53, -0.1, NaN, true, ['17'], { id: 17 }])('takes no %p for an id', (id) => {
    const event = repaired(withProperties({ id }));
    expect(event.repairs).toBe(0);
    expect(checkSpec(event)).toHaveLength(1);
  });

  it('trims the strings that Converge knows, and leaves out what was nothing but white space', () => {
    const blank = { $city: ' ', coupon: undefined, $state: '\t\u00a0', vendor: ' x ' };
    const event = withProperties({ ...blank, $email: ' jane@example.com\n', id: ' order-1' });
    event.profile_properties['$zip_code'] = '  ';
    const { properties, profile_properties, repairs } = repaired(event);
    expect(repairs).toBe(5);
    expect(properties).toMatchObject({ $email: 'jane@example.com', id: 'order-1', vendor: ' x ' });
    expect(properties).not.toHaveProperty('$city');
    expect(properties).not.toHaveProperty('$state');
    expect(profile_properties).not.toHaveProperty('$zip_code');
  });

  it('guesses nothing else', () => {
    const unsure = {
      total_price: '42.00',
      total_discount: -5,
      currency: 'eur',
      $country_code: 'Germany',
      $is_new_customer: 'true',
      coupon: ' SUMMER ',
      $sales_channel_type: 'Web',
      $phone_number: '0171 1234567',
      items: [{ quantity: '2', price: ' 7 ' }, null, 'x', 7],
      custom: '  as it is ',
      customId: 7,
    };
    const event = withProperties(unsure);
    const before = structuredClone(event);
    expect(repaired(event)).toEqual({ ...before, repairs: 0 });
  });

  it('mends on a custom event what Converge looks at there, and leaves the rest to the project', () => {
    const properties = {
      id: 7,
      note: ' x ',
      blank: ' ',
      $email: ' jane@example.com ',
      $state: ' ',
    };
    const event = rightEvent('Placed Order', { event_name: 'Booked Fitting', properties });
    expect(repaired(event)).toMatchObject({
      properties: { id: 7, note: ' x ', blank: ' ', $email: 'jane@example.com' },
      repairs: 2,
    });
    expect(checkSpec(event)).toEqual([]);
  });

  it('trims aliases', () => {
    const aliases = [' urn:email:jane@example.com', 'urn:a:b c', 'urn:x:1\n'];
    expect(repaired(rightEvent('Placed Order', { aliases }))).toMatchObject({
      aliases: ['urn:email:jane@example.com', 'urn:a:b c', 'urn:x:1'],
      repairs: 2,
    });
  });

  it('is not misled by keys that objects inherit', () => {
    const hostile = JSON.parse('{"__proto__":{"id":7},"constructor":" x ","toString":7}');
    const event = rightEvent('Placed Order', { properties: hostile });
    expect(repaired(event).repairs).toBe(0);
    expect(event.properties).toEqual(hostile);
  });
});
