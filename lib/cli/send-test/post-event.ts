import type { DeliveryOutcome } from '../../delivery/delivery-outcome.js';
import type { HttpAnswer } from '../../delivery/http-client.js';
import { ConvergeWebhook, createHttpClient } from '../../delivery/webhook.js';
import { isConvergesOwn, isLoopback } from '../../options/check-endpoint.js';
import { NUMBERS } from '../../options/defaults.js';
import type { Connection } from '../read-connection.js';

/** A message of HTTP, as it may be shown. */
export interface ShownMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What was sent, and what came of it. */
export interface Exchange {
  readonly request: ShownMessage & { readonly method: string; readonly url: string };
  /** Missing where there was no answer. */
  readonly answer: (ShownMessage & { readonly status: number }) | undefined;
  readonly outcome: DeliveryOutcome;
  readonly tookMs: number;
}

/** Posts an event with the very code that posts an application's, and looks on. */
export async function postEvent(event: object, connection: Connection): Promise<Exchange> {
  const { endpoint, token } = connection;
  const settings = { endpoint, token, ...NUMBERS.delivery };
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

/** Without a password; and of an endpoint of one's own no more than where it is: its path may be secret. */
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
