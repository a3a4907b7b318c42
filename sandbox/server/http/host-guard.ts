import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

const FOREIGN_HOST =
  'foreign Host: open the address that the sandbox printed, or add the host to allowedHosts';
const FOREIGN_ORIGIN = "foreign Origin: in a browser, only the sandbox's own page may call it";

/**
 * Refuses web pages of other origins. Listening on loopback is not enough: a browser on this machine
 * sends requests for any page (with a foreign `Origin`), and for a page whose name resolves to this
 * machine (DNS rebinding, with a foreign `Host`).
 */
export class HostGuard {
  private readonly names: readonly string[];

  /** @param port undefined if a network reaches the sandbox, because containers can map ports */
  constructor(
    private readonly port: number | undefined,
    ownNames: readonly string[],
  ) {
    const names = [...LOOPBACK_NAMES, ...ownNames, ...(port === undefined ? [hostname()] : [])];
    this.names = names.map((name) => name.toLowerCase());
  }

  /** @returns why the request is refused; undefined if it is allowed */
  refuse({ headers }: IncomingMessage): string | undefined {
    const host = headers.host?.toLowerCase();
    if (host === undefined || !this.isOwnHost(host)) return FOREIGN_HOST;
    const { origin } = headers;
    if (origin !== undefined && !this.isOwnOrigin(origin, host)) return FOREIGN_ORIGIN;
    // Scripts and pictures are loaded without an Origin. A link to the sandbox is harmless.
    const site = headers['sec-fetch-site'];
    const isForeign = site === 'cross-site' || site === 'same-site';
    return isForeign && headers['sec-fetch-mode'] !== 'navigate' ? FOREIGN_ORIGIN : undefined;
  }

  private isOwnHost(host: string): boolean {
    const [, name = '', port = '80'] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
    if (this.port !== undefined) return Number(port) === this.port && this.names.includes(name);
    // Any IP address is allowed, because DNS rebinding needs a name.
    return this.names.includes(name) || isIP(name.replace(/^\[(.*)\]$/, '$1')) > 0;
  }

  private isOwnOrigin(origin: string, host: string): boolean {
    if (this.port !== undefined) {
      return origin.startsWith('http://') && this.isOwnHost(origin.slice('http://'.length));
    }
    // A proxy before the sandbox may use TLS.
    return origin === `http://${host}` || origin === `https://${host}`;
  }
}
