import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIPv6, type AddressInfo, type Socket } from 'node:net';
import { isLoopback, SANDBOX_TOKEN } from '../../lib/options/environment.js';
import { AccessKey, randomSecret } from './http/access-key.js';
import { HostGuard } from './http/host-guard.js';
import { HttpError, route, sendError, type Routes } from './http/router.js';
import { createRoutes, WEBHOOK_PATH } from './routes.js';
import type { Sandbox, SandboxOptions } from './sandbox.interface.js';
import { ShopWatch } from './shop/shop-watch.js';
import { Journal } from './store/journal.js';
import { Memory } from './store/memory.js';
import { waitForEvents } from './store/wait-for-events.js';
import { toSandboxEvent, toSandboxRequest } from './store/stored-request.js';
import { FaultPlan } from './webhook/fault-plan.js';

/** Long enough that no client reuses a connection while it is being closed. */
const KEEP_ALIVE_MS = 60_000;

/** How an application on this machine may write the sandbox's address. */
const LOOPBACK_URLS = ['http://127.0.0.1', 'http://localhost', 'http://[::1]'];

/** The headers of every answer: events hold personal data, which must not be cached or leaked. */
const SECURE_HEADERS = new Headers({
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
});

/**
 * Starts a sandbox; resolves when it listens.
 *
 * @example
 * const sandbox = await createSandbox();
 * // ... let the application send to sandbox.endpoint with sandbox.token ...
 * const [first] = await sandbox.waitForEvents(1);
 * await sandbox.close();
 *
 * @throws TypeError or RangeError for an invalid option, and Node's own error if the port is taken or the
 * file cannot be written
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  return (await startSandbox(options, false)).sandbox;
}

/**
 * {@link createSandbox}, with its memory, for the command line.
 *
 * @param takesAnyToken whether every token is right as long as only this machine reaches the sandbox: also
 * that of the real source, which the application may have
 */
export async function startSandbox(
  options: SandboxOptions,
  takesAnyToken: boolean,
): Promise<{ readonly sandbox: Sandbox; readonly memory: Memory }> {
  const { host, allowedHosts, maxEvents, data, outbox, ...wanted } = resolveOptions(options);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
  const connections = new ConnectionCounter(server);
  const faults = new FaultPlan();
  const closing = new AbortController();

  // Listens before it opens the file: a taken port prevents two sandboxes from writing to one file.
  server.listen(wanted.port, host);
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;
  const memory = openMemory(maxEvents, data, () => server.close());
  const url = `http://${urlHost(host)}:${port}`;
  const endpoint = url + WEBHOOK_PATH;
  const key = isLoopback(address) ? undefined : new AccessKey();
  const token = wanted.token ?? (key === undefined ? SANDBOX_TOKEN : randomSecret());
  const accepted = takesAnyToken && key === undefined ? undefined : token;
  const guard = new HostGuard(key === undefined ? port : undefined, [host, ...allowedHosts]);
  const facts = {
    endpoint,
    token: (accepted ?? SANDBOX_TOKEN) === SANDBOX_TOKEN ? SANDBOX_TOKEN : null,
    maxEvents,
    isOnDisk: data !== undefined,
    outbox: outbox ?? null,
  };
  const endpoints = [url, ...LOOPBACK_URLS.map((each) => `${each}:${port}`)].map(
    (each) => each + WEBHOOK_PATH,
  );
  const tokens = new Set(accepted === undefined ? [token, SANDBOX_TOKEN] : [token]);
  const shop =
    outbox === undefined ? undefined : new ShopWatch(outbox, { endpoints, tokens }, memory);
  const routes = createRoutes({ facts, memory, faults, token: accepted, tokens, shop });
  server.on('request', (request, response) => serve(request, response, { routes, guard, key }));

  const sandbox: Sandbox = {
    url,
    pageUrl: key === undefined ? `${url}/` : `${url}/?key=${key.value}`,
    endpoint,
    token,
    accessKey: key?.value,
    warning: key === undefined ? undefined : networkWarning(host),
    events: () => memory.events.toArray().map(toSandboxEvent),
    requests: () => memory.requests.toArray().map(toSandboxRequest),
    connections: () => connections.open,
    connectionsPeak: () => connections.peak,
    waitForEvents: (count, timeoutMs = 10_000) =>
      waitForEvents(memory, count, timeoutMs, closing.signal),
    simulateFault: (fault, range) =>
      faults.set(fault, typeof range === 'object' ? range : { times: range }),
    clear: () => {
      memory.clear();
      connections.resetPeak();
    },
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        shop?.stop();
        // A second call gives an error, because the server is closed already.
        server.close(() => {
          memory.close();
          resolve();
        });
        connections.endAll();
      }),
  };
  return { sandbox, memory };
}

/** Fills in the defaults. @throws TypeError or RangeError for an invalid option */
function resolveOptions({
  port = 0,
  host = '127.0.0.1',
  allowedHosts = [],
  token,
  maxEvents = 100_000,
  data,
  outbox,
}: SandboxOptions) {
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new TypeError(
      'createSandbox(): token must be visible ASCII, because it is sent in a header',
    );
  }
  if (!Number.isSafeInteger(maxEvents) || maxEvents < 1) {
    throw new RangeError(`createSandbox(): maxEvents must be a whole number ≥ 1, not ${maxEvents}`);
  }
  // An empty host would listen on all addresses.
  if (host === '') throw new TypeError('createSandbox(): host must not be empty');
  if (data === '') throw new TypeError('createSandbox(): data must be the path of a file');
  if (outbox === '') throw new TypeError('createSandbox(): outbox must be the path of a file');
  return { port, host, allowedHosts, token, maxEvents, data, outbox };
}

function openMemory(maxEvents: number, data: string | undefined, onFailure: () => void): Memory {
  try {
    const memory = new Memory(maxEvents, data === undefined ? undefined : new Journal(data));
    memory.restore();
    return memory;
  } catch (error) {
    onFailure();
    throw error;
  }
}

interface Service {
  readonly routes: Routes;
  readonly guard: HostGuard;
  /** Required for everything but the webhook, which has its token; undefined if not required. */
  readonly key: AccessKey | undefined;
}

function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { routes, guard, key }: Service,
): void {
  response.setHeaders(SECURE_HEADERS);
  try {
    const refusal = guard.refuse(request);
    if (refusal !== undefined) throw new HttpError(403, refusal);
    const isWebhook = request.url?.split('?', 1)[0] === WEBHOOK_PATH;
    if (key !== undefined && !isWebhook && !key.admit(request, response)) return;
  } catch (error) {
    return sendError(response, error);
  }
  void route(routes, request, response);
}

/** The host in a URL by which this machine reaches a sandbox that listens on an address. */
export function urlHost(host = '127.0.0.1'): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return isIPv6(host) ? `[${host}]` : host;
}

function networkWarning(host: string): string {
  return (
    `The sandbox listens on ${host}, not only on this machine: anyone with its address and access key ` +
    'sees all events and their personal data, and the connection is not encrypted.'
  );
}

/** Counts the sockets of a server, and can end them. */
class ConnectionCounter {
  peak = 0;
  private readonly sockets = new Set<Socket>();

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      this.peak = Math.max(this.peak, this.open);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  get open(): number {
    return this.sockets.size;
  }

  resetPeak(): void {
    this.peak = this.open;
  }

  endAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}
