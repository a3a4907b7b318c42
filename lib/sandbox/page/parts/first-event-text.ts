import { toCurl } from './to-curl.js';

const EVENT = {
  event_name: 'Placed Order',
  event_id: 'order-1001',
  properties: {
    id: 'order-1001',
    total_price: 59.9,
    currency: 'EUR',
    items: [
      { product_id: '11', name: 'Queso Cabrales', price: 21, quantity: 2, currency: 'EUR' },
      { product_id: '1', name: 'Chai', price: 17.9, quantity: 1, currency: 'EUR' },
    ],
    $email: 'ada@example.com',
  },
  profile_properties: { $email: 'ada@example.com' },
  aliases: ['urn:email:ada@example.com'],
};

/** A command that sends a first event. */
export function firstEventCommand(endpoint: string): string {
  return toCurl(endpoint, JSON.stringify(EVENT, null, 2));
}

/** What an application needs to send its events here. */
export function moduleLines(endpoint: string): string {
  return `ConvergeModule.forRoot({
  token: process.env.CONVERGE_TOKEN,
  endpoint: '${endpoint}',
});`;
}
