import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

const FOREIGN_HOST =
  'foreign Host: open the sandbox by the address that it printed, or add the host to allowedHosts';
const FOREIGN_ORIGIN = "foreign Origin: in a browser, only the sandbox's own page may call it";

/**
 * Keeps web pages of other origins out. Listening on loopback does not suffice: a browser on this
 * machine reaches the sandbox for any page (by a foreign `Origin`), and for a page whose own name was
 * pointed to this machine (DNS rebinding, by a foreign `Host`).
 */
export class HostGuard {
  private readonly names: readonly string[];

  /** @param port undefined if a network reaches the sandbox, in a container perhaps by another port */
  constructor(
    private readonly port: number | undefined,
    ownNames: readonly string[],
  ) {
    const names = [...LOOPBACK_NAMES, ...ownNames, ...(port === undefined ? [hostname()] : [])];
    this.names = names.map((name) => name.toLowerCase());
  }

  /** @returns why the request must not be served, undefined if it may be */
  refuse({ headers }: IncomingMessage): string | undefined {
    const host = headers.host?.toLowerCase();
    if (host === undefined || !this.isOwnHost(host)) return FOREIGN_HOST;
    const { origin } = headers;
    if (origin !== undefined && !this.isOwnOrigin(origin, host)) return FOREIGN_ORIGIN;
    // What a page loads without an Origin, such as scripts and pictures. A link to here does no harm.
    const site = headers['sec-fetch-site'];
    const isForeign = site === 'cross-site' || site === 'same-site';
    return isForeign && headers['sec-fetch-mode'] !== 'navigate' ? FOREIGN_ORIGIN : undefined;
  }

  private isOwnHost(host: string): boolean {
    const [, name = '', port = '80'] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
    if (this.port !== undefined) return Number(port) === this.port && this.names.includes(name);
    // Any address will do, as DNS rebinding needs a name.
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
