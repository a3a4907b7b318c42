import type { ServerResponse } from 'node:http';

/** With so much still to be sent to a client, it gets nothing more for a while. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** A client of the stream, and what it has heard of. */
export class Listener {
  constructor(
    private readonly response: ServerResponse,
    /** The number of the last request that it knows. */
    public known: number,
  ) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
    response.write('retry: 1000\n\n');
  }

  get isBusy(): boolean {
    return this.response.writableLength > MAX_WAITING_BYTES;
  }

  send(event: string, data: object, id?: string): void {
    const idLine = id === undefined ? '' : `id: ${id}\n`;
    this.response.write(`event: ${event}\n${idLine}data: ${JSON.stringify(data)}\n\n`);
  }

  /** A comment, which keeps the connection open. */
  beat(): void {
    this.response.write(':\n\n');
  }
}
