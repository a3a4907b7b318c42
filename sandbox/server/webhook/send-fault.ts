import type { ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { toJsonBody } from '../http/router.js';
import type { SandboxFault } from '../sandbox.interface.js';

export const HUGE_ANSWER_BYTES = 64 * 1024 * 1024;
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

type StatusFault = Extract<ReplacingFault, object>;

function sendStatus(fault: StatusFault, response: ServerResponse): void {
  const { headers, body } = toMessage(fault);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.statusCode = fault.status;
  response.end(body);
}

/** The headers and the body of a fault with a status. */
export function toMessage({ status, headers = {}, body }: StatusFault) {
  const isEmpty = status === 204 || status === 304;
  const text = body ?? (isEmpty ? '' : toJsonBody({ error: 'a simulated failure' }));
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  const type = body === undefined ? 'application/json; charset=utf-8' : 'text/plain';
  const added = hasType || (isEmpty && body === undefined) ? {} : { 'Content-Type': type };
  return { headers: { ...headers, ...added } as Record<string, string>, body: text };
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
