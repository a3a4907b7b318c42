import { HttpService } from '@nestjs/axios';
import { Inject, Injectable } from '@nestjs/common';
import axios, { type AxiosResponse } from 'axios';
import { firstValueFrom } from 'rxjs';
import type { DeliveryOutcome } from '../delivery/delivery-outcome.js';
import type { HttpAnswer } from '../delivery/http-client.js';
import {
  ConvergeWebhook,
  type HttpPoster,
  type Webhook,
  type WebhookSettings,
  createHttpClient,
} from '../delivery/webhook.js';
import type { ConvergeEventDto } from '../event/converge-event.dto.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import { createAxiosAdapter } from './axios-adapter.js';
import { RESOLVED_OPTIONS } from './constants.js';

/**
 * Sends events to Converge's webhook, one per request, through Nest's `HttpService`. Override this
 * provider to send them somewhere else.
 *
 * @publicApi
 */
@Injectable()
export class ConvergeWebhookService implements Webhook {
  readonly #webhook: ConvergeWebhook;

  constructor(
    @Inject(HttpService) http: HttpService,
    @Inject(RESOLVED_OPTIONS)
    { endpoint, token, delivery }: Pick<ResolvedOptions, 'endpoint' | 'token' | 'delivery'>,
  ) {
    const settings = { endpoint, token, ...delivery };
    this.#webhook = new ConvergeWebhook(settings, overAxios(http, settings));
  }

  /**
   * Sends one event. If a kept connection turns out to be dead, it retries once, over another one.
   * Never rejects, and the outcome never holds the token.
   *
   * @param event the event, or its JSON body as it was recorded
   */
  send(event: ConvergeEventDto | string): Promise<DeliveryOutcome> {
    return this.#webhook.send(typeof event === 'string' ? event : JSON.stringify(event));
  }

  /** Ends all requests under way and all connections. */
  close(): Promise<void> {
    return this.#webhook.close();
  }
}

function overAxios(http: HttpService, settings: WebhookSettings): HttpPoster {
  const client = createHttpClient(settings);
  // The instance is ours alone. Axios merges its defaults into every request, which costs more than the
  // request itself. The adapter is a default, so that a mock of HTTP can replace it.
  const defaults: Record<string, unknown> = http.axiosRef?.defaults ?? {};
  for (const key of Object.keys(defaults)) delete defaults[key];
  Object.assign(defaults, {
    adapter: createAxiosAdapter(client),
    maxRedirects: 0,
    timeout: settings.timeoutMs,
    validateStatus: () => true,
  });
  // Without a cancel token, HttpService creates and cancels one for each request.
  const cancelToken = new axios.CancelToken(() => undefined);
  return {
    async post(url, body, headers) {
      const config = { headers, cancelToken };
      return answerOf(await firstValueFrom(http.post<unknown>(url, body, config)));
    },
    close: () => client.close(),
  };
}

/** Mocks may answer with plain headers or none, and with parsed data. */
function answerOf({ status, headers, data }: AxiosResponse<unknown>): HttpAnswer {
  const text = typeof data === 'string' ? data : jsonOf(data);
  return { status, headers: (headers ?? {}) as HttpAnswer['headers'], text };
}

function jsonOf(data: unknown): string {
  try {
    return JSON.stringify(data) ?? '';
  } catch {
    return '';
  }
}
