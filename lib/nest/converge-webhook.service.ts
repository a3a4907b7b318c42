import { HttpService } from '@nestjs/axios';
import { Inject, Injectable } from '@nestjs/common';
import type { AxiosResponse } from 'axios';
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
import { Shared } from './copies.js';

/**
 * Sends events to Converge's webhook, one per request, through Nest's `HttpService`. Override this
 * provider to send them somewhere else.
 */
@Shared('ConvergeWebhookService')
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

/** Nest's own, however a test may replace it later. */
const NEST_POST = HttpService.prototype.post;

function overAxios(http: HttpService, settings: WebhookSettings): HttpPoster {
  const client = createHttpClient(settings);
  // The instance is ours alone. Axios merges its defaults into every request, so there are few. The
  // adapter is a default, so that a mock of HTTP can replace it.
  const ours: Record<string, unknown> = {
    adapter: createAxiosAdapter(client),
    maxRedirects: 0,
    timeout: settings.timeoutMs,
    validateStatus: () => true,
  };
  const { axiosRef } = http;
  const defaults: Record<string, unknown> = axiosRef?.defaults ?? {};
  for (const key of Object.keys(defaults)) delete defaults[key];
  Object.assign(defaults, ours);
  const axiosPost = axiosRef?.post;
  /** Whether axios would only hand the request to the client: its way there costs more than the request. */
  const isPlain = () =>
    http.post === NEST_POST &&
    axiosRef.post === axiosPost &&
    isUnused(axiosRef.interceptors.request) &&
    isUnused(axiosRef.interceptors.response) &&
    Object.keys(defaults).length === Object.keys(ours).length &&
    Object.keys(ours).every((key) => defaults[key] === ours[key]);
  return {
    async post(url, body, headers) {
      if (isPlain()) return client.post(url, body, headers);
      return answerOf(await firstValueFrom(http.post<unknown>(url, body, { headers })));
    },
    close: () => client.close(),
  };
}

function isUnused({ handlers }: { readonly handlers?: readonly unknown[] }): boolean {
  return handlers?.length === 0;
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
