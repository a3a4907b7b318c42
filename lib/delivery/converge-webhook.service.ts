import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { HttpService } from '@nestjs/axios';
import type { AxiosRequestConfig, AxiosResponse } from 'axios';
import { firstValueFrom } from 'rxjs';
import type { ConvergeEventDto } from '../event/converge-event.dto.js';
import { decideOutcome } from './decide-outcome.js';
import type { DeliveryOutcome } from './delivery-outcome.js';
import { readText } from './read-text.js';

/** How much of an answer is read, in bytes; Converge documents no answer at all. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** How much of a rejection is kept, in characters. */
const MAX_EXCERPT_LENGTH = 500;

/** @internal */
export interface WebhookSettings {
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly concurrency: number;
  readonly timeoutMs: number;
}

/**
 * Sends events to Converge's webhook, one a request. Replace it with an ordinary provider override
 * to send them somewhere else.
 *
 * @publicApi
 */
export class ConvergeWebhookService {
  private readonly underWay = new Set<AbortController>();
  private readonly httpAgent: HttpAgent;
  private readonly httpsAgent: HttpsAgent;

  constructor(
    private readonly http: HttpService,
    private readonly settings: WebhookSettings,
  ) {
    const pool = { keepAlive: true, maxSockets: settings.concurrency };
    this.httpAgent = new HttpAgent(pool);
    this.httpsAgent = new HttpsAgent(pool);
  }

  /**
   * Sends one event, once; trying again is the caller's business. Never throws, and the outcome never
   * holds the token.
   *
   * @param event the event, or its JSON body as it was recorded
   */
  async send(event: ConvergeEventDto | string): Promise<DeliveryOutcome> {
    const body = typeof event === 'string' ? event : JSON.stringify(event);
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.settings.timeoutMs).unref();
    this.underWay.add(abort);
    try {
      return await this.post(body, abort.signal);
    } catch (error) {
      return { kind: 'temporary', reason: this.reasonOf(error, abort.signal) };
    } finally {
      clearTimeout(timer);
      this.underWay.delete(abort);
    }
  }

  /** Ends all requests under way and all idle connections. */
  close(): void {
    for (const abort of this.underWay) abort.abort();
    this.httpAgent.destroy();
    this.httpsAgent.destroy();
  }

  private async post(body: string, signal: AbortSignal): Promise<DeliveryOutcome> {
    const { endpoint, token } = this.settings;
    const response = await firstValueFrom(this.http.post(endpoint, body, this.request(signal)));
    // A delivered event's answer is read too, so that its connection can be used again.
    const text = await readText(response.data, MAX_ANSWER_BYTES);
    const excerpt = token === undefined ? text : text.replaceAll(token, '[token]');
    return decideOutcome(
      {
        status: response.status,
        retryAfter: headerOf(response, 'retry-after'),
        text: excerpt.slice(0, MAX_EXCERPT_LENGTH),
      },
      Date.now(),
    );
  }

  private request(signal: AbortSignal): AxiosRequestConfig {
    const { token } = this.settings;
    return {
      headers: {
        'Content-Type': 'application/json',
        ...(token === undefined ? {} : { 'X-Webhook-Token': token }),
      },
      httpAgent: this.httpAgent,
      httpsAgent: this.httpsAgent,
      maxRedirects: 0,
      // A stream, because its reading can be limited without losing the status that came before.
      responseType: 'stream',
      signal,
      // The body is sent byte for byte as it was recorded.
      transformRequest: [(data: string) => data],
      validateStatus: () => true,
    };
  }

  /** By code alone: the message and the config of an AxiosError hold the request's headers. */
  private reasonOf(error: unknown, signal: AbortSignal): string {
    if (signal.aborted) return `no complete answer within ${this.settings.timeoutMs} ms`;
    const code = (error as { code?: unknown } | undefined)?.code;
    return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : 'the request failed';
  }
}

function headerOf({ headers }: AxiosResponse, name: string): string | undefined {
  const value: unknown = headers?.[name];
  return typeof value === 'string' ? value : undefined;
}
