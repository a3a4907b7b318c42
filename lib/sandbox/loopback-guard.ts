import type { IncomingMessage } from 'node:http';

const NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Keeps web pages of other origins out. That the server listens on loopback only does not suffice: a
 * browser on this machine reaches it for any page (by a foreign `Origin`), and for a page whose own
 * name was pointed to 127.0.0.1 (DNS rebinding, by a foreign `Host`).
 *
 * @internal
 */
export class LoopbackGuard {
  private readonly hosts: ReadonlySet<string>;
  private readonly origins: ReadonlySet<string>;

  constructor(port: number) {
    const hosts = NAMES.flatMap((name) =>
      port === 80 ? [name, `${name}:${port}`] : [`${name}:${port}`],
    );
    this.hosts = new Set(hosts);
    this.origins = new Set(hosts.map((host) => `http://${host}`));
  }

  /** @returns why the request must not be served, undefined if it may be */
  refuse({ headers: { host, origin } }: IncomingMessage): string | undefined {
    if (host === undefined || !this.hosts.has(host.toLowerCase())) return 'foreign Host';
    if (origin !== undefined && !this.origins.has(origin)) return 'foreign Origin';
    return undefined;
  }
}
