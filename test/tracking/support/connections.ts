import { EventEmitter, once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Get,
  Injectable,
  Post,
  Sse,
  StreamableFile,
  type MessageEvent,
} from '@nestjs/common';
import { finalize, Observable, Subject } from 'rxjs';
import { ConvergeContext, ConvergeService, TrackConverge } from '../../../lib/index.js';
import { orderParts } from '../../utils/events.js';
import { forgetSent, LeakWatch, openConnections } from '../../utils/leaks.js';
import { startShop, type Shop } from '../../utils/shop.js';
import { eventually, PLATFORMS } from '../../utils/test-app.js';

/** How many connections are open at once. */
const AT_ONCE = 50;

const leaks = new LeakWatch();
/** What all handlers subscribe to, so that a forgotten subscription is seen. */
const news = new Subject<MessageEvent>();
let running = 0;
/** Lets the late handlers finish. */
const gate = new EventEmitter().setMaxListeners(0);

@Injectable()
class Coupons {
  constructor(
    readonly context: ConvergeContext,
    readonly converge: ConvergeService,
  ) {}
}

/** A stream that never ends by itself. */
function stream(): Observable<MessageEvent> {
  return new Observable<MessageEvent>((subscriber) => {
    running++;
    const first = { data: orderParts() };
    leaks.add(subscriber, first);
    subscriber.next(first);
    return news.subscribe(subscriber);
  }).pipe(finalize(() => running--));
}

@Controller()
class StreamsController {
  constructor(private readonly coupons: Coupons) {}

  @Sse('tracked')
  @TrackConverge('Placed Order')
  tracked(): any {
    this.coupons.context.addProperties({ coupon: 'a' });
    return stream();
  }

  @Sse('plain')
  plain() {
    return stream();
  }

  @Get('file')
  @TrackConverge('Placed Order', {
    properties: () => orderParts().properties,
    aliases: () => orderParts().aliases,
  })
  file() {
    running++;
    // Begins, and never ends.
    const file = new Readable({ read: () => undefined });
    file.push('a');
    file.once('close', () => running--);
    leaks.add(file);
    return new StreamableFile(file);
  }

  /** Finishes when its client has gone already. */
  @Post('late')
  @TrackConverge('Placed Order')
  async late() {
    const order = orderParts();
    leaks.add(order);
    running++;
    await new Promise<void>((resolve) => gate.once('open', resolve));
    running--;
    return order;
  }
}

/** @param count how many connections are opened and closed in each case */
export function proveConnectionsLeaveNothing(count: number): void {
  describe.each(PLATFORMS)('connections that end early, on %s', (platform) => {
    let shop: Shop;

    beforeAll(async () => {
      shop = await startShop(
        {
          consent: () => 'send',
          requestContext: { userAgent: true },
          // So that the first events open as many connections to Converge as all others.
          delivery: { concurrency: 1 },
        },
        { platform, controllers: [StreamsController], providers: [Coupons] },
      );
    });
    afterAll(() => shop.close());

    /** Sends a request, and returns once its handler runs or its answer has begun. */
    async function open(method: string, path: string, waitsForAnswer: boolean) {
      const client: ClientRequest = httpRequest(`${shop.url}/${path}`, { method, agent: false });
      client.on('error', () => undefined);
      client.end();
      if (!waitsForAnswer) return client;
      const [response] = (await once(client, 'response')) as [IncomingMessage];
      response.on('error', () => undefined);
      await once(response, 'data');
      return client;
    }

    async function openAndClose(method: string, path: string, waitsForAnswer: boolean) {
      const clients = await Promise.all(
        Array.from({ length: AT_ONCE }, () => open(method, path, waitsForAnswer)),
      );
      await eventually('all handlers run', () => running === AT_ONCE);
      const closed = clients.map(
        (client) => new Promise((resolve) => client.once('close', resolve)),
      );
      for (const client of clients) client.destroy();
      await Promise.all(closed);
      await eventually('no connection is open', async () => (await openConnections(shop)) === 0);
      gate.emit('open');
      await eventually('no handler runs', () => running === 0);
    }

    it.each([
      ['tracked SSE subscriptions', 'GET', 'tracked', true],
      ['untracked SSE subscriptions', 'GET', 'plain', true],
      ['downloads that are cut off', 'GET', 'file', true],
      ['requests that are aborted before their handler is done', 'POST', 'late', false],
    ])(`leave nothing of ${count} %s`, async (_what, method, path, waitsForAnswer) => {
      // The first ones make what is kept for good.
      await openAndClose(method, path, waitsForAnswer);
      await forgetSent(shop);
      leaks.begin();
      for (let opened = 0; opened < count; opened += AT_ONCE) {
        await openAndClose(method, path, waitsForAnswer);
      }
      await forgetSent(shop);
      expect(news.observed).toBe(false);
      await leaks.expectNothingLeft(count);
    });
  });
}
