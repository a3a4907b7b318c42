import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BadRequestException,
  Body,
  Controller,
  Get,
  Injectable,
  Param,
  Post,
  Req,
  Scope,
  Sse,
  UseInterceptors,
  type CallHandler,
  type NestInterceptor,
} from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { Inject } from '@nestjs/common';
import { concat, map, NEVER, of, throwError, type Observable } from 'rxjs';
import {
  TrackConverge,
  type AliasesMapper,
  type PropertiesMapper,
  type TrackingContext,
} from '../../lib/index.js';
import { echoController } from '../utils/echo-controller.js';
import { useEnvironment } from '../utils/environment.js';
import { orderParts } from '../utils/events.js';
import { eventually, PLATFORMS } from '../utils/test-app.js';
import { useOneShop, useShop } from '../utils/use-shop.js';

interface Order {
  id: string;
  total: number;
}

const { profile_properties } = orderParts();
const propertiesOf = ({ id, total }: Order) => ({
  ...orderParts(id).properties,
  total_price: total,
});

/** The options of a handler that returns an order. */
const fromOrder = {
  properties: propertiesOf,
  profileProperties: () => profile_properties,
  aliases: (order: Order) => [`urn:order:${order.id}`],
};

@Injectable()
class Prices {
  readonly currency = 'CHF';
}

@Injectable()
class RegisteredMapper implements PropertiesMapper<Order, 'Placed Order'> {
  constructor(private readonly prices: Prices) {}
  map(order: Order) {
    return { ...propertiesOf(order), currency: this.prices.currency };
  }
}

/** Not among the providers: created by the injector, with its dependency. */
@Injectable()
class UnregisteredMapper extends RegisteredMapper {}

@Injectable({ scope: Scope.REQUEST })
class RequestMapper implements PropertiesMapper<Order, 'Placed Order'> {
  constructor(@Inject(REQUEST) private readonly request: { headers: Record<string, string> }) {}
  map(order: Order) {
    return { ...propertiesOf(order), visitor: this.request.headers['x-visitor'] };
  }
}

@Injectable({ scope: Scope.TRANSIENT })
class TransientMapper extends RegisteredMapper {}

/** Not scoped itself, but what it needs is. */
@Injectable()
class NeedsScoped implements PropertiesMapper<Order, 'Placed Order'> {
  constructor(private readonly scoped: RequestMapper) {}
  map(order: Order) {
    return this.scoped.map(order);
  }
}

class OrderAliases implements AliasesMapper<Order> {
  async map(order: Order) {
    return [`urn:order:${order.id}`];
  }
}

class Doubler implements NestInterceptor {
  intercept(_execution: unknown, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((order: Order) => ({ ...order, total: order.total * 2 })));
  }
}

const contexts: TrackingContext[] = [];

const Echo = echoController({
  when: [
    TrackConverge('Placed Order', { ...fromOrder, when: async (order: Order) => order.total > 10 }),
  ],
  registered: [
    TrackConverge('Placed Order', {
      ...fromOrder,
      properties: RegisteredMapper,
      aliases: OrderAliases,
    }),
  ],
  unregistered: [TrackConverge('Placed Order', { ...fromOrder, properties: UnregisteredMapper })],
  scoped: [TrackConverge('Placed Order', { ...fromOrder, properties: RequestMapper })],
  transient: [TrackConverge('Placed Order', { ...fromOrder, properties: TransientMapper })],
  needsRequest: [TrackConverge('Placed Order', { ...fromOrder, properties: NeedsScoped })],
});

@Controller()
class ShopController extends Echo {
  @Post('defaults/:id')
  @TrackConverge('Placed Order')
  defaults(@Param('id') id: string) {
    return { ...orderParts(id), note: 'the response has it all' };
  }

  @Post('promise')
  @TrackConverge('Placed Order', fromOrder)
  async promise(@Body() order: Order) {
    return order;
  }

  @Post('observable')
  @TrackConverge('Placed Order', fromOrder)
  observable() {
    return of({ id: 'first', total: 1 }, { id: 'second', total: 2 });
  }

  @Post('fails')
  @TrackConverge('Placed Order', fromOrder)
  fails(): Order {
    throw new BadRequestException('no stock');
  }

  @Post('rejects')
  @TrackConverge('Placed Order', fromOrder)
  rejects(): Observable<Order> {
    return concat(
      of({ id: 'o', total: 1 }),
      throwError(() => new BadRequestException('too late')),
    );
  }

  @Sse('stream')
  @TrackConverge('Watched', { ...fromOrder, eventId: () => 'sse-1' })
  stream(): Observable<{ data: Order } & Order> {
    return of(1, 2, 3).pipe(map((n) => ({ data: { id: `${n}`, total: n }, id: `${n}`, total: n })));
  }

  @Sse('endless')
  @TrackConverge('Watched', fromOrder)
  endless(): Observable<any> {
    return concat(of({ data: 'x', id: 'endless', total: 1 }), NEVER);
  }

