import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The header by which programs give the key. */
export const KEY_HEADER = 'x-sandbox-key';

/** A random key, without which nothing but the webhook is served to a network. */
export class AccessKey {
  readonly value = randomBytes(24).toString('base64url');
  private readonly digest = sha256(this.value);
  private readonly cookieName: string;

  /** @param port cookies are shared by all ports of a host, so it is part of the name */
  constructor(port: number) {
    this.cookieName = `converge_sandbox_${port}`;
  }

  /** The value of a Set-Cookie header that lets a browser in. */
  get cookie(): string {
    return `${this.cookieName}=${this.value}; HttpOnly; SameSite=Strict; Path=/`;
  }

  isIn({ headers }: IncomingMessage): boolean {
    const given = headers[KEY_HEADER];
    return this.equals(typeof given === 'string' ? given : this.fromCookies(headers.cookie));
  }

  /** Compares in a time that tells nothing of the key. */
  equals(given: string | null | undefined): boolean {
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

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
