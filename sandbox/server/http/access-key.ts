import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError } from './router.js';

const NO_KEY =
  'the access key is missing or wrong: open the address with ?key= that the sandbox printed at its start, or send the header X-Sandbox-Key';

/** Leads to the page without the key in its address. It redirects itself, so that the cookie is sent. */
const LET_IN = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Converge sandbox</title>
<meta http-equiv="refresh" content="0;url=/"><a href="/">Open the sandbox</a></html>
`;

/** A random key that a network needs for everything but the webhook. */
export class AccessKey {
  readonly value = randomSecret();
  private readonly digest = sha256(this.value);
  private readonly cookieName: string;

  /** @param port part of the cookie's name, because all ports of a host share cookies */
  constructor(port: number) {
    this.cookieName = `converge_sandbox_${port}`;
  }

  /**
   * Admits a request with the key, and gives a browser that opens the page's address the cookie.
   *
   * @returns whether the request may continue; if not, it is answered
   * @throws HttpError without the key
   */
  admit(request: IncomingMessage, response: ServerResponse): boolean {
    const { headers, method, url = '' } = request;
    if (this.equals(headers['x-sandbox-key'] ?? this.fromCookies(headers.cookie))) return true;
    const [path, query] = url.split('?', 2);
    const isKeyed = method === 'GET' && path === '/';
    if (!isKeyed || !this.equals(new URLSearchParams(query).get('key'))) {
      throw new HttpError(401, NO_KEY);
    }
    const cookie = `${this.cookieName}=${this.value}; HttpOnly; SameSite=Strict; Path=/`;
    response
      .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Set-Cookie': cookie })
      .end(LET_IN);
    return false;
  }

  /** Takes the same time for every value, so that the key cannot be guessed by timing. */
  private equals(given: unknown): boolean {
    return typeof given === 'string' && timingSafeEqual(sha256(given), this.digest);
  }

  private fromCookies(cookies = ''): string | undefined {
    const prefix = `${this.cookieName}=`;
    return cookies
      .split('; ')
      .find((cookie) => cookie.startsWith(prefix))
      ?.slice(prefix.length);
  }
}

/** 192 random bits, in characters that a header and an address can hold. */
export function randomSecret(): string {
  return randomBytes(24).toString('base64url');
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
