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
 * Sends events to Converge's webhook, one a request, through Nest's `HttpService`. Replace it with an
 * ordinary provider override to send them somewhere else.
 *
 * @publicApi
 */
@Injectable()
export class ConvergeWebhookService implements Webhook {
  private readonly webhook: ConvergeWebhook;

  constructor(
    @Inject(HttpService) http: HttpService,
    @Inject(RESOLVED_OPTIONS)
    { endpoint, token, delivery }: Pick<ResolvedOptions, 'endpoint' | 'token' | 'delivery'>,
  ) {
    const settings = { endpoint, token, ...delivery };
    this.webhook = new ConvergeWebhook(settings, overAxios(http, settings));
  }

  /**
   * Sends one event. Once, but for a kept connection that turns out to be dead: then it is tried again
   * at once, on another one. Never throws, and the outcome never holds the token.
   *
   * @param event the event, or its JSON body as it was recorded
   */
  send(event: ConvergeEventDto | string): Promise<DeliveryOutcome> {
    return this.webhook.send(typeof event === 'string' ? event : JSON.stringify(event));
  }

  /** Ends all requests under way and all connections. */
  close(): Promise<void> {
    return this.webhook.close();
  }
}

function overAxios(http: HttpService, settings: WebhookSettings): HttpPoster {
  const client = createHttpClient(settings);
  // The instance is ours alone. What axios has by default, and merges into every request, costs more
  // than the request itself; as a default, the adapter can still be replaced by a mock of HTTP.
  const defaults: Record<string, unknown> = http.axiosRef?.defaults ?? {};
  for (const key of Object.keys(defaults)) delete defaults[key];
  Object.assign(defaults, {
    adapter: createAxiosAdapter(client),
    maxRedirects: 0,
    timeout: settings.timeoutMs,
    validateStatus: () => true,
  });
  // Without a token, HttpService makes one for each request and cancels it after each answer.
  const cancelToken = new axios.CancelToken(() => undefined);
  return {
    async post(url, body, headers) {
      const config = { headers, cancelToken };
      return answerOf(await firstValueFrom(http.post<unknown>(url, body, config)));
    },
    close: () => client.close(),
  };
}

/** Mocks answer with plain headers or none, and with data that is already parsed. */
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
