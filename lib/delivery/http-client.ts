import type { ConnectionOptions } from 'node:tls';
import { Client, type Dispatcher, EnvHttpProxyAgent, Pool, errors } from 'undici';

export interface HttpClientSettings {
  /** Sockets at most, per origin. */
  readonly connections: number;
  /** Until the answer's last byte is read, waiting for a socket included. */
  readonly timeoutMs: number;
  /** Reading stops there and closes the connection; the answer counts all the same. */
  readonly maxAnswerBytes: number;
  /** For the connection to the target, not to a proxy. */
  readonly tls?: ConnectionOptions;
}

export interface HttpAnswer {
  readonly status: number;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Why there is no answer. Made afresh: errors of undici can hold parts of an answer or an address. */
export class HttpError extends Error {
  override name = 'HttpError';

  constructor(
    message: string,
    /** The system's or undici's; ECONNABORTED for the time limit. */
    readonly code: string | undefined,
    /** The connection had carried an answer before: the server may just have closed it as idle. */
    readonly reusedConnection: boolean,
  ) {
    super(message);
  }
}

interface Target {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  readonly path: string;
}

/**
 * Posts short texts over kept connections, and follows no redirect. Where the environment names a
 * proxy, undici's `EnvHttpProxyAgent` decides which target needs it.
 */
export class HttpClient {
  private readonly pools = new Map<string, Pool>();
  private readonly underWay = new Set<Exchange>();
  private proxies: EnvHttpProxyAgent | undefined;
  private last: (Target & { readonly url: string }) | undefined;
  private isClosed = false;

  constructor(private readonly settings: HttpClientSettings) {}

  /**
   * @param timeoutMs shortens the client's own limit
   * @throws HttpError
   */
  post(
    url: string,
    body: string,
    headers: Record<string, string>,
    timeoutMs: number = this.settings.timeoutMs,
  ): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const limit = Math.min(timeoutMs, this.settings.timeoutMs);
      const { maxAnswerBytes } = this.settings;
      const exchange = new Exchange(limit, maxAnswerBytes, this.underWay, resolve, reject);
      try {
        if (this.isClosed) throw new errors.ClientDestroyedError();
        const { dispatcher, origin, path } = this.find(url);
        const request: ExchangeOptions = { origin, path, method: 'POST', headers, body, exchange };
        // A proxy agent adds to the headers it is given.
        if (dispatcher === this.proxies) request.headers = { ...headers };
        dispatcher.dispatch(request, exchange);
      } catch (error) {
        exchange.fail(error as Error);
      }
    });
  }

  /** Ends everything under way at once, and all connections. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const exchange of this.underWay) exchange.abort(new errors.ClientDestroyedError());
    await Promise.all([this.proxies, ...this.pools.values()].map((it) => it?.destroy()));
  }

  /** Nearly always for the one endpoint, whose address need not be parsed again. */
  private find(url: string): Target {
    if (this.last?.url === url) return this.last;
    const { origin, pathname, search } = new URL(url);
    const dispatcher = isProxyNamed() ? (this.proxies ??= this.createProxies()) : this.pool(origin);
    this.last = { url, dispatcher, origin, path: pathname + search };
    return this.last;
  }

  private pool(origin: string): Pool {
    let pool = this.pools.get(origin);
    if (!pool) this.pools.set(origin, (pool = this.createPool(origin, this.connectOptions())));
    return pool;
  }

  private createPool(origin: string | URL, connect: Pool.Options['connect']): Pool {
    const pool = new Pool(origin, {
      connections: this.settings.connections,
      connect,
      pipelining: 1,
      // Every request has a limit over everything; undici's own timers would only cost.
      headersTimeout: 0,
      bodyTimeout: 0,
      factory: (url, options) => new CountingClient(url, options),
    });
    // By this a pool drops a client that could not connect but goes on giving it what waits: it ends
    // up with more sockets than allowed, and with some that nothing closes.
    pool.removeAllListeners('connectionError');
    return pool;
  }

  private createProxies(): EnvHttpProxyAgent {
    const { timeoutMs } = this.settings;
    return new EnvHttpProxyAgent({
      connect: this.connectOptions(),
      requestTls: this.connectOptions(),
      // An http: target is asked of the proxy by its absolute address; not every proxy tunnels to it.
      proxyTunnel: false,
      factory: (origin, options) => this.createPool(origin, (options as Pool.Options).connect),
      // Without a limit, a tunnel that the proxy never opens would keep its place for minutes.
      clientFactory: (origin, options) =>
        new Pool(origin, { ...options, headersTimeout: timeoutMs }),
    });
  }

  private connectOptions() {
    return { ...this.settings.tls, timeout: this.settings.timeoutMs } as object;
  }
}

