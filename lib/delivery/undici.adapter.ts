import type { ConnectionOptions as TlsOptions } from 'node:tls';
import axios, {
  Axios,
  type AxiosAdapter,
  AxiosError,
  AxiosHeaders,
  type AxiosResponse,
  CanceledError,
  type InternalAxiosRequestConfig,
  getAdapter,
} from 'axios';
import type { Dispatcher } from 'undici';
import { readText } from './read-text.js';
import { type Answer, type Ending, UndiciExchange } from './undici-exchange.js';
import { type Route, UndiciRoutes } from './undici-routes.js';

/** @internal */
export interface UndiciAdapterSettings {
  /** Sockets at most, per origin. */
  readonly connections: number;
  /** Until the whole answer is read, waiting for a socket included; `config.timeout` can shorten it. */
  readonly timeoutMs: number;
  /** Reading stops there; the status counts all the same. */
  readonly maxAnswerBytes: number;
  /** As `tls.connect` takes them: `ca`, `cert`, `key`, `rejectUnauthorized` ... */
  readonly tls?: TlsOptions;
}

/** @internal */
export interface UndiciAdapter {
  readonly adapter: AxiosAdapter;
  /** Ends everything under way at once, and all connections. What comes later is cancelled. */
  close(): Promise<void>;
}

/**
 * An axios adapter over undici, for short texts. A failure is an `AxiosError` with the system's code;
 * `reusedConnection` on it tells that the connection had carried an answer before, so that a server
 * may just have closed it as idle and a second attempt at once is worth while.
 *
 * What it does not do goes to axios's own adapter, under the same limits: a request whose config has
 * an agent, `proxy`, `auth`, `socketPath`, `responseType: 'stream'` or anything else in `FOR_AXIOS`,
 * or a body that is neither text nor a Buffer.
 *
 * Different from axios: redirects are never followed; compression is declined and an answer that is
 * compressed nevertheless stays so; `maxContentLength`, `maxBodyLength` and `decompress` do not count;
 * the headers Expect, Keep-Alive, Transfer-Encoding and Upgrade fail; `response.request` tells only
 * the address; the proxy variables are read once; a proxy that refuses a tunnel is the error
 * ERR_PROXY_TUNNEL and not an answer.
 *
 * @internal
 */
export function createUndiciAdapter(settings: UndiciAdapterSettings): UndiciAdapter {
  const routes = new UndiciRoutes(settings);
  const underWay = new Set<Ending>();
  let closed = false;

  const adapter: AxiosAdapter = (config) =>
    new Promise<AxiosResponse>((resolve, reject) => {
      if (closed) throw new CanceledError('the adapter is closed', config);
      let route: Route | undefined;
      try {
        route = needsAxios(config) ? undefined : routes.find(urlOf(config));
      } catch (error) {
        throw axiosErrorOf(error as Error, config);
      }
      if (!route) return viaAxios(config, settings, underWay, resolve, reject);
      const exchange = new AxiosExchange(config, route, settings, underWay, resolve, reject);
      exchange.start();
    });

  return {
    adapter,
    async close() {
      closed = true;
      for (const ending of underWay) ending.end(new CanceledError('the adapter was closed'));
      await routes.close();
    },
  };
}

/** Settings that somebody's interceptor may set and that only axios's own adapter knows. */
// prettier-ignore
const FOR_AXIOS = [
  'httpAgent', 'httpsAgent', 'proxy', 'socketPath', 'auth', 'transport', 'lookup', 'family',
  'httpVersion', 'beforeRedirect', 'maxRate', 'onUploadProgress', 'onDownloadProgress',
  'responseEncoding',
] as const;

function needsAxios(config: InternalAxiosRequestConfig): boolean {
  const { responseType, data } = config as { responseType?: string; data?: unknown };
  if (responseType !== undefined && responseType !== 'text' && responseType !== 'json') return true;
  const isOurs = typeof data === 'string' || data === undefined || data === null;
  if (!isOurs && !Buffer.isBuffer(data)) return true;
  for (const key of FOR_AXIOS) if (key in config && config[key] !== undefined) return true;
  return false;
}

/** An instance without the defaults of anybody. */
const plainAxios = new Axios({});

