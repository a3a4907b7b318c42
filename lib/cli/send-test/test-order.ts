import { randomUUID } from 'node:crypto';
import type { ConvergeEventDto } from '../../event/converge-event.dto.js';

/**
 * A `Placed Order` that is complete by Converge's spec, and plainly nobody's: its customer, whom no
 * other event has, lives at example.com.
 */
export function testOrder(now = new Date()): ConvergeEventDto {
  const uuid = randomUUID();
  const id = `test-order-${uuid}`;
  const email = `test.order.${uuid.slice(-12)}@example.com`;
  const contact = {
    $email: email,
    $first_name: 'Test',
    $last_name: 'Order',
    $city: 'Berlin',
    $country_code: 'DE',
    $zip_code: '10115',
  };
  const item = {
    product_id: 'test-product',
    name: 'Test product (no real order)',
    price: 1,
    currency: 'EUR',
    quantity: 1,
  };
  return {
    event_name: 'Placed Order',
    event_id: id,
    properties: {
      id,
      total_price: 1,
      total_tax: 0,
      total_shipping: 0,
      currency: 'EUR',
      items: [item],
      $is_new_customer: false,
      is_test: true,
      ...contact,
    },
    profile_properties: contact,
    aliases: [`urn:email:${email}`],
    timestamp: now.toISOString(),
  };
}
