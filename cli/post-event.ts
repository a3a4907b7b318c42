import { randomUUID } from 'node:crypto';
import type { DeliveryOutcome } from '../lib/delivery/delivery-outcome.js';
import type { HttpAnswer } from '../lib/delivery/http-client.js';
import { ConvergeWebhook, createHttpClient } from '../lib/delivery/webhook.js';
import type { ConvergeEventDto } from '../lib/event/converge-event.dto.js';
import { isConvergesOwn } from '../lib/options/environment.js';
import { DEFAULTS } from '../lib/options/option-table.js';
import { isLoopback } from '../lib/options/environment.js';
import type { Connection } from './connection.js';

/** An HTTP message as it may be shown. */
export interface ShownMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request and its result. */
export interface Exchange {
  readonly request: ShownMessage & { readonly method: string; readonly url: string };
  /** Undefined if there was no answer. */
  readonly answer: (ShownMessage & { readonly status: number }) | undefined;
  readonly outcome: DeliveryOutcome;
  readonly tookMs: number;
}

/** Posts an event with the code that applications use, and records both messages. */
export async function postEvent(event: object, connection: Connection): Promise<Exchange> {
  const { endpoint, token } = connection;
  const settings = { endpoint, token, ...DEFAULTS.delivery };
  const client = createHttpClient(settings);
  let sent: object | undefined;
  let answered: HttpAnswer | undefined;
  const webhook = new ConvergeWebhook(settings, {
    async post(url, body, headers) {
      sent = headers;
      return (answered = await client.post(url, body, headers));
    },
    close: () => client.close(),
  });
  const body = JSON.stringify(event);
  const begin = performance.now();
  const outcome = await webhook.send(body);
  const tookMs = Math.round(performance.now() - begin);
  await webhook.close();
  const hidden = (text: string) => (token === undefined ? text : text.replaceAll(token, '[token]'));
  return {
    request: {
      method: 'POST',
      url: hidden(shownUrl(endpoint)),
      headers: headersOf(sent, hidden),
      body,
    },
    answer: answered && {
      status: answered.status,
      headers: headersOf(answered.headers, hidden),
      body: hidden(answered.text),
    },
    outcome,
    tookMs,
  };
}

/** The URL without a password and, for a custom endpoint, without its path, which may be secret. */
function shownUrl(endpoint: string): string {
  const url = new URL(endpoint);
  const path = isConvergesOwn(url) || isLoopback(url.hostname) ? url.pathname : '/[path]';
  return url.origin + path;
}

function headersOf(headers: object | undefined, hidden: (text: string) => string) {
  const entries = Object.entries({ ...headers }).map(([name, value]): [string, string] => [
    name,
    hidden(String(value)),
  ]);
  return Object.fromEntries(entries);
}

/**
 * A `Placed Order` that is complete by Converge's spec and clearly a test. Its customer is new and has an
 * address at example.com.
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
