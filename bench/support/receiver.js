import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** What may be the id of an order, in whatever format a library sends it. */
const IDS = /"(order-\d+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})"/g;

/** Takes events in the format of any library, and knows which ids were in them; stands in for the sandbox. */
export class Receiver {
  ids = new Set();
  fault = {};

  async open() {
    this.server = createServer((request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => this.answer(request, Buffer.concat(chunks), response));
    });
    this.server.keepAliveTimeout = 60_000;
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.endpoint = `http://127.0.0.1:${this.server.address().port}/hook`;
    return this;
  }

  /** @param fault a status, or a delay in milliseconds; {} for none */
  simulateFault(fault) {
    this.fault = fault;
  }

  /** As the sandbox has them. */
  events() {
    return [...this.ids].map((id) => ({ event: { event_id: id } }));
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }

  answer(request, body, response) {
    const { status = 200, delayMs = 0 } = this.fault;
    if (status === 200) {
      const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      for (const [, id] of String(text).matchAll(IDS)) this.ids.add(id);
    }
    response.writeHead(status, { 'content-type': 'application/json' });
    // Each library finds what it looks for.
    setTimeout(() => response.end('{"code":200,"status":1,"success":true}'), delayMs);
  }
}
