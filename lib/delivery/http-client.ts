import dns from 'node:dns';
import { connect as connectTcp, type LookupFunction, type Socket } from 'node:net';
import { buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool, errors } from 'undici';
import { isLoopback } from '../options/environment.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import { clearTimeout, setTimeout } from '../timers.js';

/** How much of an answer is read, in bytes. Then the connection is closed, and the answer still counts. */
const MAX_ANSWER_BYTES = 64 * 1024;

type Connector = buildConnector.connector;

export type HttpSettings = Pick<ResolvedOptions['delivery'], 'concurrency' | 'timeoutMs' | 'tls'>;

export interface HttpAnswer {
  readonly status: number;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Why there is no answer, with the code of the system or of undici; ECONNABORTED for the time limit. */
export type HttpError = Error & { readonly code?: string };

/**
 * Posts short texts over kept connections, and follows no redirect. Where the environment names a
 * proxy, undici's `EnvHttpProxyAgent` decides which target needs it; this machine itself never does.
 */
export class HttpClient {
  private readonly pools = new Map<string, Pool>();
  private proxies: EnvHttpProxyAgent | undefined;
  private target: { url: string; dispatcher: Dispatcher; origin: string; path: string } | undefined;
  private isClosed = false;

  constructor(private readonly settings: HttpSettings) {}

  /** @param timeoutMs shortens the client's own limit @throws HttpError */
  post(
    url: string,
    body: string,
    headers: Record<string, string>,
    timeoutMs: number = this.settings.timeoutMs,
  ): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const limit = Math.min(timeoutMs, this.settings.timeoutMs);
      const exchange = new Exchange(limit, resolve, reject);
      try {
        const { dispatcher, origin, path } = this.find(url);
        // A proxy agent adds to the headers that it is given.
        const sent = dispatcher === this.proxies ? { ...headers } : headers;
        dispatcher.dispatch({ origin, path, method: 'POST', headers: sent, body }, exchange);
      } catch (error) {
        exchange.onResponseError(undefined, error as Error);
      }
    });
  }

  /** Ends all requests under way and all connections at once. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([this.proxies, ...this.pools.values()].map(async (it) => it?.destroy()));
  }

  private find(url: string) {
    if (this.isClosed) throw new errors.ClientDestroyedError();
    // Nearly always the same endpoint, so its URL is parsed once.
    if (this.target?.url === url) return this.target;
    const { origin, hostname, pathname, search } = new URL(url);
    const { http_proxy, HTTP_PROXY, https_proxy, HTTPS_PROXY } = process.env;
    const isProxyNamed = http_proxy || HTTP_PROXY || https_proxy || HTTPS_PROXY;
    const isProxied = isProxyNamed && !isLoopback(hostname);
    const dispatcher = isProxied ? (this.proxies ??= this.createProxies()) : this.pool(origin);
    return (this.target = { url, dispatcher, origin, path: pathname + search });
  }

  private pool(origin: string): Pool {
    const pool = this.pools.get(origin) ?? this.createPool(origin, createConnector(this.settings));
    this.pools.set(origin, pool);
    return pool;
  }

  private createPool(origin: string | URL, connect: Pool.Options['connect']): Pool {
    const pool = new Pool(origin, {
      connections: this.settings.concurrency,
      // The status of an answer is seen before undici has all of its headers.
      connect: changing(connect as Connector, watchStatus),
      // Every request has its own time limit; undici's timers would only cost.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    // With this listener, a pool drops a client that could not connect, but still gives it requests:
    // that opens more sockets than allowed, and some are never closed.
    pool.removeAllListeners('connectionError');
    return pool;
  }

  private createProxies(): EnvHttpProxyAgent {
    const { tls, timeoutMs: headersTimeout } = this.settings;
    const connect = { ...tls, timeout: headersTimeout };
    return new EnvHttpProxyAgent({
      connect,
      requestTls: connect,
      // An http: target is requested from the proxy by its absolute URL; not every proxy tunnels to it.
      proxyTunnel: false,
      factory: (origin, options) => this.createPool(origin, (options as Pool.Options).connect),
      // Without a limit, a tunnel that the proxy never opens would block a place for minutes.
      clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout }),
    });
  }
}

/**
 * One request and its answer, as a handler of undici: no streams, no signals. Ends once. Once the status is
 * 2xx, the event is delivered: whatever becomes of the rest of the answer, a repetition would be of no use.
 */
