import type { ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { sendJson } from '../http/router.js';
import type { SandboxFault } from '../sandbox.interface.js';

const HUGE_ANSWER_BYTES = 64 * 1024 * 1024;
const CHUNK = Buffer.alloc(64 * 1024, ' ');

/** A fault that replaces the answer, unlike a delay. */
export type ReplacingFault = Exclude<SandboxFault, { delayMs: number }>;

/** @returns the status that the client sees; undefined without an answer */
export function statusOf(fault: ReplacingFault): number | undefined {
  if (typeof fault === 'object') return fault.status;
  return fault === 'hang' || fault === 'reset' ? undefined : 200;
}

/** Answers with a fault. */
export function sendFault(fault: ReplacingFault, response: ServerResponse): void {
  switch (fault) {
    case 'hang':
      return;
    case 'hang-in-answer':
      return sendHalf(response);
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'huge-answer':
      response.writeHead(200, { 'Content-Type': 'application/json' });
      // The client is expected to close the connection: not an error.
      pipeline(Readable.from(hugeBody()), response, () => {});
      return;
    default:
      sendStatus(fault, response);
  }
}

function sendStatus(
  { status, headers, body }: Extract<ReplacingFault, object>,
  response: ServerResponse,
): void {
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  if (body === undefined && status !== 204 && status !== 304) {
    return sendJson(response, status, { error: 'a simulated failure' });
  }
  if (body !== undefined && !response.hasHeader('content-type'))
    response.setHeader('Content-Type', 'text/plain');
  response.writeHead(status).end(body);
}

function sendHalf(response: ServerResponse): void {
  const body = JSON.stringify({ simulated: true, status: 'accepted' });
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  });
  response.write(body.slice(0, body.length / 2));
}

function* hugeBody(): Generator<Buffer> {
  for (let sent = 0; sent < HUGE_ANSWER_BYTES; sent += CHUNK.length) yield CHUNK;
}
