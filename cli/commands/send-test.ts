import { randomUUID } from 'node:crypto';
import { styleText } from 'node:util';
import type { DeliveryOutcome } from '../../lib/delivery/delivery-outcome.js';
import type { HttpAnswer } from '../../lib/delivery/http-client.js';
import type { ConvergeEventDto } from '../../lib/event/contract.js';
import { visible, visibleLine } from '../../lib/event/visible.js';
import { isConvergesOwn, isLoopback } from '../../lib/options/environment.js';
import { DEFAULTS } from '../../lib/options/option-table.js';
import { EXIT } from '../cli.error.js';
import type { CliCommand, Flags } from '../command.js';
import { confirmSending, type Connection, readConnection } from '../connection.js';
import { print, printAsIs, printJson } from '../print.js';

/** How much of an answer is printed, in characters. */
const MAX_ANSWER = 2_000;

export function addSendTest(program: CliCommand): void {
  program
    .add(
      'send-test',
      'Send a test "Placed Order" to Converge or the sandbox, and show the answer.',
      'Asks first unless the endpoint is on this machine: Converge documents no way to delete an event, so use the token of a test source.',
    )
    .flags('token', 'endpoint', 'yes', 'json')
    .action(sendTest);
}

async function sendTest(options: Flags): Promise<void> {
  const connection = await readConnection(options);
  const endpoint = new URL(connection.endpoint);
  await confirmSending('a test order', connection, options.yes);
  const event = testOrder();
  const exchange = await postEvent(event, connection);
  const advice = explainOutcome(exchange.outcome, event.event_id, endpoint);
  if (options.json === true) {
    printJson({ ...exchange, answer: exchange.answer ?? null, eventId: event.event_id, advice });
  } else {
    printAsIs(...describe(exchange), '');
    print(...advice);
  }
  if (exchange.outcome.kind !== 'delivered') process.exitCode = EXIT.failed;
}

function describe({ request, answer, outcome, tookMs }: Exchange): string[] {
  const colour = outcome.kind === 'delivered' ? 'green' : 'red';
  const reason = outcome.kind === 'temporary' ? outcome.reason : outcome.kind;
  const result =
    answer === undefined
      ? `No answer (${reason}) after ${tookMs} ms`
      : `Answer ${answer.status} after ${tookMs} ms`;
  return [
    styleText('bold', `${request.method} ${request.url}`),
    ...message({ ...request, body: JSON.stringify(JSON.parse(request.body), null, 2) }),
    '',
    styleText(colour, result),
    ...(answer === undefined ? [] : message(answer)),
  ];
}

function message({ headers, body }: Pick<Exchange['request'], 'headers' | 'body'>): string[] {
  const lines = Object.entries(headers).map(([name, value]) => visibleLine(`${name}: ${value}`));
  const isLong = body.length > MAX_ANSWER;
  return [...lines, '', visible(isLong ? `${body.slice(0, MAX_ANSWER)} …` : body)];
}

/** Explains an outcome and the next step. */
function explainOutcome(outcome: DeliveryOutcome, eventId: string, endpoint: URL): string[] {
  const isLocal = isLoopback(endpoint.hostname);
  const kept = 'An application would keep its events and retry.';
  switch (outcome.kind) {
    case 'delivered':
      return [
        'Delivered: any 2xx counts as delivered; Converge documents no status codes.',
        isConvergesOwn(endpoint)
          ? `In Converge, open the Logs tab of the source and look for the event_id ${eventId}.`
          : `Look for the event_id ${eventId} in the Logs tab of the source in Converge or, if this is the sandbox, on ${endpoint.origin}.`,
      ];
    case 'unauthorised': {
      const step = isLocal
        ? 'give the token that the sandbox was started with or, if none was given, the one that it prints'
        : 'copy the webhook token of the source from Converge again';
      return [`Token refused (${outcome.status}): ${step}.`, kept];
    }
    case 'misdirected':
      return [
        `Not taken (${outcome.status}): this is not Converge's webhook, or something on the way blocks it. Check the endpoint, proxies and firewalls.`,
        kept,
      ];
    case 'rejected':
      return [
        `Refused (${outcome.status}): read the answer for the reason.`,
        'An application would keep such an event as a dead letter.',
      ];
    case 'temporary': {
      const step =
        'check the endpoint, and whether this machine can reach it: npx nestjs-converge doctor';
      return [`Not delivered (${outcome.reason}): ${step}`, kept];
    }
  }
}

/** A request and its answer as they may be shown. */
type Exchange = Awaited<ReturnType<typeof postEvent>>;

/** Posts an event with the code that applications use, and records both messages. */
async function postEvent(event: object, { endpoint, token }: Connection) {
  const settings = { endpoint, token, ...DEFAULTS.delivery };
  const { ConvergeWebhook } = await import('../../lib/delivery/webhook.js');
  const { HttpClient } = await import('../../lib/delivery/http-client.js');
  const client = new HttpClient(settings);
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
  const [url, headers] = [hidden(shownUrl(endpoint)), headersOf(sent, hidden)];
  const answer = answered && {
    status: answered.status,
    headers: headersOf(answered.headers, hidden),
    body: hidden(answered.text),
  };
  return { request: { method: 'POST', url, headers, body }, answer, outcome, tookMs };
}

/** The URL without a password and, for a custom endpoint, without its path, which may be secret. */
function shownUrl(endpoint: string): string {
  const url = new URL(endpoint);
  const path = isConvergesOwn(url) || isLoopback(url.hostname) ? url.pathname : '/[path]';
  return url.origin + path;
}

function headersOf(headers: object | undefined, hidden: (text: string) => string) {
  const entries = Object.entries({ ...headers });
  return Object.fromEntries(entries.map(([name, value]) => [name, hidden(String(value))]));
}

/**
 * A `Placed Order` that is complete by Converge's spec and clearly a test. Its customer is new and has an
 * address at example.com.
 */
function testOrder(now = new Date()): ConvergeEventDto {
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
  const product = { product_id: 'test-product', name: 'Test product (no real order)' };
  return {
    event_name: 'Placed Order',
    event_id: id,
    properties: {
      id,
      total_price: 1,
      total_tax: 0,
      total_shipping: 0,
      currency: 'EUR',
      items: [{ ...product, price: 1, currency: 'EUR', quantity: 1 }],
      $is_new_customer: false,
      is_test: true,
      ...contact,
    },
    profile_properties: contact,
    aliases: [`urn:email:${email}`],
    timestamp: now.toISOString(),
  };
}
