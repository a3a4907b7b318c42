import {
  type AxiosAdapter,
  AxiosError,
  AxiosHeaders,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
  getAdapter,
} from 'axios';
import type { HttpAnswer, HttpError } from '../delivery/http-client.js';
import type { HttpPoster } from '../delivery/webhook.js';

/**
 * Lets axios post texts through our own client. A failure is an `AxiosError` with the client's code. All
 * other requests, and those with settings that the client does not support, go to axios's own adapter.
 */
export function createAxiosAdapter(client: HttpPoster): AxiosAdapter {
  return async (config) => {
    if (needsAxios(config)) return getAdapter('http')(config);
    const { url = '', data, headers, timeout } = config;
    const sent = headers.toJSON(true) as Record<string, string>;
    let answer: HttpAnswer;
    try {
      answer = await client.post(url, data as string, sent, timeout || undefined);
    } catch (error) {
      const { message, code } = error as HttpError;
      throw new AxiosError(message, code, config);
    }
    return validated(responseOf(answer, config));
  };
}

/** The settings that only axios's own adapter supports. */
// prettier-ignore
const FOR_AXIOS = [
  'httpAgent', 'httpsAgent', 'proxy', 'socketPath', 'auth', 'transport', 'lookup', 'family',
  'httpVersion', 'baseURL', 'params', 'signal', 'maxRate', 'onUploadProgress', 'onDownloadProgress',
  'responseEncoding',
] as const;

function needsAxios(config: InternalAxiosRequestConfig): boolean {
  const { method, data, responseType = 'text' } = config;
  if (method !== 'post' || typeof data !== 'string' || responseType !== 'text') return true;
  for (const key of FOR_AXIOS) if (config[key] !== undefined) return true;
  return false;
}

function responseOf(answer: HttpAnswer, config: InternalAxiosRequestConfig): AxiosResponse<string> {
  const { status, text } = answer;
  // Assigned, because `AxiosHeaders.set` is slow, and every name is lower-case already.
  const headers = Object.assign(new AxiosHeaders(), answer.headers);
  return { status, statusText: '', headers, data: text, config };
}

/** As axios does; its own function is not exported. */
function validated(response: AxiosResponse<string>): AxiosResponse<string> {
  const { status, config } = response;
  if (!config.validateStatus || config.validateStatus(status)) return response;
  const code = status >= 400 && status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE';
  const message = `Request failed with status code ${status}`;
  throw new AxiosError(message, code, config, undefined, response);
}
