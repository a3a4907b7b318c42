import type { ServerResponse } from 'node:http';
import type { ShopWatch } from './shop/shop-watch.js';
import type { Memory } from './store/memory.js';
import { summarise } from './store/stored-request.js';
import { describeFault } from './webhook/fault-json.js';
import type { FaultPlan } from './webhook/fault-plan.js';

/** The pause between two messages, in milliseconds. */
const PAUSE_MS = 100;
const HEARTBEAT_MS = 15_000;
const MAX_BATCH = 1000;
/** A client with more unsent bytes than these gets no more for now. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** A client of the stream. */
interface Client {
  readonly response: ServerResponse;
  /** The number of the last request that it has got. */
  known: number;
}

/**
 * Sends new requests to clients, as server-sent events. They are read from the memory when they are
 * sent, so a slow client needs no buffer.
 */
export class LiveStream {
  private readonly clients = new Set<Client>();
  private timer: NodeJS.Timeout | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private lastAt = 0;

  constructor(
    private readonly memory: Memory,
    private readonly faults: FaultPlan,
    private readonly shop: ShopWatch | undefined,
  ) {
    memory.on('request', () => this.schedule());
    memory.on('cleared', () => this.sendCleared());
    faults.on('change', () => {
      for (const client of this.clients)
        send(client, 'fault', describeFault(this.faults, this.memory));
    });
    shop?.on('change', () => {
      for (const client of this.clients) this.sendShop(client);
    });
  }

  /** @param after the revision or number up to which the client has all requests; now by default */
  open(response: ServerResponse, after: string | null): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
    response.write('retry: 1000\n\n');
    const known = this.knownBy(after);
    const client: Client = { response, known: known ?? this.memory.newestNumber };
    if (known === undefined) send(client, 'cleared', {}, this.memory.revision);
    // Its id lets a client that reconnects continue, even if no request came until then.
    send(
      client,
      'fault',
      describeFault(this.faults, this.memory),
      this.memory.revisionAt(client.known),
    );
    this.sendShop(client);
    this.clients.add(client);
    this.shop?.start();
    response.once('close', () => this.remove(client));
    this.heartbeat ??= setInterval(() => {
      // A comment keeps the connection open.
      for (const each of this.clients) each.response.write(':\n\n');
    }, HEARTBEAT_MS);
    this.schedule();
  }

  /** @returns undefined for a revision of another sandbox or of the time before a clearing */
  private knownBy(after: string | null): number | undefined {
    const { newestNumber } = this.memory;
    if (after === null || after === '') return newestNumber;
    const number = /^\d+$/.test(after) ? Number(after) : this.memory.numberOf(after);
    return number !== undefined && number <= newestNumber ? number : undefined;
  }

  private schedule(): void {
    if (this.timer !== undefined || this.clients.size === 0) return;
    const wait = Math.max(0, this.lastAt + PAUSE_MS - performance.now());
    this.timer = setTimeout(() => this.sendRequests(), wait);
  }

  private sendRequests(): void {
    this.timer = undefined;
    this.lastAt = performance.now();
    let isBehind = false;
    for (const client of this.clients) {
      if (client.response.writableLength <= MAX_WAITING_BYTES) this.sendNext(client);
      isBehind ||= client.known < this.memory.newestNumber;
    }
    if (isBehind) this.schedule();
  }

  private sendNext(client: Client): void {
    const requests = this.memory.requests.after(client.known, MAX_BATCH);
    client.known = requests.at(-1)?.number ?? this.memory.newestNumber;
    if (requests.length === 0) return;
    send(client, 'request', requests.map(summarise), this.memory.revisionAt(client.known));
  }

  private sendShop(client: Client): void {
    const state = this.shop?.state;
    if (state === undefined || client.response.writableLength > MAX_WAITING_BYTES) return;
    send(client, 'shop', state);
  }

  private sendCleared(): void {
    for (const client of this.clients) {
      client.known = this.memory.newestNumber;
      send(client, 'cleared', {}, this.memory.revision);
    }
  }

  private remove(client: Client): void {
    this.clients.delete(client);
    if (this.clients.size > 0) return;
    clearInterval(this.heartbeat);
    clearTimeout(this.timer);
    this.shop?.stop();
    this.heartbeat = this.timer = undefined;
  }
}

function send({ response }: Client, event: string, data: object, id?: string): void {
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  response.write(`event: ${event}\n${idLine}data: ${JSON.stringify(data)}\n\n`);
}
