import { expect, it } from '@jest/globals';
import { snakeCase } from '../../lib/event/violation.js';

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
