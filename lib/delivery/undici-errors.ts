import { AxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';

export type Resolve = (response: AxiosResponse) => void;
export type Reject = (error: unknown) => void;

/** As axios settles; its own function is not exported. */
export function settle(response: AxiosResponse, resolve: Resolve, reject: Reject): void {
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

/** An error of undici or the system, in axios's terms. */
export function axiosErrorOf(
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

/** How long a request may take, in milliseconds. */
export function limitOf(
  { timeout }: InternalAxiosRequestConfig,
  { timeoutMs }: { readonly timeoutMs: number },
): number {
  return timeout && timeout < timeoutMs ? timeout : timeoutMs;
}

export function timeoutErrorOf(config: InternalAxiosRequestConfig, limit: number): AxiosError {
  const message = config.timeoutErrorMessage || `timeout of ${limit}ms exceeded`;
  const code = config.transitional?.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED';
  return new AxiosError(message, code, config);
}
