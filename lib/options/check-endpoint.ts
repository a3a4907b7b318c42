import { ConvergeOptionsError } from './converge-options.error.js';
import { CONVERGE_ENDPOINT } from './defaults.js';
import { isLoopback } from './loopback.js';

export function checkToken(token: unknown, needed: boolean): string | undefined {
  if (token !== undefined && token !== null && typeof token !== 'string') {
    throw new ConvergeOptionsError('ConvergeModule option "token" must be a string.');
  }
  if (!token) {
    if (!needed) return undefined;
    throw new ConvergeOptionsError(
      'ConvergeModule option "token" is missing: copy the webhook token of your source from Converge ' +
        '(a common cause is an environment variable that is not set), or set enabled: false.',
    );
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ConvergeOptionsError(
      'ConvergeModule option "token" holds white space or another invalid character: copy it again.',
    );
  }
  return token;
}

export function checkEndpoint(endpoint: unknown, allowInsecure: boolean): URL {
  const url = typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new ConvergeOptionsError(
      `ConvergeModule option "endpoint" is not an http(s) URL: leave it out for Converge's own ` +
        `(${CONVERGE_ENDPOINT}), or give a full one.`,
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowInsecure) {
    throw new ConvergeOptionsError(
      'ConvergeModule option "endpoint" is plain http to another machine, which exposes the token and ' +
        'personal data: use https, or set allowInsecureEndpoint: true.',
    );
  }
  return url;
}

/** Whether it is Converge's own endpoint; host in any case, trailing slashes ignored. */
export function isConvergesOwn({ hostname, pathname }: URL): boolean {
  const own = new URL(CONVERGE_ENDPOINT);
  return hostname === own.hostname && pathname.replace(/\/+$/, '') === own.pathname;
}
