import type { IncomingMessage } from 'node:http';
import { isLoopback } from './loopback.js';
import { loopbackNames, networkNames, type OwnNames } from './own-names.js';

const FOREIGN_HOST =
  'foreign Host: open the sandbox by the address that it printed, or name the host in allowedHosts';
const FOREIGN_ORIGIN = 'foreign Origin: in a browser, only the own page of the sandbox may call it';

/**
 * Keeps web pages of other origins out. That the server listens on loopback only does not suffice: a
 * browser on this machine reaches it for any page (by a foreign `Origin`), and for a page whose own
 * name was pointed to this machine (DNS rebinding, by a foreign `Host`).
 */
export class HostGuard {
  private readonly names: OwnNames;

  constructor(host: string, port: number, allowedHosts: readonly string[]) {
    this.names = isLoopback(host)
      ? loopbackNames(port, [host, ...allowedHosts])
      : networkNames([host, ...allowedHosts]);
  }

  /** @returns why the request must not be served, undefined if it may be */
  refuse({ headers }: IncomingMessage): string | undefined {
    const host = headers.host?.toLowerCase();
    if (host === undefined || !this.names.isHost(host)) return FOREIGN_HOST;
    const { origin } = headers;
    if (origin !== undefined && !this.names.isOrigin(origin, host)) return FOREIGN_ORIGIN;
    // What a page loads without an Origin, such as scripts and pictures. A link to here is harmless.
    const site = headers['sec-fetch-site'];
    const isForeign = site === 'cross-site' || site === 'same-site';
    return isForeign && headers['sec-fetch-mode'] !== 'navigate' ? FOREIGN_ORIGIN : undefined;
  }
}
