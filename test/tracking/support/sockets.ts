import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { finalize, Observable, Subject } from 'rxjs';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { TrackConverge } from '../../../lib/index.js';
import { orderParts } from '../../utils/events.js';
import { forgetSent, LeakWatch, openConnections } from '../../utils/leaks.js';
import { startShop, type Shop } from '../../utils/shop.js';
import { eventually } from '../../utils/test-app.js';

/** How many sockets are open at once. */
const AT_ONCE = 50;

const leaks = new LeakWatch();
/** What all handlers subscribe to, so that a forgotten subscription is seen. */
const news = new Subject<object>();
let running = 0;
/** The orders of clients that have gone already. */
const late: Array<() => void> = [];

@WebSocketGateway()
class NewsGateway {
  /** A stream that never ends by itself. */
  @SubscribeMessage('stream')
  @TrackConverge('Placed Order')
  stream(): Observable<any> {
    return new Observable((subscriber) => {
      running++;
      const first = { event: 'first', data: orderParts() };
      leaks.add(subscriber, first);
      subscriber.next(first);
      return news.subscribe(subscriber);
    }).pipe(finalize(() => running--));
  }

  @SubscribeMessage('late')
  @TrackConverge('Placed Order')
  async late() {
    const order = orderParts();
    leaks.add(order);
    running++;
    await new Promise<void>((resolve) => void late.push(resolve));
    running--;
    return order;
  }
}

interface Client {
  send(event: string): void;
  close(): void;
}

async function connectIo(url: string): Promise<Client> {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false });
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', reject);
  });
  return { send: (event) => void socket.emit(event, {}), close: () => void socket.close() };
}

async function connectWs(url: string): Promise<Client> {
  const socket = new WebSocket(url.replace('http', 'ws'));
  await once(socket, 'open');
  return {
    send: (event) => socket.send(JSON.stringify({ event, data: {} })),
    // Without a farewell, as a telephone in a tunnel.
    close: () => socket.terminate(),
  };
}

/** @param count how many sockets are opened and closed in each case */
export function proveSocketsLeaveNothing(count: number): void {
  describe.each([
    ['socket.io', IoAdapter, connectIo],
    ['ws', WsAdapter, connectWs],
  ] as const)('sockets that are disconnected, on %s', (_name, Adapter, connect) => {
    let shop: Shop;

    beforeAll(async () => {
      shop = await startShop(
        // With one connection to Converge, which the first events open.
        { consent: () => 'send', delivery: { concurrency: 1 } },
        {
          providers: [NewsGateway],
          prepare: (app) => void app.useWebSocketAdapter(new Adapter(app)),
        },
      );
    });
    afterAll(() => shop.close());

    async function openAndClose(event: string) {
      const clients = await Promise.all(Array.from({ length: AT_ONCE }, () => connect(shop.url)));
      for (const client of clients) client.send(event);
      await eventually('all handlers run', () => running === AT_ONCE);
      for (const client of clients) client.close();
      await eventually('no socket is open', async () => (await openConnections(shop)) === 0);
      for (const finish of late.splice(0)) finish();
      await eventually('no handler runs', () => running === 0);
    }

    it.each([
      ['endless streams', 'stream'],
      ['handlers that are not done yet', 'late'],
    ])(`leave nothing of ${count} %s`, async (_what, event) => {
      await openAndClose(event);
      await forgetSent(shop);
      leaks.begin();
      for (let opened = 0; opened < count; opened += AT_ONCE) await openAndClose(event);
      await forgetSent(shop);
      expect(news.observed).toBe(false);
      await leaks.expectNothingLeft(count);
    });
  });
}
