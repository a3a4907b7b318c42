import { randomBytes } from 'node:crypto';
import type { ExampleEvent } from '../api-types.js';
import { EVENT_SPEC, REFUSED_EVENTS, specOf } from '../../../lib/event/spec/event-spec.js';
import { fieldsOf, type SpecField } from '../../../lib/event/spec/field.js';

const ITEMS = [
  { product_id: '11', name: 'Queso Cabrales', price: 21, quantity: 2 },
  { product_id: '1', name: 'Chai', price: 13, quantity: 1 },
];

/** A value for each field that an example has; the totals fit the items. */
const VALUES: Readonly<Record<string, unknown>> = {
  ...ITEMS[0],
  $email: 'ada@example.com',
  $phone_number: '+49 30 1234567',
  $city: 'Berlin',
  $country_code: 'DE',
  $state: 'Berlin',
  $zip_code: '10115',
  $first_name: 'Ada',
  $last_name: 'Example',
  $is_new_customer: true,
  total_price: 59.9,
  total_tax: 9.56,
  total_shipping: 4.9,
  currency: 'EUR',
  collection_id: '4',
  collection_name: 'Cheese',
};

/** A complete example of each event of Converge's spec that a server may send, each with a new id. */
export function listExamples(now = new Date()): readonly ExampleEvent[] {
  return eventNames().map((eventName) => {
    const { properties, profile_properties } = specOf(eventName)!;
    const id = `test-${randomBytes(4).toString('hex')}`;
    const event = {
      event_name: eventName,
      // A cancellation has an id of its own; the start has that of the subscription.
      event_id: eventName === 'Cancelled Subscription' ? `${id}:cancelled` : id,
      properties: { ...fill(properties, id), is_test: true },
      profile_properties: fill(profile_properties, id),
      aliases: ['urn:email:ada@example.com'],
      timestamp: now.toISOString(),
    };
    return { eventName, event };
  });
}

function fill(fields: readonly SpecField[], id: string): Record<string, unknown> {
  const filled = fields.map((field) => [field.name, valueOf(field, id)] as const);
  return Object.fromEntries(filled.filter(([, value]) => value !== undefined));
}

function valueOf(field: SpecField, id: string): unknown {
  if (field.name === 'id') return id;
  const fields = entryFields(field);
  if (fields.length === 0) return VALUES[field.name];
  return ITEMS.map((item) => ({ ...fill(fields, id), ...item }));
}

/** The events of Converge's spec that a server may send. */
function eventNames(): readonly string[] {
  return Object.keys(EVENT_SPEC).filter((name) => !REFUSED_EVENTS.has(name));
}

/** The fields of a list's entries; empty if the field is not a list. */
export function entryFields({ item }: SpecField): readonly SpecField[] {
  return item === undefined ? [] : fieldsOf(item());
}
