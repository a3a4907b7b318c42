import { demoOrder } from '../dist/sample-app/demo/demo-order.js';

/** An order of three items. The shop adds the id and the time. */
export const ORDER = {
  ...demoOrder,
  lines: [
    ...demoOrder.lines,
    {
      productId: '42',
      name: 'Singaporean Hokkien Fried Mee',
      unitPrice: 14,
      quantity: 10,
      discount: 0,
    },
  ],
};

const CONTACT = {
  $email: 'mia@lindqvist.example',
  $phone_number: '+46 8 465 004 20',
  $first_name: 'Mia',
  $last_name: 'Lindqvist',
  $city: 'Luleå',
  $state: 'Norrbotten',
  $zip_code: '972 38',
  $country_code: 'SE',
};

let orders = 0;

/** The event of such an order, with a new id. */
export function placedOrder() {
  const id = `${process.pid}-${++orders}`;
  return {
    event_name: 'Placed Order',
    event_id: id,
    properties: {
      id,
      total_price: 206.7,
      total_tax: 0,
      total_shipping: 12.5,
      total_discount: 1.8,
      currency: 'USD',
      items: ORDER.lines.map(({ productId, name, unitPrice, quantity }) => ({
        product_id: productId,
        name,
        price: unitPrice,
        currency: 'USD',
        quantity,
      })),
      $is_new_customer: false,
      ...CONTACT,
    },
    profile_properties: { ...CONTACT },
    aliases: ['urn:email:mia@lindqvist.example', 'urn:customer_id:LINDQ'],
    timestamp: new Date().toISOString(),
  };
}
