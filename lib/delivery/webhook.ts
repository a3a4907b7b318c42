import { isLoopback, type Connection } from '../options/environment.js';
import { type DeliveryOutcome, decideOutcome } from './delivery-outcome.js';
import { HttpClient, type HttpAnswer, type HttpSettings } from './http-client.js';

/** How much of a rejection is kept, in characters. */
const MAX_EXCERPT_LENGTH = 500;
/** The errors of a kept connection that the server has closed; of a new one, they are rare. */
const DEAD_CONNECTION = new Set<unknown>(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

export interface Webhook {
  /** Sends one event, and never rejects. @param body the event's JSON as it was recorded */
  send(body: string): Promise<DeliveryOutcome>;
  /** Ends all requests under way at once. */
  close?(): Promise<void>;
}

export type WebhookSettings = Connection & HttpSettings;

export type HttpPoster = Pick<HttpClient, 'post' | 'close'>;

/** Converge's webhook: one event a request. */
export class ConvergeWebhook implements Webhook {
  private readonly headers: Record<string, string>;
  private isClosed = false;

  constructor(
    private readonly settings: WebhookSettings,
    private readonly http: HttpPoster = new HttpClient(settings),
  ) {
    const { endpoint, token } = settings;
    const { username, password } = new URL(endpoint);
    const given = decodeURIComponent(`${username}:${password}`);
    this.headers = {
      'Content-Type': 'application/json',
      // Firewalls refuse requests without one.
      'User-Agent': 'nestjs-converge',
      ...(token !== undefined && { 'X-Webhook-Token': token }),
      ...(username && { Authorization: `Basic ${Buffer.from(given).toString('base64')}` }),
    };
  }

  /** If the connection turns out to be dead, it retries once, over another one. No outcome holds the token. */
  async send(body: string): Promise<DeliveryOutcome> {
    const { token } = this.settings;
    try {
      const { status, headers, text } = await this.post(body);
      const safe = token === undefined ? text : text.replaceAll(token, '[token]');
      const excerpt = safe.slice(0, MAX_EXCERPT_LENGTH);
      return decideOutcome({ status, headers, text: excerpt }, Date.now());
    } catch (error) {
      return { kind: 'temporary', reason: this.reasonOf(error) };
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.http.close();
  }

  private async post(body: string): Promise<HttpAnswer> {
    const { endpoint } = this.settings;
    try {
      return await this.http.post(endpoint, body, this.headers);
    } catch (error) {
      const { code } = (error ?? {}) as { code?: unknown };
      if (this.isClosed || !DEAD_CONNECTION.has(code)) throw error;
      return this.http.post(endpoint, body, this.headers);
    }
  }

  /** The code: a client's message may hold the headers of its request. */
  private reasonOf(error: unknown): string {
    if (this.isClosed) return 'the application shuts down';
    const { code } = (error ?? {}) as { code?: unknown };
    if (code === 'ECONNABORTED') return `no complete answer within ${this.settings.timeoutMs} ms`;
    if (code === 'ECONNREFUSED') return refusedBy(new URL(this.settings.endpoint));
    return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : 'the request failed';
  }
}

function refusedBy({ host, hostname }: URL): string {
  const isSandbox = isLoopback(hostname) && process.env['NODE_ENV'] !== 'production';
  const step = isSandbox ? '; start the sandbox: npx nestjs-converge sandbox' : '';
  return `ECONNREFUSED at ${host}${step}`;
}