function urlOf(config: InternalAxiosRequestConfig): string {
  const { url, baseURL, params } = config;
  return baseURL || params ? plainAxios.getUri(config) : (url ?? '');
}

class AxiosExchange extends UndiciExchange {
  private cancel: ((reason?: unknown) => void) | undefined;

  constructor(
    private readonly config: InternalAxiosRequestConfig,
    private readonly route: Route,
    private readonly settings: UndiciAdapterSettings,
    underWay: Set<Ending>,
    private readonly resolve: (response: AxiosResponse) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    super(limitOf(config, settings), settings.maxAnswerBytes, underWay);
    const { signal, cancelToken } = config;
    if (!signal && !cancelToken) return;
    this.cancel = (reason) =>
      this.end(
        reason instanceof CanceledError
          ? reason
          : new CanceledError(undefined, config, route.request),
      );
    signal?.addEventListener?.('abort', this.cancel);
    cancelToken?.subscribe(this.cancel);
  }

  start(): void {
    const { config, route } = this;
    const request: Dispatcher.DispatchOptions & { exchange: UndiciExchange } = {
      origin: route.origin,
      path: route.path,
      method: (config.method ?? 'get').toUpperCase() as Dispatcher.HttpMethod,
      headers: requestHeaders(config.headers, route),
      body: config.data as string | Buffer | null | undefined,
      exchange: this,
    };
    try {
      route.dispatcher.dispatch(request, this);
    } catch (error) {
      this.onResponseError(undefined, error as Error);
    }
  }

  override timedOut(): void {
    this.end(timeoutErrorOf(this.config, limitOf(this.config, this.settings)));
  }

  protected override gaveUp(error: unknown): void {
    this.reject(error);
  }

  protected override failed(error: Error, reusedConnection: boolean): void {
    const { config, route } = this;
    this.reject(Object.assign(axiosErrorOf(error, config, route.request), { reusedConnection }));
  }

  protected override answered({ status, statusText, headers, text }: Answer): void {
    const { config, route, resolve, reject } = this;
    const answer = { status, statusText, headers: responseHeaders(headers), data: text };
    settle({ ...answer, config, request: route.request }, resolve, reject);
  }

  protected override release(): boolean {
    const first = super.release();
    if (first && this.cancel) {
      this.config.signal?.removeEventListener?.('abort', this.cancel);
      this.config.cancelToken?.unsubscribe(this.cancel);
    }
    return first;
  }
}

/** What axios adds is added, but for Accept-Encoding; null and false leave a header out. */
function requestHeaders(headers: AxiosHeaders, route: Route): string[] {
  const list: string[] = [];
  let agent = false;
  let encoding = false;
  for (const name of Object.keys(headers)) {
    const value: unknown = headers[name];
    if (name.length === 10 && name.toLowerCase() === 'user-agent') agent = value !== undefined;
    if (name.length === 15 && name.toLowerCase() === 'accept-encoding')
      encoding = value !== undefined;
    if (value === undefined || value === null || value === false) continue;
    for (const one of Array.isArray(value) ? value : [value]) list.push(name, String(one));
  }
  if (!agent) list.push('User-Agent', USER_AGENT);
  if (!encoding) list.push('Accept-Encoding', 'identity');
  for (const [name, value] of route.headers) if (!headers.has(name)) list.push(name, value);
  return list;
}

const USER_AGENT = `axios/${axios.VERSION}`;

/** Headers that Node takes only once; what else comes twice is joined. */
// prettier-ignore
const ONCE = new Set([
  'age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host',
  'if-modified-since', 'if-unmodified-since', 'last-modified', 'location', 'max-forwards',
  'proxy-authorization', 'referer', 'retry-after', 'server', 'user-agent',
]);

/** As Node gives them. Filled by hand: `AxiosHeaders.set` is slow, and every name is new and clean. */
function responseHeaders(raw: Answer['headers']): AxiosHeaders {
  const headers = new AxiosHeaders();
  for (const name of Object.keys(raw)) {
    const value = raw[name];
    if (name === 'set-cookie') headers[name] = typeof value === 'string' ? [value] : value;
    else if (Array.isArray(value)) headers[name] = ONCE.has(name) ? value[0] : value.join(', ');
    else if (name !== '__proto__') headers[name] = value;
  }
  return headers;
}

