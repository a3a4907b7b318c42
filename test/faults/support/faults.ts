import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { createSandbox, type Sandbox, type SandboxFault } from '../../../sandbox/server/index.js';
import { makeCertificate } from '../../utils/certificate.js';

/** A place to post to that behaves badly until it is healed. */
export interface FaultyConverge {
  readonly token: string;
  readonly endpoint: string;
  readonly tls?: ConnectionOptions;
  begin(): void;
  heal(): Promise<void> | void;
  /** The bodies that were read since {@link begin}. */
  bodies(): string[];
  close(): Promise<void>;
}

/** What answers may say with nothing but their status. */
const STATUSES = [500, 408, 425, 400, 413, 401, 403, 404, 405, 407, 421, 451];

/** Each fault by the name that the table in `docs/delivery.md` gives it. */
export const FAULTS: Record<string, () => Promise<FaultyConverge>> = {
  ...Object.fromEntries(STATUSES.map((status) => [`answers ${status}`, onFirst({ status })])),
  'answers 429 with `Retry-After`': onFirst({ status: 429, headers: { 'Retry-After': '1' } }),
  'answers 429 without `Retry-After`': onFirst({ status: 429 }),
  'answers 302': onFirst({ status: 302, headers: { Location: 'http://127.0.0.1/' } }),
  'does not answer within `delivery.timeoutMs`': onFirst('hang'),
  'stops in the middle of its answer 200': onFirst('hang-in-answer'),
  'resets the connection': onFirst('reset'),
  'resets the next connection, too': onFirst('reset', 2),
  'refuses the connection': refusing,
  'shows a certificate that is not trusted': untrusted,
  'answers slowly, but in time': onFirst({ delayMs: 50 }),
  'answers 200 with 64 MiB': onFirst('huge-answer'),
  'answers 200 without JSON': onFirst({ status: 200, body: '<html>' }),
};

/** Only the first request meets the fault, or the first ones. */
function onFirst(fault: SandboxFault, count = 1): () => Promise<FaultyConverge> {
  return async () => {
    const sandbox = await createSandbox();
    return {
      ...sandbox,
      begin: () => {
        sandbox.clear();
        sandbox.simulateFault(fault, count);
      },
      heal: () => undefined,
      bodies: () => sandbox.requests().map(({ body }) => body),
    };
  };
}

async function refusing(): Promise<FaultyConverge> {
  let sandbox: Sandbox = await createSandbox();
  const { endpoint, token } = sandbox;
  await sandbox.close();
  return {
    endpoint,
    token,
    begin: () => undefined,
    heal: async () => {
      sandbox = await createSandbox({ port: Number(new URL(endpoint).port) });
    },
    bodies: () => sandbox.requests().map(({ body }) => body),
    close: () => sandbox.close(),
  };
}

/** TLS in front of a sandbox. */
async function untrusted(): Promise<FaultyConverge> {
  const sandbox = await createSandbox();
  const [wrong, right] = await Promise.all([makeCertificate(), makeCertificate()]);
  const server: Server = createServer(wrong, (request, response) => {
    const { headers, method } = request;
    const { host: _host, ...rest } = headers;
    const onwards = httpRequest(sandbox.endpoint, { method, headers: rest }, (answer) => {
      response.writeHead(answer.statusCode!);
      answer.pipe(response);
    });
    request.pipe(onwards);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    token: sandbox.token,
    endpoint: `https://localhost:${(server.address() as AddressInfo).port}/api/webhooks`,
    tls: { ca: right.cert, family: 4 } as ConnectionOptions,
    begin: () => undefined,
    heal: () => server.setSecureContext(right),
    bodies: () => sandbox.requests().map(({ body }) => body),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await sandbox.close();
    },
  };
}