class Exchange implements Dispatcher.DispatchHandler {
  /** The one that begins to be written, until its connection takes it. */
  static beginning: Exchange | undefined;
  status = 0;
  private controller: Dispatcher.DispatchController | undefined;
  private isDone = false;
  private headers: HttpAnswer['headers'] = {};
  private readonly chunks: Buffer[] = [];
  private length = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly timeoutMs: number,
    private readonly resolve: (answer: HttpAnswer) => void,
    private readonly reject: (error: HttpError) => void,
  ) {
    this.timer = setTimeout(Exchange.timeOut, timeoutMs, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // On an error, undici drops the request and keeps the connection; aborting would close it.
    if (this.isDone) throw new Error('The request was given up before it could start.');
    this.controller = controller;
    Exchange.beginning = this;
  }

  onResponseStart(_controller: unknown, status: number, headers: HttpAnswer['headers']): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
    if (this.length <= MAX_ANSWER_BYTES) return;
    this.onResponseEnd();
    controller.abort(new Error('The answer is longer than the limit.'));
  }

  onResponseEnd(): void {
    if (!this.end()) return;
    const { status, headers, chunks, length } = this;
    const text = Buffer.concat(chunks, Math.min(length, MAX_ANSWER_BYTES)).toString();
    this.resolve({ status, headers, text });
  }

  onResponseError(_controller: unknown, { message, code }: HttpError): void {
    if (this.status >= 200 && this.status < 300) this.onResponseEnd();
    // Not undici's own error, which can hold parts of an answer or an address.
    else if (this.end()) this.reject(Object.assign(new Error(message), { code }));
  }

  /** Static, so that a request needs no closure. */
  private static timeOut(exchange: Exchange): void {
    const error = new Error(`timeout of ${exchange.timeoutMs}ms exceeded`);
    exchange.onResponseError(undefined, Object.assign(error, { code: 'ECONNABORTED' }));
    exchange.controller?.abort(error);
  }

  private end(): boolean {
    if (this.isDone) return false;
    this.isDone = true;
    clearTimeout(this.timer);
    return true;
  }
}

/**
 * Connects as undici does, with two differences. A connection that is given up is reset, so that nothing
 * of it remains: if the receiver never reads, the system would keep a closed one for minutes, beside the
 * next one. And all attempts share one look-up of the receiver's name, see {@link shareLookups}.
 */
function createConnector({ tls, timeoutMs }: HttpSettings): Connector {
  const options = { lookup: shareLookups(), ...tls };
  const connect = buildConnector({ ...options, timeout: timeoutMs });
  const connectPlain = changing(connect, resetWhenGivenUp);
  return (target, callback) => {
    const { hostname: host, protocol, port } = target;
    if (protocol !== 'https:') return connectPlain(target, callback);
    // Node resets TCP connections only, so that below TLS has to be our own.
    const tcp = connectTcp({ ...options, host, port: Number(port) || 443 });
    connect({ ...target, httpSocket: resetWhenGivenUp(tcp) }, callback);
  };
}

/** Connects in the same way, and changes the socket. */
function changing(connect: Connector, change: (socket: Socket) => Socket): Connector {
  return (target, callback) =>
    connect(target, (...[error, socket]) => {
      if (error !== null) callback(error, null);
      else callback(null, change(socket));
    });
}

/** How many bytes of an answer have its status: `HTTP/1.1 200`. */
const STATUS_LENGTH = 12;
const NOTHING = Buffer.alloc(0);

/**
 * Tells an exchange its status as soon as it arrives, and leaves out a `100 Continue`, at which undici cuts the
 * connection: some receivers send it without being asked.
 */
function watchStatus(socket: Socket): Socket {
  const { read, write } = socket;
  /** Until its status has arrived. */
  let exchange: Exchange | undefined;
  let start: Buffer = NOTHING;
  socket.write = (...args: unknown[]) => {
    if (Exchange.beginning !== undefined) {
      [exchange, start] = [Exchange.beginning, NOTHING];
      Exchange.beginning = undefined;
    }
    return write.apply(socket, args as [string]);
  };
  socket.read = (size) => {
    const chunk = read.call(socket, size) as Buffer | null;
    if (exchange === undefined || chunk === null) return chunk;
    start = start.length === 0 ? chunk : Buffer.concat([start, chunk]);
    while (start.length >= STATUS_LENGTH) {
      const status = Number(start.toString('latin1', STATUS_LENGTH - 3, STATUS_LENGTH));
      if (status !== 100) {
        exchange.status = status;
        exchange = undefined;
        return start;
      }
      const end = start.indexOf('\r\n\r\n');
      if (end < 0) break;
      start = start.subarray(end + 4);
    }
    return null;
  };
  return socket;
}

/** A connected socket that is destroyed instead of being ended has been given up. */
function resetWhenGivenUp(socket: Socket): Socket {
  const destroy = socket.destroy.bind(socket);
  socket.destroy = (error) => {
    // What the reset calls in turn, without the error.
    socket.destroy = () => destroy(error);
    return socket.connecting ? destroy(error) : socket.resetAndDestroy();
  };
  return socket;
}

/**
 * Looks a name up once for all that wait for it: a look-up of a name that does not resolve may take half a
 * minute, and occupies one of the few threads on which the whole application looks names up. Whoever waits
 * has a time limit of its own.
 */
function shareLookups(): LookupFunction {
  const underWay = new Map<string, Array<Parameters<LookupFunction>[2]>>();
  return (hostname, options, callback) => {
    const key = JSON.stringify([hostname, options]);
    const waiting = underWay.get(key) ?? [];
    if (waiting.push(callback) > 1) return;
    underWay.set(key, waiting);
    dns.lookup(hostname, options, (...result) => {
      underWay.delete(key);
      for (const answer of waiting) answer(...result);
    });
  };
}