  @Post('two')
  @TrackConverge('Placed Order', fromOrder)
  @TrackConverge('Started Subscription', {
    ...fromOrder,
    eventId: (order: Order) => `sub-${order.id}`,
  })
  two(@Body() order: Order) {
    return order;
  }

  @Post('interceptor-above')
  @UseInterceptors(Doubler)
  @TrackConverge('Placed Order', fromOrder)
  interceptorAbove(@Body() order: Order) {
    return order;
  }

  @Post('interceptor-below')
  @TrackConverge('Placed Order', fromOrder)
  @UseInterceptors(Doubler)
  interceptorBelow(@Body() order: Order) {
    return order;
  }

  @Post('context')
  @TrackConverge('Placed Order', {
    ...fromOrder,
    timestamp: (_order: Order, context) => {
      contexts.push(context);
      return new Date('2024-09-02T12:34:56Z');
    },
  })
  context(@Body() order: Order, @Req() _request: unknown) {
    return order;
  }

  @Get('untracked')
  untracked() {
    return {};
  }
}

/** A controller that is request-scoped itself. */
@Controller({ path: 'per-request', scope: Scope.REQUEST })
class PerRequestController {
  constructor(@Inject(REQUEST) private readonly request: { headers: Record<string, string> }) {}

  @Post()
  @TrackConverge('Placed Order', { ...fromOrder, properties: RequestMapper })
  create(@Body() order: Order) {
    return { ...order, visitor: this.request.headers['x-visitor'] };
  }
}

