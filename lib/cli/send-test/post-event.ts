import { HttpService } from '@nestjs/axios';
import axios, { type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { ConvergeWebhookService } from '../../delivery/converge-webhook.service.js';
import type { DeliveryOutcome } from '../../delivery/delivery-outcome.js';
import { isConvergesOwn } from '../../options/check-endpoint.js';
import { isLoopback } from '../../options/loopback.js';
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
  const http = axios.create();
  const webhook = new ConvergeWebhookService(new HttpService(http), {
    endpoint,
    token,
    ...NUMBERS.delivery,
  });
  let sent: InternalAxiosRequestConfig | undefined;
  let answered: AxiosResponse<string> | undefined;
  http.interceptors.request.use((config) => (sent = config));
  http.interceptors.response.use((response) => (answered = response));
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
      headers: headersOf(sent?.headers, hidden),
      body,
    },
    answer: answered && {
      status: answered.status,
      headers: headersOf(answered.headers, hidden),
      body: hidden(answered.data),
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
