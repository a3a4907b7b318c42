import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError } from './router.js';

const NO_KEY =
  'the access key is missing or wrong: open the address with ?key= that the sandbox printed at its start, or send the header X-Sandbox-Key';

/** A random key that a network needs for everything but the webhook. */
export class AccessKey {
  readonly value = randomSecret();
  private readonly digest = sha256(this.value);
  /** Where browsers find the page: its cookie is sent to no other path, and so to no other port of the host. */
  private readonly folder = `/${randomSecret()}/`;

  /**
   * Admits a request with the key, and gives a browser that opens the page's address the cookie.
   *
   * @returns whether the request may continue; if not, it is answered
   * @throws HttpError without the key
   */
  admit(request: IncomingMessage, response: ServerResponse): boolean {
    const { headers, method, url = '' } = request;
    const isInFolder = url.startsWith(this.folder);
    if (isInFolder) request.url = url.slice(this.folder.length - 1);
    const cookie = isInFolder ? fromCookies(headers.cookie) : undefined;
    if (this.equals(headers['x-sandbox-key'] ?? cookie)) return true;
    const [path, query] = url.split('?', 2);
    const isKeyed = method === 'GET' && path === '/';
    if (!isKeyed || !this.equals(new URLSearchParams(query).get('key'))) {
      throw new HttpError(401, NO_KEY);
    }
    const setCookie = `${COOKIE}${this.value}; HttpOnly; SameSite=Strict; Path=${this.folder}`;
    response
      .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Set-Cookie': setCookie })
      .end(redirectTo(this.folder));
    return false;
  }

  /** Takes the same time for every value, so that the key cannot be guessed by timing. */
  private equals(given: unknown): boolean {
    return typeof given === 'string' && timingSafeEqual(sha256(given), this.digest);
  }
}

const COOKIE = 'converge_sandbox=';

function fromCookies(cookies = ''): string | undefined {
  return cookies
    .split('; ')
    .find((cookie) => cookie.startsWith(COOKIE))
    ?.slice(COOKIE.length);
}

/** Leads to the page without the key in its address: by itself, so that the browser sends the cookie. */
function redirectTo(folder: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Converge sandbox</title>
<meta http-equiv="refresh" content="0;url=${folder}"><a href="${folder}">Open the sandbox</a></html>
`;
}

/** 192 random bits, in characters that a header and an address can hold. */
export function randomSecret(): string {
  return randomBytes(24).toString('base64url');
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
