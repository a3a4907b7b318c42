import { createServer } from 'node:http';
import { ConnectionCounter } from './connection-counter.js';
import { FaultPlan } from './fault-plan.js';
import { listen } from './listen.js';
import { LoopbackGuard } from './loopback-guard.js';
import { Memory } from './memory.js';
import { resolveOptions } from './resolve-options.js';
import { route } from './router.js';
import { createRoutes, WEBHOOK_PATH } from './routes.js';
import type { SandboxOptions } from './sandbox-options.interface.js';
import type { Sandbox } from './sandbox.interface.js';
import { setSecureHeaders } from './secure-headers.js';
import { sendJson } from './send-json.js';

/** Long enough that nobody reuses a connection in the moment in which it is closed. */
const KEEP_ALIVE_MS = 60_000;

/**
 * Starts a sandbox on 127.0.0.1, resolves when it listens.
 *
 * @example
 * const sandbox = await createSandbox();
 * // ... let the application send to sandbox.endpoint with sandbox.token ...
 * const [first] = await sandbox.waitForEvents(1);
 * await sandbox.close();
 *
 * @publicApi
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port, token, maxEvents } = resolveOptions(options);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
  const connections = new ConnectionCounter(server);
  const memory = new Memory(maxEvents);
  const faults = new FaultPlan();

  const actualPort = await listen(server, port);
  const url = `http://127.0.0.1:${actualPort}`;
  const guard = new LoopbackGuard(actualPort);
  const routes = createRoutes(url, token, memory, faults);
  server.on('request', (request, response) => {
    setSecureHeaders(response);
    const error = guard.refuse(request);
    if (error === undefined) void route(routes, request, response);
    else sendJson(response, 403, { error });
  });

  return {
    url,
    endpoint: url + WEBHOOK_PATH,
    token,
    events: () => memory.events.all(),
    requests: () => memory.requests.all(),
    connections: () => connections.open,
    connectionsPeak: () => connections.peak,
    waitForEvents: (count, timeoutMs = 10_000) => memory.waiters.wait(count, timeoutMs),
    misbehave: (fault, times) => faults.set(fault, times),
    clear: () => {
      memory.clear();
      connections.resetPeak();
    },
    close: () =>
      new Promise((resolve) => {
        memory.waiters.failAll('before the sandbox was closed');
        // The error of a second call says that the server is closed, which is what was wanted.
        server.close(() => resolve());
        connections.endAll();
      }),
  };
}
