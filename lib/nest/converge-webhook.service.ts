import { HttpService } from '@nestjs/axios';
import { Inject, Injectable } from '@nestjs/common';
import { type AxiosAdapter, AxiosError, AxiosHeaders, getAdapter } from 'axios';
import { firstValueFrom } from 'rxjs';
import type { DeliveryOutcome } from '../delivery/delivery-outcome.js';
import { HttpClient, type HttpAnswer, type HttpError } from '../delivery/http-client.js';
import {
  ConvergeWebhook,
  type HttpPoster,
  type Webhook,
  type WebhookSettings,
} from '../delivery/webhook.js';
import type { ConvergeEventDto } from '../event/contract.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import { RESOLVED_OPTIONS } from './constants.js';

/**
 * Sends events to Converge's webhook, one per request, through Nest's `HttpService`. Override this
 * provider to send them somewhere else.
 */
@Injectable()
export class ConvergeWebhookService implements Webhook {
  readonly #webhook: ConvergeWebhook;

  constructor(
    @Inject(HttpService) http: HttpService,
    @Inject(RESOLVED_OPTIONS)
    options: () => Pick<ResolvedOptions, 'endpoint' | 'token' | 'delivery'>,
  ) {
    const { endpoint, token, delivery } = options();
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
  const client = new HttpClient(settings);
  // Defaults, so that a mock of HTTP can replace them. The instance of axios is ours alone.
  const ours = {
    adapter: createAxiosAdapter(client),
    maxRedirects: 0,
    timeout: settings.timeoutMs,
    transformRequest: [],
    transformResponse: [],
    validateStatus: null,
  };
  const { post, defaults, interceptors } = http.axiosRef ?? {};
  if (defaults !== undefined) Object.assign(defaults, ours);
  /** Whether axios would only hand the request to the client: its way there costs more than the request. */
  const isPlain = () =>
    http.post === NEST_POST &&
    http.axiosRef.post === post &&
    defaults.adapter === ours.adapter &&
    isUnused(interceptors.request) &&
    isUnused(interceptors.response);
  return {
    async post(url, body, headers) {
      if (isPlain()) return client.post(url, body, headers);
      const answer = await firstValueFrom(http.post<unknown>(url, body, { headers }));
      // Mocks may answer with plain headers or none, and with parsed data.
      const { status, data } = answer;
      const text = typeof data === 'string' ? data : (JSON.stringify(data) ?? '');
      return { status, headers: (answer.headers ?? {}) as HttpAnswer['headers'], text };
    },
    close: () => client.close(),
  };
}

const isUnused = ({ handlers }: { handlers?: readonly unknown[] }) => handlers?.length === 0;

/**
 * Lets axios post texts through our own client. A failure is an `AxiosError` with the client's code.
 * All other requests, and those with settings that the client does not support, go to axios's own adapter.
 */
export function createAxiosAdapter(client: HttpPoster): AxiosAdapter {
  return async (config) => {
    if (needsAxios(config)) return getAdapter('http')(config);
    const { url = '', data, headers, timeout } = config;
    const sent = headers.toJSON(true) as Record<string, string>;
    try {
      const answer = await client.post(url, data as string, sent, timeout || undefined);
      const { status, text } = answer;
      // Assigned, because `AxiosHeaders.set` is slow, and every name is lower-case already.
      const received = Object.assign(new AxiosHeaders(), answer.headers);
      return { status, statusText: '', headers: received, data: text, config };
    } catch (error) {
      const { message, code } = error as HttpError;
      throw new AxiosError(message, code, config);
    }
  };
}

/** The settings that only axios's own adapter supports. */
// prettier-ignore
const FOR_AXIOS = [
  'httpAgent', 'httpsAgent', 'proxy', 'socketPath', 'auth', 'transport', 'lookup', 'family',
  'httpVersion', 'baseURL', 'params', 'signal', 'maxRate', 'onUploadProgress', 'onDownloadProgress',
  'responseEncoding',
] as const;

function needsAxios(config: Parameters<AxiosAdapter>[0]): boolean {
  const { method, data, responseType = 'text' } = config;
  const isText = method === 'post' && typeof data === 'string' && responseType === 'text';
  return !isText || FOR_AXIOS.some((key) => config[key] !== undefined);
}
