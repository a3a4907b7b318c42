import { CanceledError, type InternalAxiosRequestConfig, getAdapter } from 'axios';
import { readText } from './read-text.js';
import {
  axiosErrorOf,
  limitOf,
  settle,
  timeoutErrorOf,
  type Reject,
  type Resolve,
} from './undici-errors.js';
import type { Ending } from './undici-exchange.js';

/** Sends a request with axios's own adapter, but under the limits that hold here. */
export function viaAxios(
  config: InternalAxiosRequestConfig,
  settings: { readonly timeoutMs: number; readonly maxAnswerBytes: number },
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