describe.each(PLATFORMS)('the interceptor on %s', (platform) => {
  // Before what was sent is forgotten.
  beforeEach(() => idle());
  const shop = useOneShop({
    platform,
    controllers: [ShopController, PerRequestController],
    providers: [Prices, RegisteredMapper, RequestMapper, NeedsScoped, TransientMapper],
  });
  let found: string[];
  beforeAll(() => {
    found = shop.logger.said('debug').filter((line) => line.includes(' tracks '));
  });

  const arrived = async (count: number) =>
    (await shop.sandbox.waitForEvents(count)).map(({ event }) => event);
  const order = { id: '17', total: 42.5 };

  const idle = () =>
    eventually('all is delivered', async () => {
      const { pending, leased, waiting } = await shop.converge.stats();
      return pending + leased + waiting === 0;
    });

  /** What arrived, once a later call shows that nothing more can be under way. */
  const allArrived = async () => {
    await shop.request('POST', '/defaults/last');
    await eventually('the last call arrives', () =>
      shop.sandbox.events().some(({ event }) => event.event_id === 'last'),
    );
    await idle();
    return shop.sandbox.events().filter(({ event }) => event.event_id !== 'last');
  };

  it('sends what the default mappers find in the result, and leaves the response as it is', async () => {
    const before = Date.now();
    const { status, body } = await shop.request('POST', '/defaults/9');
    expect({ status, body: JSON.parse(body) }).toEqual({
      status: 201,
      body: { ...orderParts('9'), note: 'the response has it all' },
    });
    const [event] = await arrived(1);
    expect(event).toEqual({
      event_name: 'Placed Order',
      event_id: '9',
      ...orderParts('9'),
      timestamp: event!.timestamp,
    });
    expect(Date.parse(String(event!.timestamp))).toBeGreaterThanOrEqual(before);
    expect(Date.parse(String(event!.timestamp))).toBeLessThanOrEqual(Date.now());
  });

  it.each([
    ['promise', {}],
    ...['registered', 'unregistered', 'transient'].map(
      (path) => [path, { currency: 'CHF' }] as const,
    ),
    ...['scoped', 'needsRequest'].map((path) => [path, { visitor: 'v1' }] as const),
  ])('tracks through mappers: %s', async (path, added) => {
    const answer = await shop.request('POST', `/${path}`, order, { 'X-Visitor': 'v1' });
    expect(JSON.parse(answer.body)).toEqual(order);
    const [event] = await arrived(1);
    expect(event!.properties).toEqual({ ...propertiesOf(order), ...added });
    expect(event!.aliases).toEqual(['urn:order:17']);
  });

  it('gives parallel requests each their own request-scoped mapper', async () => {
    const ids = Array.from({ length: 40 }, (_, n) => `order-${n}`);
    await Promise.all(
      ids.map((id) =>
        shop.request('POST', '/per-request', { id, total: 1 }, { 'X-Visitor': `v${id}` }),
      ),
    );
    const events = await arrived(40);
    expect(
      events.map(({ event_id, properties }) => `${event_id} ${properties['visitor']}`).sort(),
    ).toEqual(ids.map((id) => `${id} v${id}`).sort());
  });

  it('tracks the last value of an observable, once', async () => {
    const { body } = await shop.request('POST', '/observable');
    expect(JSON.parse(body)).toEqual({ id: 'second', total: 2 });
    expect((await arrived(1)).map(({ event_id }) => event_id)).toEqual(['second']);
    expect(await allArrived()).toHaveLength(1);
  });

  it.each([
    ['fails', 'no stock'],
    ['rejects', 'too late'],
  ])('tracks nothing when the handler %s', async (path, message) => {
    const { status, body } = await shop.request('POST', `/${path}`);
    expect([status, JSON.parse(body).message]).toEqual([400, message]);
    expect(await allArrived()).toEqual([]);
  });

  it('lets server-sent events pass one by one, and tracks at their end', async () => {
    const { body } = await shop.request('GET', '/stream');
    expect(body.match(/^data: .*$/gm)).toHaveLength(3);
    const [event] = await arrived(1);
    expect(event).toMatchObject({ event_id: 'sse-1', properties: { id: '3' } });
  });

  it('tracks nothing of a stream that the client leaves', async () => {
    const abort = new AbortController();
    const response = await fetch(`${shop.url}/endless`, { signal: abort.signal });
    const { value } = await response.body!.getReader().read();
    expect(Buffer.from(value!).toString()).toContain('x');
    abort.abort();
    expect(await allArrived()).toEqual([]);
  });

  it('tracks two events of one handler, each once', async () => {
    await shop.request('POST', '/two', order);
    const events = await arrived(2);
    expect(events.map(({ event_name, event_id }) => `${event_name} ${event_id}`).sort()).toEqual([
      'Placed Order 17',
      'Started Subscription sub-17',
    ]);
    expect(await allArrived()).toHaveLength(2);
  });

  it('asks `when` first', async () => {
    await shop.request('POST', '/when', { id: 'small', total: 1 });
    await shop.request('POST', '/when', { id: 'large', total: 11 });
    expect((await allArrived()).map(({ event }) => event.event_id)).toEqual(['large']);
  });

  it('sees what interceptors written above it, which Nest runs nearer to the handler, made of the result', async () => {
    const answers = [
      await shop.request('POST', '/interceptor-above', order),
      await shop.request('POST', '/interceptor-below', { ...order, id: '18' }),
    ];
    expect(answers.map(({ body }) => JSON.parse(body).total)).toEqual([85, 85]);
    const totals = Object.fromEntries(
      (await arrived(2)).map(({ event_id, properties }) => [event_id, properties['total_price']]),
    );
    expect(totals).toEqual({ 17: 85, 18: 42.5 });
  });

  it('gives mappers their context', async () => {
    contexts.length = 0;
    await shop.request('POST', '/context', order, { 'X-Visitor': 'v2' });
    expect((await arrived(1))[0]!.timestamp).toBe('2024-09-02T12:34:56.000Z');
    const { args, request, succeededAt, ...rest } = contexts[0]!;
    expect(rest).toEqual({
      eventName: 'Placed Order',
      eventNames: ['Placed Order'],
      handler: 'ShopController#context',
      transport: 'http',
      properties: propertiesOf(order),
    });
    expect([request.headers['x-visitor'], request.body]).toEqual(['v2', order]);
    expect(args[0]).toBe(request);
    expect(succeededAt).toBeInstanceOf(Date);
  });

  it('lists at start-up what is tracked', () => {
    expect(found).toContain('ShopController#two tracks "Placed Order"');
    expect(found).toContain('ShopController#two tracks "Started Subscription"');
    expect(found).toContain('PerRequestController#create tracks "Placed Order"');
    expect(found.filter((line) => line.includes('untracked'))).toEqual([]);
  });

  it('had nothing to complain about', async () => {
    await eventually('all is delivered', async () => (await shop.converge.stats()).leased === 0);
    expect(shop.logger.complaints).toEqual([]);
  });
});

@Controller()
class ChangingController {
  private readonly order = orderParts();

  @Post('changing')
  @TrackConverge('Placed Order', {
    profileProperties: async ({ profile_properties }) => {
      profile_properties.vip = true;
      return profile_properties;
    },
  })
  changing() {
    return structuredClone(this.order);
  }

  @Post('copying')
  @TrackConverge('Placed Order', {
    profileProperties: ({ profile_properties }) => ({ ...profile_properties, vip: true }),
  })
  copying() {
    return this.order;
  }
}

describe("a mapper that changes the handler's result", () => {
  const setEnvironment = useEnvironment();
  const { shop, start } = useShop({ controllers: [ChangingController] });

  it.each([
    ['test', 1],
    ['production', 0],
  ])('is named once, with NODE_ENV=%s %d times', async (NODE_ENV, times) => {
    setEnvironment({ NODE_ENV, CONVERGE_OUTBOX_PATH: 'memory' });
    await start();
    for (const path of ['/changing', '/changing', '/copying']) await shop.request('POST', path);
    const line = expect.stringMatching(
      /^ChangingController#changing: the handler's result changed while its mappers ran/,
    );
    expect(shop.logger.said('warn')).toEqual(Array(times).fill(line));
    expect((await shop.counters()).resultChanged).toBe(2 * times);
  });
});
