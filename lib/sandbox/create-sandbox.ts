import { createServer } from 'node:http';
import { AccessKey } from './http/access-key.js';
import { ConnectionCounter } from './http/connection-counter.js';
import { HostGuard } from './http/host-guard.js';
import { listen } from './http/listen.js';
import { isLoopback, urlHost } from './http/loopback.js';
import { resolveOptions } from './resolve-options.js';
import { createRoutes, WEBHOOK_PATH } from './routes.js';
import type { SandboxOptions } from './sandbox-options.interface.js';
import type { Sandbox } from './sandbox.interface.js';
import { serve } from './serve.js';
import { Journal } from './store/journal.js';
import { Memory } from './store/memory.js';
import { Recorder } from './store/recorder.js';
import { toSandboxEvent, toSandboxRequest } from './store/snapshots.js';
import { FaultPlan } from './webhook/fault-plan.js';

/** Long enough that nobody reuses a connection in the moment in which it is closed. */
const KEEP_ALIVE_MS = 60_000;

/**
 * Starts a sandbox, resolves when it listens.
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
  const { port, host, allowedHosts, token, maxEvents, data } = resolveOptions(options);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
  const connections = new ConnectionCounter(server);
  const memory = new Memory(maxEvents);
  const faults = new FaultPlan();

  // A taken port keeps two sandboxes that were started alike from writing to one file.
  const actualPort = await listen(server, port, host);
  const recorder = openRecorder(memory, data, () => server.close());
  const url = `http://${urlHost(host)}:${actualPort}`;
  const endpoint = url + WEBHOOK_PATH;
  const key = isLoopback(host) ? undefined : new AccessKey(actualPort);
  const facts = { endpoint, maxEvents, isOnDisk: data !== undefined };
  const routes = createRoutes({ facts, memory, faults, recorder, token });
  server.on('request', serve(routes, new HostGuard(host, actualPort, allowedHosts), key));

  return {
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
    waitForEvents: (count, timeoutMs = 10_000) => memory.waiters.wait(count, timeoutMs),
    misbehave: (fault, range) =>
      faults.set(fault, typeof range === 'object' ? range : { times: range }),
    clear: () => {
      recorder.clear();
      connections.resetPeak();
    },
    close: () =>
      new Promise((resolve) => {
        memory.waiters.failAll('before the sandbox was closed');
        // The error of a second call says that the server is closed, which is what was wanted.
        server.close(() => {
          recorder.close();
          resolve();
        });
        connections.endAll();
      }),
  };
}

function openRecorder(memory: Memory, data: string | undefined, onFailure: () => void): Recorder {
  try {
    const recorder = new Recorder(memory, data === undefined ? undefined : new Journal(data));
    recorder.restore();
    return recorder;
  } catch (error) {
    onFailure();
    throw error;
  }
}

function networkWarning(host: string): string {
  return (
    `The sandbox listens on ${host}, not only on this machine: whoever has its address and access key ` +
    'sees all events, with personal data, and nothing is encrypted on the way.'
  );
}
