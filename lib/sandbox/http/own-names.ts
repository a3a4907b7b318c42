import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { LOOPBACK_NAMES } from './loopback.js';

/** By which names the sandbox may be called. */
export interface OwnNames {
  /** @param host the value of a Host header, in lower case */
  isHost(host: string): boolean;
  isOrigin(origin: string, host: string): boolean;
}

/** Those of this machine, with the port. */
export function loopbackNames(port: number, more: readonly string[]): OwnNames {
  const hosts = [...LOOPBACK_NAMES, ...more.map((name) => name.toLowerCase())].flatMap((name) =>
    port === 80 ? [name, `${name}:${port}`] : [`${name}:${port}`],
  );
  const origins = new Set(hosts.map((host) => `http://${host}`));
  return {
    isHost: (host) => hosts.includes(host),
    isOrigin: (origin) => origins.has(origin),
  };
}

/**
 * Any address, as DNS rebinding needs a name, and the known names. With any port: that of a container
 * may be another outside. A proxy before it may speak TLS.
 */
export function networkNames(more: readonly string[]): OwnNames {
  const names = [...LOOPBACK_NAMES, hostname(), ...more].map((name) => name.toLowerCase());
  return {
    isHost: (host) => {
      const name = host.replace(/:\d+$/, '');
      return names.includes(name) || isIP(name.replace(/^\[(.*)\]$/, '$1')) > 0;
    },
    isOrigin: (origin, host) => origin === `http://${host}` || origin === `https://${host}`,
  };
}
