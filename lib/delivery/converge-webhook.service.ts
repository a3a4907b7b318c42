import type { ConnectionOptions } from 'node:tls';
import type { HttpService } from '@nestjs/axios';
import axios, { type AxiosResponse } from 'axios';
import { firstValueFrom } from 'rxjs';
import type { ConvergeEventDto } from '../event/converge-event.dto.js';
import { decideOutcome } from './decide-outcome.js';
import type { DeliveryOutcome } from './delivery-outcome.js';
import { readText } from './read-text.js';
import { createUndiciAdapter, type UndiciAdapter } from './undici.adapter.js';

/** How much of an answer is read, in bytes; Converge documents no answer at all. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** How much of a rejection is kept, in characters. */
const MAX_EXCERPT_LENGTH = 500;

export interface WebhookSettings {
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly tls?: ConnectionOptions;
}

/**
 * Sends events to Converge's webhook, one a request. Replace it with an ordinary provider override
 * to send them somewhere else.
 *
 * @publicApi
 */
export class ConvergeWebhookService {
  private readonly undici: UndiciAdapter;
  /** Without a token, HttpService makes one for each request and cancels it after each answer. */
  private readonly config = { cancelToken: new axios.CancelToken(() => undefined) };
  private isClosed = false;

  constructor(
    private readonly http: HttpService,
    private readonly settings: WebhookSettings,
  ) {
    const { concurrency: connections, timeoutMs, tls, token } = settings;
    this.undici = createUndiciAdapter({
      connections,
      timeoutMs,
      maxAnswerBytes: MAX_ANSWER_BYTES,
      tls,
    });
    // The instance is ours alone. What axios has by default, and merges into every request, costs more
    // than the request itself; as a default, the adapter can still be replaced by whoever mocks HTTP.
    const { defaults } = http.axiosRef;
    for (const key of Object.keys(defaults)) delete defaults[key as keyof typeof defaults];
    Object.assign(defaults, {
      adapter: this.undici.adapter,
      headers: {
        common: {
          'Content-Type': 'application/json',
          ...(token === undefined ? {} : { 'X-Webhook-Token': token }),
        },
      },
      validateStatus: () => true,
    });
  }

  /**
   * Sends one event. Once, but for a kept connection that turns out to be dead: then it is tried again
   * at once, on another one. Never throws, and the outcome never holds the token.
   *
   * @param event the event, or its JSON body as it was recorded
   */
  async send(event: ConvergeEventDto | string): Promise<DeliveryOutcome> {
    const body = typeof event === 'string' ? event : JSON.stringify(event);
    try {
      return await this.post(body).catch((error: unknown) => {
        if (this.isClosed || !isDeadConnection(error)) throw error;
        return this.post(body);
      });
    } catch (error) {
      return { kind: 'temporary', reason: this.reasonOf(error) };
    }
  }

  /** Ends all requests under way and all connections. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.undici.close();
  }

  private async post(body: string): Promise<DeliveryOutcome> {
    const { endpoint, token } = this.settings;
    const response = await firstValueFrom(this.http.post<unknown>(endpoint, body, this.config));
    const text = await readText(response.data, MAX_ANSWER_BYTES);
    const excerpt = token === undefined ? text : text.replaceAll(token, '[token]');
    const answer = {
      status: response.status,
      retryAfter: headerOf(response, 'retry-after'),
      text: excerpt.slice(0, MAX_EXCERPT_LENGTH),
    };
    return decideOutcome(answer, Date.now());
  }

  /** By code alone: the message and the config of an AxiosError hold the request's headers. */
  private reasonOf(error: unknown): string {
    if (this.isClosed) return 'the application shuts down';
    const code = codeOf(error);
    if (code === 'ECONNABORTED') return `no complete answer within ${this.settings.timeoutMs} ms`;
    return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : 'the request failed';
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}

/** The other side closed a kept connection while the request was on its way to it. */
function isDeadConnection(error: unknown): boolean {
  const { reusedConnection } = (error ?? {}) as { reusedConnection?: unknown };
  return reusedConnection === true && ['ECONNRESET', 'EPIPE'].includes(String(codeOf(error)));
}

function headerOf({ headers }: AxiosResponse, name: string): string | undefined {
  const value: unknown = headers?.[name];
  return typeof value === 'string' ? value : undefined;
}
