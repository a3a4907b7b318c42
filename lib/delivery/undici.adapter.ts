import type { ConnectionOptions as TlsOptions } from 'node:tls';
import {
  Axios,
  type AxiosAdapter,
  type AxiosResponse,
  CanceledError,
  type InternalAxiosRequestConfig,
} from 'axios';
import type { Dispatcher } from 'undici';
import { axiosErrorOf, limitOf, settle, timeoutErrorOf } from './undici-errors.js';
import { type Answer, type Ending, UndiciExchange } from './undici-exchange.js';
import { requestHeaders, responseHeaders } from './undici-headers.js';
import { type Route, UndiciRoutes } from './undici-routes.js';
import { viaAxios } from './via-axios.js';

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