type Resolve = (response: AxiosResponse) => void;
type Reject = (error: unknown) => void;

/** As axios settles; its own function is not exported. */
function settle(response: AxiosResponse, resolve: Resolve, reject: Reject): void {
  const { status, config, request } = response;
  const { validateStatus } = config;
  try {
    if (!status || !validateStatus || validateStatus(status)) return resolve(response);
    const code = status >= 400 && status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE';
    const message = `Request failed with status code ${status}`;
    reject(new AxiosError(message, code, config, request, response));
  } catch (error) {
    // Out of here it would reach undici, which does not know what to do with it.
    reject(error);
  }
}

/** undici's codes, where Node has one of its own for the same. */
const SYSTEM_CODES: Record<string, string> = {
  UND_ERR_SOCKET: 'ECONNRESET',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'ECONNRESET',
  UND_ERR_CONNECT_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_HEADERS_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_HEADERS_OVERFLOW: 'HPE_HEADER_OVERFLOW',
  // Requests that are given up have ended before; what is left is a proxy that opens no tunnel.
  UND_ERR_ABORTED: 'ERR_PROXY_TUNNEL',
};

function axiosErrorOf(
  error: Error,
  config: InternalAxiosRequestConfig,
  request?: object,
): AxiosError {
  if (error instanceof AxiosError) return error;
  const { errors, cause, code } = error as Error & { errors?: Error[]; code?: string };
  // All addresses of a host have failed, or the proxy's certificate has.
  if (errors?.[0]) return axiosErrorOf(errors[0], config, request);
  if (code === 'UND_ERR_PRX_TLS' && cause) return axiosErrorOf(cause as Error, config, request);
  // The parser of undici 7 has lost the codes that Node's has.
  const known = error.name === 'HTTPParserError' ? (code ?? 'ERR_BAD_RESPONSE') : code;
  return AxiosError.from(error, SYSTEM_CODES[known ?? ''] ?? known, config, request);
}

function limitOf(
  { timeout }: InternalAxiosRequestConfig,
  { timeoutMs }: UndiciAdapterSettings,
): number {
  return timeout && timeout < timeoutMs ? timeout : timeoutMs;
}

function timeoutErrorOf(config: InternalAxiosRequestConfig, limit: number): AxiosError {
  const message = config.timeoutErrorMessage || `timeout of ${limit}ms exceeded`;
  const code = config.transitional?.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED';
  return new AxiosError(message, code, config);
}

/** Sends a request with axios's own adapter, but under the limits that hold here. */
function viaAxios(
  config: InternalAxiosRequestConfig,
  settings: UndiciAdapterSettings,
  underWay: Set<Ending>,
  resolve: Resolve,
  reject: Reject,
): void {
  const abort = new AbortController();
  const limit = limitOf(config, settings);
  const ending: Ending = {
    end(error) {
      release();
      reject(error);
      abort.abort();
    },
  };
  const cancel = () => ending.end(new CanceledError(undefined, config));
  const timer = setTimeout(() => ending.end(timeoutErrorOf(config, limit)), limit);
  const release = () => {
    clearTimeout(timer);
    underWay.delete(ending);
    config.signal?.removeEventListener?.('abort', cancel);
  };
  underWay.add(ending);
  config.signal?.addEventListener?.('abort', cancel);
  const { responseType = 'text' } = config as { responseType?: string };
  const isText = responseType === 'text' || responseType === 'json';
  const sent = getAdapter('http')({
    ...config,
    maxRedirects: 0,
    responseType: isText ? 'stream' : config.responseType,
    signal: abort.signal,
    timeout: 0,
    validateStatus: null,
  });
  void sent
    .then(async (response) => {
      response.config = config;
      if (isText) response.data = await readText(response.data, settings.maxAnswerBytes);
      // A stream is still limited when it is the reader's.
      if (responseType === 'stream') response.data.once('close', release);
      else release();
      settle(response, resolve, reject);
    })
    .catch((error: Error) => {
      release();
      const failure = error instanceof CanceledError ? error : axiosErrorOf(error, config);
      failure.config = config;
      reject(failure);
    });
}
