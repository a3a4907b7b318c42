import { setImmediate as tick, setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Inject,
  Injectable,
  Param,
  Post,
  UseGuards,
  UseInterceptors,
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { defer, delay, from, map, mergeMap, of, type Observable } from 'rxjs';
import { aliases, ConvergeContext, ConvergeService, TrackConverge } from '../../lib/index.js';
import { orderEvent, orderParts, subscriptionParts } from '../utils/events.js';
import { eventually, PLATFORMS } from '../utils/test-app.js';
import { useShop } from '../utils/use-shop.js';

type Work = (context: ConvergeContext) => unknown;

/** What the services do in the current test. */
let work: Work;
/** What the handlers return. */
let result: object;

/** Deep below a handler. */
@Injectable()
class Coupons {
  constructor(readonly context: ConvergeContext) {}
  apply() {
    return work(this.context);
  }
}

@Injectable()
class Orders {
  constructor(private readonly coupons: Coupons) {}
  async create() {
    await tick();
    await this.coupons.apply();
    return result;
  }
}

@Injectable()
class AddingGuard implements CanActivate {
  constructor(private readonly context: ConvergeContext) {}
  canActivate() {
    this.context.addProperties({ guard: true });
    return true;
  }
}

/** Adds before the handler and after it; `place` says where it stands. */
abstract class AddingInterceptor implements NestInterceptor {
  abstract readonly place: string;
  constructor(@Inject(ConvergeContext) private readonly context: ConvergeContext) {}
  intercept(_execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    this.context.addProperties({ [this.place]: 'before' });
    return next.handle();
  }
}
class AboveInterceptor extends AddingInterceptor {
  readonly place = 'above';
}
class BelowInterceptor extends AddingInterceptor {
  readonly place = 'below';
}

@Controller()
class ShopController {
  constructor(
    private readonly orders: Orders,
    private readonly coupons: Coupons,
    private readonly converge: ConvergeService,
  ) {}

  @Post('orders')
  @TrackConverge('Placed Order')
  order() {
    return this.orders.create();
  }

  @Post('untracked')
  untracked() {
    return this.orders.create();
  }

  @Post('two')
  @TrackConverge('Placed Order')
  @TrackConverge('Started Subscription', {
    properties: () => subscriptionParts('sub-1').properties,
  })
  two() {
    return this.orders.create();
  }

  @Post('observable')
  @TrackConverge('Placed Order')
  observable() {
    return defer(() => from(Promise.resolve(this.coupons.apply()))).pipe(
      delay(1),
      map(() => result),
    );
  }

  @Post('fails')
  @TrackConverge('Placed Order')
  async fails() {
    await this.orders.create();
    throw new Error('no stock');
  }

  @Post('service')
  @TrackConverge('Placed Order')
  async service() {
    await this.converge.track(orderEvent({ event_id: 'by the service' }));
    return this.orders.create();
  }

  @Post('around')
  @UseGuards(AddingGuard)
  @UseInterceptors(AboveInterceptor)
  @TrackConverge('Placed Order')
  @UseInterceptors(BelowInterceptor)
  around() {
    return result;
  }

  @Post('parallel/:n')
  @TrackConverge('Placed Order')
  async parallel(@Param('n') n: string) {
    await add(this.coupons.context, n);
    return orderParts(`order-${n}`);
  }

  @Post('parallel-observable/:n')
  @TrackConverge('Placed Order')
  parallelObservable(@Param('n') n: string) {
    return of(n).pipe(
      mergeMap(() => add(this.coupons.context, n)),
      delay(Math.random() * 5),
      mergeMap(() => add(this.coupons.context, n)),
      map(() => orderParts(`order-${n}`)),
    );
  }
}

/** Adds at several moments of a call, with other calls between them. */
async function add(context: ConvergeContext, n: string): Promise<void> {
  for (let step = 0; step < 5; step++) {
    context.addProperties({ [`of-${n}-${step}`]: true });
    const turn = Math.random();
    if (turn < 0.3) await sleep(turn * 20);
    else if (turn < 0.6) await tick();
    else if (turn < 0.8) await new Promise<void>((resolve) => process.nextTick(resolve));
    else await Promise.resolve();
    context.addAliases([`urn:card:card-${n}-${step}`]);
  }
  context.addProfileProperties({ nickname: `nick-${n}` });
}

describe.each(PLATFORMS)('ConvergeContext on %s', (platform) => {
  const providers = [Coupons, Orders, AddingGuard];
  const { shop, start } = useShop({ platform, providers, controllers: [ShopController] });

  beforeEach(() => {
    result = orderParts();
    return start();
  });

  /** Calls a handler whose services do that work, and checks that the response is the handler's own. */
  const post = async (path: string, newWork: Work, status = 201) => {
    work = newWork;
    const answer = await shop.request('POST', `/${path}`);
    expect(answer.status).toBe(status);
    if (status === 201) expect(JSON.parse(answer.body)).toEqual(JSON.parse(JSON.stringify(result)));
  };
  const { properties, profile_properties } = orderParts();
  const email = orderParts().aliases;

  it.each(['orders', 'observable'])('lets services below a handler add: %s', async (path) => {
    await post(path, async (context) => {
      context.addProperties({ coupon: 'SPRING', when: new Date(0) });
      await sleep(2);
      context.addProfileProperties({ vip: true });
      setTimeout(() => context.addAliases(['urn:card:1']), 1);
      await sleep(5);
      context.addAliases(new Set(['urn:card:2', 'urn:email:jane@example.com']));
    });
    const [event] = await shop.sent();
    expect(event).toMatchObject({
      properties: { ...properties, coupon: 'SPRING', when: '1970-01-01T00:00:00.000Z' },
      profile_properties: { ...profile_properties, vip: true },
      aliases: [...email, 'urn:card:1', 'urn:card:2'],
    });
    expect(shop.logger.complaints).toEqual([]);
  });

  it('copies what is added at once', async () => {
    const coupon = { coupon: 'SPRING', tags: ['a'] };
    const list = ['urn:card:1'];
    await post('two', (context) => {
      context.addProperties(coupon);
      context.addAliases(list);
      context.addAliases(
        (function* () {
          yield 'urn:card:2';
        })(),
      );
      Object.assign(coupon, { coupon: 'CHANGED' });
      coupon.tags.push('b');
      list.push('urn:card:3');
    });
    const events = await shop.sent();
    expect(events).toHaveLength(2);
    for (const event of events) {
      expect(event.properties).toMatchObject({ coupon: 'SPRING', tags: ['a'] });
      expect(event.aliases).toEqual([...email, 'urn:card:1', 'urn:card:2']);
    }
  });

  it('takes one alias, what aliases() makes, and no empty ones', async () => {
    await post('orders', (context) => {
      context.addAliases('urn:card:1');
      context.addAliases(aliases().customerId('guest').cartToken('cart-1'));
      context.addAliases([undefined, null, '', 'urn:card:2'] as never);
    });
    const [event] = await shop.sent();
    expect(event!.aliases).toEqual([...email, 'urn:card:1', 'urn:cart_token:cart-1', 'urn:card:2']);
    expect(shop.logger.complaints).toEqual([
      'ShopController#order, "Placed Order": aliases() left out: customer_id (placeholder); more of these are only counted',
    ]);
  });

  it('adds to one event of several, or to all', async () => {
    await post('two', (context) => {
      context.addProperties({ all: 1 });
      context.addProperties({ of: 'order' }, 'Placed Order');
      context.addProperties({ of: 'subscription' }, 'Started Subscription');
      context.addAliases(['urn:card:order'], 'Placed Order');
      context.addProfileProperties({ subscriber: true }, 'Started Subscription');
      context.addProperties({ extra: 1 }, 'Signed Up');
    });
    const sent = Object.fromEntries((await shop.sent()).map((event) => [event.event_name, event]));
    const { 'Placed Order': order, 'Started Subscription': subscription } = sent;
    expect(order!.properties).toEqual({ ...properties, all: 1, of: 'order' });
    expect(order!.profile_properties).toEqual(profile_properties);
    expect(order!.aliases).toEqual([...email, 'urn:card:order']);
    expect(subscription!.properties).toMatchObject({ all: 1, of: 'subscription' });
    expect(subscription!.properties).not.toHaveProperty('extra');
    expect(subscription!.profile_properties).toEqual({ ...profile_properties, subscriber: true });
    expect(subscription!.aliases).toEqual(email);
  });

  it.each(['parallel', 'parallel-observable'])(
    'keeps 50 calls that run side by side apart: %s',
    async (path) => {
      const numbers = Array.from({ length: 50 }, (_, n) => `${n}`);
      await Promise.all(
        numbers.map(async (n) => {
          const { body } = await shop.request('POST', `/${path}/${n}`);
          expect(JSON.parse(body)).toEqual(orderParts(`order-${n}`));
        }),
      );
      const events = await shop.sent();
      expect(events.map(({ event_id }) => event_id).sort()).toEqual(
        numbers.map((n) => `order-${n}`).sort(),
      );
      for (const event of events) {
        const n = event.event_id.slice('order-'.length);
        const own = Object.keys(event.properties).filter((key) => key.startsWith('of-'));
        expect(own.sort()).toEqual([0, 1, 2, 3, 4].map((step) => `of-${n}-${step}`));
        expect(event.aliases.slice(1)).toEqual(
          [0, 1, 2, 3, 4].map((step) => `urn:card:card-${n}-${step}`),
        );
        expect(event.profile_properties['nickname']).toBe(`nick-${n}`);
      }
      expect(shop.logger.complaints).toEqual([]);
    },
  );

  it('tracks nothing of a handler that fails, and nothing of it shows up later', async () => {
    await post('fails', (context) => context.addProperties({ failed: true }), 500);
    await post('orders', () => undefined);
    expect((await shop.sent()).map((event) => event.properties)).toEqual([properties]);
  });

  it('adds nothing to what ConvergeService tracks', async () => {
    await post('service', (context) => context.addProperties({ added: true }));
    const events = await shop.sent();
    expect(events.map(({ event_id, properties: { added } }) => [event_id, added])).toEqual([
      ['by the service', undefined],
      ['order-1', true],
    ]);
  });

  describe('where no tracked handler runs', () => {
    const WARNING = expect.stringMatching(/^ConvergeContext was used where no event is tracked/);

    it('warns once and throws nothing', async () => {
      const { context } = shop.app.get(Coupons);
      for (let n = 0; n < 5; n++) context.addProperties({ secret: 'secret' });
      context.addAliases(['urn:email:secret']);
      context.addProfileProperties({}, 'Placed Order');
      expect(shop.logger.complaints).toEqual([WARNING]);
      expect((await shop.counters()).contextUnused).toBe(7);
      expect(shop.logger.text).not.toContain('secret');
    });

    it('leaves the response of a handler that is not tracked as it is', async () => {
      await post('untracked', (context) => context.addProperties({ a: 1 }));
      expect(shop.logger.complaints).toEqual([WARNING]);
      expect(await shop.sent()).toEqual([]);
    });

    it('warns of what comes after the event was built, and sends it as it was', async () => {
      let later: Promise<void> | undefined;
      let added = false;
      await post('orders', (context) => {
        // It is not waited for.
        later = sleep(20).then(async () => {
          await eventually('the event is built', async () => (await shop.sent()).length > 0);
          context.addProperties({ late: true });
          added = true;
        });
      });
      await later;
      expect(added).toBe(true);
      expect(shop.logger.complaints).toEqual([WARNING]);
      expect((await shop.sent()).map((event) => event.properties)).toEqual([properties]);
    });

    it('knows what Nest runs around a handler from what runs below @TrackConverge', async () => {
      await post('around', () => undefined);
      const [event] = await shop.sent();
      expect(event!.properties).toEqual({ ...properties, above: 'before' });
      expect((await shop.counters()).contextUnused).toBe(2);
    });
  });

  describe('never changes a response, nor loses an event in silence', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const throwing = {
      get secret() {
        throw new Error('secret');
      },
    };

    it.each<[string, Work, string]>([
      ['NaN', (it) => it.addProperties({ a: NaN }), 'properties.a (isFiniteNumber): received NaN'],
      ['a BigInt', (it) => it.addProfileProperties({ a: 1n }), 'profile_properties.a (isJson)'],
      ['a cycle', (it) => it.addProperties(cyclic), 'properties.self (isAcyclic)'],
      ['a getter that throws', (it) => it.addProperties(throwing), 'properties (isReadable)'],
      ['a Map', (it) => it.addProperties(new Map()), 'properties (isJson): received a Map'],
    ])('reports %s, and keeps the event as a dead letter', async (_what, newWork, line) => {
      await post('orders', newWork);
      expect(await shop.sent()).toEqual([]);
      expect((await shop.converge.deadLetters())[0]!.reason).toContain(`\n  - ${line}`);
    });

    it.each<[string, Work]>([
      ['undefined', (it) => it.addAliases(undefined as never)],
      ['null', (it) => it.addProperties(null as never)],
      ['a number', (it) => it.addAliases(7 as never)],
      ['an object', (it) => it.addAliases({} as never)],
      ['a text', (it) => it.addProperties('text' as never)],
      ['a list', (it) => it.addProfileProperties(['a'])],
      ['a wrong name', (it) => it.addProperties({ a: 1 }, {} as never)],
    ])('passes over %s', async (_what, newWork) => {
      await post('orders', newWork);
      expect(await shop.sent()).toMatchObject([{ properties, profile_properties, aliases: email }]);
    });
  });
});
