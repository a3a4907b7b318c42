import type { ServerResponse } from 'node:http';

/**
 * Sends an object of the sandbox's own making, or a list. Objects are marked as simulated, since
 * Converge documents no body for any answer.
 */
export function sendJson(response: ServerResponse, status: number, content: object): void {
  const marked = Array.isArray(content) ? content : { simulated: true, ...content };
  const body = JSON.stringify(marked);
  response
    .writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
    })
    .end(body);
}
