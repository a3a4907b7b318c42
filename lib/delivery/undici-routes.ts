import { BlockList, isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { type Dispatcher, Pool, ProxyAgent, type buildConnector } from 'undici';
import { CountingClient } from './undici-exchange.js';

export interface RouteSettings {
  /** Sockets at most, per origin. */
  readonly connections: number;
  readonly timeoutMs: number;
  readonly tls?: ConnectionOptions;
}

/** Where requests to one address go. */
export interface Route {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  readonly path: string;
  /** Headers that go with every request on this route. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** What a response shows of its request. */
  readonly request: { readonly protocol: string; readonly host: string; readonly path: string };
}

/**
 * Finds the way to an address as axios does: straight, or through the proxy that the environment had
 * named when this was created. An `http:` target is asked of its proxy by its absolute address, an
 * `https:` target is reached through a tunnel.
 */
export class UndiciRoutes {
  private readonly proxyOf = proxiesOf(process.env);
  private readonly dispatchers = new Map<string, Dispatcher>();
  private lastUrl: string | undefined;
  private last: Route | undefined;

  constructor(private readonly settings: RouteSettings) {}

  /** @returns undefined for what only axios's own adapter can reach */
  find(url: string): Route | undefined {
    // Nearly always the one endpoint, whose address need not be parsed again.
    if (url !== this.lastUrl) {
      this.last = this.create(new URL(url));
      this.lastUrl = url;
    }
    return this.last;
  }

  async close(): Promise<void> {
    await Promise.all([...this.dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
  }

  private create(url: URL): Route | undefined {
    const { protocol, host, origin, username, password } = url;
    if (!isHttp(url) || username || password) return undefined;
    const path = url.pathname + url.search;
    const request = { protocol, host, path };
    const proxyUrl = this.proxyOf(url);
    if (!proxyUrl) {
      return { origin, path, request, headers: [], dispatcher: this.pool(origin) };
    }
    const proxy = new URL(proxyUrl);
    if (!isHttp(proxy)) return undefined;
    if (protocol === 'https:') {
      const dispatcher = this.reuse(`${proxyUrl} ${origin}`, () => this.tunnel(proxy));
      return { origin, path, request, headers: [], dispatcher };
    }
    const authorization = authorizationFor(proxy);
    return {
      origin: proxy.origin,
      path: origin + path,
      request,
      headers: [
        ['Host', host],
        ...(authorization ? [['Proxy-Authorization', authorization] as const] : []),
      ],
      dispatcher: this.pool(proxy.origin),
    };
  }

  private pool(origin: string): Dispatcher {
    const { tls, timeoutMs } = this.settings;
    return this.reuse(origin, () => this.createPool(origin, { ...tls, timeout: timeoutMs }));
  }

  private createPool(origin: string | URL, connect: Pool.Options['connect']): Pool {
    const pool = new Pool(origin, {
      connections: this.settings.connections,
      connect,
      pipelining: 1,
      // Every request has a limit over everything; undici's own timers would only cost.
      headersTimeout: 0,
      bodyTimeout: 0,
      factory: (url, options) => new CountingClient(url, options),
    });
    // A pool forgets a client that could not connect but goes on giving it what waits, so that it
    // ends up with more sockets than allowed, and with some that nobody closes.
    pool.removeAllListeners('connectionError');
    return pool;
  }

  private tunnel(proxy: URL): Dispatcher {
    const { timeoutMs, connections } = this.settings;
    const requestTls = { ...this.settings.tls, timeout: timeoutMs } as buildConnector.BuildOptions;
    return new ProxyAgent({
      uri: proxy.origin,
      token: authorizationFor(proxy),
      requestTls,
      // As with axios, an https: proxy meets the same options, but for the target's name.
      proxyTls: { ...requestTls, servername: undefined },
      // Without a limit a tunnel that the proxy never opens would keep its place for minutes.
      clientFactory: (origin, options) =>
        new Pool(origin, { ...options, connections, headersTimeout: timeoutMs }),
      factory: (origin, options) => this.createPool(origin, (options as Pool.Options).connect),
    });
  }

  private reuse(key: string, create: () => Dispatcher): Dispatcher {
    let dispatcher = this.dispatchers.get(key);
    if (!dispatcher) this.dispatchers.set(key, (dispatcher = create()));
    return dispatcher;
  }
}

function isHttp({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:';
}

function authorizationFor({ username, password }: URL): string | undefined {
  if (!username) return undefined;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/**
 * Reads the proxy environment variables as axios does, which is not quite as undici's
 * `EnvHttpProxyAgent` does: `HTTP_PROXY` alone does not count for `https:`, `ALL_PROXY` counts, and
 * `NO_PROXY` knows ranges of addresses, takes all names of this machine for one, and means
 * subdomains only where it says so. Without `NO_PROXY` this machine is reached by the proxy, too.
 *
 * @returns a function that names the proxy for a target, or nothing
 */
export function proxiesOf(env: NodeJS.ProcessEnv): (target: URL) => string {
  const read = (name: string): string => env[name] || env[name.toUpperCase()] || '';
  const proxies: Record<string, string> = {
    'http:': read('http_proxy') || read('all_proxy'),
    'https:': read('https_proxy') || read('all_proxy'),
  };
  const exceptions = read('no_proxy')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(exceptionOf);
  return (target) => {
    const proxy = proxies[target.protocol];
    if (!proxy) return '';
    const host = canonical(target.hostname);
    const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
    if (exceptions.some((isExcepted) => isExcepted(host, port))) return '';
    return proxy.includes('://') ? proxy : `${target.protocol}//${proxy}`;
  };
}

type Exception = (host: string, port: number) => boolean;

/** One entry of NO_PROXY: `*`, a range of addresses, or a host, perhaps with a wildcard and a port. */
function exceptionOf(entry: string): Exception {
  if (entry === '*') return () => true;
  if (entry.includes('/')) return rangeOf(entry);
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
  const matches = hostOf(bracketed ?? plain ?? entry);
  return (host, actual) => (!port || Number(port) === actual) && matches(host);
}

function hostOf(name: string): (host: string) => boolean {
  const wildcard = /^\*?(?=\.)|^\*/.exec(name);
  if (wildcard) return (host) => host.endsWith(name.slice(wildcard[0].length));
  const own = canonical(name);
  if (isLoopback(own)) return isLoopback;
  if (!isIP(own)) return (host) => host === own;
  const list = new BlockList();
  list.addAddress(own, familyOf(own));
  return (host) => contains(list, host);
}

function rangeOf(entry: string): Exception {
  const [base = '', prefix] = entry.split('/');
  const network = canonical(base);
  const list = new BlockList();
  try {
    list.addSubnet(network, Number(prefix), familyOf(network));
  } catch {
    return () => false;
  }
  return (host) => contains(list, host);
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('0.0.0.0');
LOOPBACK.addAddress('::1', 'ipv6');
LOOPBACK.addAddress('::', 'ipv6');

function isLoopback(host: string): boolean {
  return host === 'localhost' || contains(LOOPBACK, host);
}

/** A list takes an IPv4 address that is written as an IPv6 one for what it is. */
function contains(list: BlockList, host: string): boolean {
  return isIP(host) !== 0 && list.check(host, familyOf(host));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** A host as URLs write it, without brackets and without the dot that may end a name. */
function canonical(name: string): string {
  const bare = name.replace(/^\[|\]$/g, '');
  try {
    const { hostname } = new URL(`http://${isIP(bare) === 6 ? `[${bare}]` : bare}`);
    return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  } catch {
    return bare;
  }
}
