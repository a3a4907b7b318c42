import axios, { AxiosHeaders } from 'axios';
import type { Answer } from './undici-exchange.js';
import type { Route } from './undici-routes.js';

/** What axios adds is added, but for Accept-Encoding; null and false leave a header out. */
export function requestHeaders(headers: AxiosHeaders, route: Route): string[] {
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
export function responseHeaders(raw: Answer['headers']): AxiosHeaders {
  const headers = new AxiosHeaders();
  for (const name of Object.keys(raw)) {
    const value = raw[name];
    if (name === 'set-cookie') headers[name] = typeof value === 'string' ? [value] : value;
    else if (Array.isArray(value)) headers[name] = ONCE.has(name) ? value[0] : value.join(', ');
    else if (name !== '__proto__') headers[name] = value;
  }
  return headers;
}
