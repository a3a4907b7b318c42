import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway, WsException } from '@nestjs/websockets';
import { concat, from, map, of, Subject, throwError } from 'rxjs';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { TrackConverge, type TrackingContext } from '../../lib/index.js';
import { orderParts } from '../utils/events.js';
import { eventually } from '../utils/test-app.js';
import { useOneShop } from '../utils/use-shop.js';

interface Order {
  readonly id: string;
}

/** What a gateway answers: both adapters send its data under its event. */
interface Answer {
  readonly event: string;
  readonly data: Order;
}

const results: unknown[] = [];
const contexts: TrackingContext[] = [];

/** What `when` of a handler waits for. */
let recording: Promise<boolean>;

const options = {
  properties: (result: Answer, context: TrackingContext) => {
    results.push(result);
    contexts.push(context);
    return orderParts(result.data.id).properties;
  },
  profileProperties: () => orderParts().profile_properties,
  aliases: () => ['urn:a:b'],
};

/** The values of the stream that the client leaves, and how many listen to it. */
const endless = new Subject<Answer>();

@WebSocketGateway()
class OrdersGateway {
  @SubscribeMessage('place')
  @TrackConverge('Placed Order', options)
  async place(_client: unknown, order: Order): Promise<Answer> {
    return { event: 'placed', data: order };
  }

  @SubscribeMessage('held')
  @TrackConverge('Placed Order', { ...options, when: () => recording })
  async held(_client: unknown, order: Order): Promise<Answer> {
    return { event: 'placed', data: order };
  }

  @SubscribeMessage('ping')
  ping() {
    return { event: 'pong', data: null };
  }

  @SubscribeMessage('stream')
  @TrackConverge('Placed Order', options)
  stream() {
    return from(['a', 'b']).pipe(map((id) => ({ event: 'placed', data: { id } })));
  }

  @SubscribeMessage('half')
  @TrackConverge('Placed Order', options)
  half() {
    return concat(
      of({ event: 'placed', data: { id: 'half' } }),
      throwError(() => new WsException('no stock')),
    );
  }

  @SubscribeMessage('endless')
  @TrackConverge('Placed Order', options)
  endless() {
    return endless;
  }

  @SubscribeMessage('fails')
  @TrackConverge('Placed Order', options)
  fails(): Answer {
    throw new WsException('no stock');
  }
}

/** A client of either adapter, and what it has received. */
interface Client {
  readonly received: { event: string; data: unknown }[];
  send(event: string, data: unknown): void;
  close(): void;
}

async function connectIo(url: string): Promise<Client> {
  const socket = io(url, { transports: ['websocket'] });
  const received: Client['received'] = [];
  socket.onAny((event: string, data: unknown) => void received.push({ event, data }));
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', reject);
  });
  return {
    received,
    send: (event, data) => void socket.emit(event, data),
    close: () => void socket.close(),
  };
}

async function connectWs(url: string): Promise<Client> {
  const socket = new WebSocket(url.replace('http', 'ws'));
  const received: Client['received'] = [];
  socket.on('message', (text: Buffer) => void received.push(JSON.parse(String(text))));
  await once(socket, 'open');
  return {
    received,
    send: (event, data) => socket.send(JSON.stringify({ event, data })),
    close: () => socket.close(),
  };
}

describe.each([
  ['socket.io', IoAdapter, connectIo],
  ['ws', WsAdapter, connectWs],
] as const)('the messages of a gateway on %s', (_name, Adapter, connect) => {
  afterAll(() => client.close());
  const shop = useOneShop({
    providers: [OrdersGateway],
    prepare: (app) => app.useWebSocketAdapter(new Adapter(app)),
  });
  let client: Client;

  beforeAll(async () => {
    client = await connect(shop.url);
  });

  beforeEach(() => void (client.received.length = results.length = contexts.length = 0));

  const answers = (count: number) =>
    eventually('the gateway answers', () => client.received.length === count);

  it('tracks an answered socket message', async () => {
    client.send('place', { id: '7' });
    await answers(1);
    const answer = { event: 'placed', data: { id: '7' } };
    expect(client.received).toEqual([answer]);
    await shop.sandbox.waitForEvents(1);
    expect([await shop.sentIds(), results]).toEqual([['7'], [answer]]);
    const [context] = contexts;
    expect(context).toMatchObject({
      handler: 'OrdersGateway#place',
      transport: 'ws',
      request: undefined,
    });
    expect(context!.args[1]).toEqual({ id: '7' });
  });

  it('answers a socket message when its event is recorded', async () => {
    let record: (yes: boolean) => void = () => undefined;
    recording = new Promise((resolve) => (record = resolve));
    client.send('held', { id: '8' });
    for (let pings = 1; pings <= 3; pings++) {
      client.send('ping', null);
      await answers(pings);
    }
    expect(client.received.map(({ event }) => event)).toEqual(['pong', 'pong', 'pong']);
    record(true);
    await answers(4);
    expect(client.received[3]).toEqual({ event: 'placed', data: { id: '8' } });
    expect(await shop.sentIds()).toEqual(['8']);
  });

  it('lets the values of a socket stream pass, and tracks the last one', async () => {
    client.send('stream', {});
    await answers(2);
    await shop.sandbox.waitForEvents(1);
    expect(client.received.map(({ data }) => data)).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(await shop.sentIds()).toEqual(['b']);
  });

  it('tracks nothing of a socket message that fails', async () => {
    client.send('fails', {});
    await answers(1);
    expect(client.received[0]).toMatchObject({ event: 'exception' });
    client.send('place', { id: 'after' });
    await shop.sandbox.waitForEvents(1);
    expect(await shop.sentIds()).toEqual(['after']);
    expect(results).toHaveLength(1);
  });

  it('lets a value of a socket and the error after it pass, and tracks none', async () => {
    client.send('half', {});
    await answers(2);
    expect(client.received[0]).toEqual({ event: 'placed', data: { id: 'half' } });
    expect(client.received[1]).toMatchObject({ event: 'exception' });
    expect(await shop.sentIds()).toEqual([]);
  });

  it('tracks nothing of a socket stream whose client leaves before its end', async () => {
    const leaver = await connect(shop.url);
    leaver.send('endless', {});
    await eventually('the stream runs', () => endless.observed);
    endless.next({ event: 'placed', data: { id: 'left' } });
    await eventually('a value arrives', () => leaver.received.length === 1);
    leaver.close();
    await eventually('the stream is left', () => !endless.observed);
    expect([await shop.sentIds(), results]).toEqual([[], []]);
  });
});