function isProxyNamed({ env } = process): boolean {
  return Boolean(env.http_proxy || env.HTTP_PROXY || env.https_proxy || env.HTTPS_PROXY);
}

type ExchangeOptions = Dispatcher.DispatchOptions & { readonly exchange?: Exchange };

/** A client with one socket that knows whether this has been used; undici keeps that to itself. */
class CountingClient extends Client {
  /** On the present connection. */
  answers = 0;

  constructor(origin: URL, options: object) {
    super(origin, options);
    this.on('connect', () => (this.answers = 0));
  }

  override dispatch(options: ExchangeOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (options.exchange) options.exchange.client = this;
    return super.dispatch(options, handler);
  }
}

/** One request and its answer; listens to undici itself, without streams and signals. Ends once. */
class Exchange implements Dispatcher.DispatchHandler {
  client: CountingClient | undefined;
  private controller: Dispatcher.DispatchController | undefined;
  private reusedConnection = false;
  private isDone = false;
  private status = 0;
  private headers: HttpAnswer['headers'] = {};
  private readonly chunks: Buffer[] = [];
  private length = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly timeoutMs: number,
    private readonly maxBytes: number,
    private readonly underWay: Set<Exchange>,
    private readonly resolve: (answer: HttpAnswer) => void,
    private readonly reject: (error: HttpError) => void,
  ) {
    this.timer = setTimeout(timeOut, timeoutMs, this);
    underWay.add(this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Thrown, undici drops the request and keeps the connection; aborting would cost the connection.
    if (this.isDone) throw new Error('The request was given up before it could start.');
    this.controller = controller;
    this.reusedConnection = this.client !== undefined && this.client.answers > 0;
  }

  onResponseStart(_controller: unknown, status: number, headers: HttpAnswer['headers']): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
    if (this.length <= this.maxBytes) return;
    this.onResponseEnd();
    controller.abort(new Error('The answer is longer than what is read.'));
  }

  onResponseEnd(): void {
    if (!this.end()) return;
    if (this.client) this.client.answers++;
    const { status, headers, chunks, length, maxBytes } = this;
    const text = Buffer.concat(chunks, Math.min(length, maxBytes)).toString();
    this.resolve({ status, headers, text });
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.fail(error);
  }

  timeOut(): void {
    const message = `timeout of ${this.timeoutMs}ms exceeded`;
    this.abort(Object.assign(new Error(message), { code: 'ECONNABORTED' }));
  }

  /** Gives up, wherever the request is. */
  abort(error: Error): void {
    this.fail(error);
    this.controller?.abort(error);
  }

  fail({ message, code }: Error & { readonly code?: string }): void {
    if (this.end()) this.reject(new HttpError(message, code, this.reusedConnection));
  }

  private end(): boolean {
    if (this.isDone) return false;
    this.isDone = true;
    clearTimeout(this.timer);
    return this.underWay.delete(this);
  }
}

/** Shared, so that a request needs no closure. */
function timeOut(exchange: Exchange): void {
  exchange.timeOut();
}
