import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as tick } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { Controller, Injectable, Param, Post, Req } from '@nestjs/common';
import {
  ConvergeContext,
  ConvergeService,
  TrackConverge,
  type ConvergeModuleOptions,
} from '../../lib/index.js';
import { orderEvent, orderParts } from '../utils/events.js';
import { PLATFORMS } from '../utils/test-app.js';
import { useShop } from '../utils/use-shop.js';

/** Deep below a handler. */
@Injectable()
class Checkout {
  constructor(private readonly converge: ConvergeService) {}
  async complete(id: string, request?: unknown) {
    await tick();
    await this.converge.track(orderEvent({ event_id: id }), { request });
  }
}

@Injectable()
class Coupons {
  constructor(private readonly context: ConvergeContext) {}
  apply(coupon: string) {
    this.context.addProperties({ coupon });
  }
}

@Controller()
class UntrackedController {
  constructor(private readonly checkout: Checkout) {}

  @Post('untracked/:id')
  async complete(@Param('id') id: string) {
    await this.checkout.complete(id);
    return { id };
  }

  @Post('explicit/:id')
  async explicit(@Param('id') id: string, @Req() _request: unknown) {
    await this.checkout.complete(id, { headers: { 'x-shopper': 'given' } });
  }
}

@Controller()
class TrackedController {
  constructor(private readonly checkout: Checkout) {}

  @Post('tracked/:id')
  @TrackConverge('Started Subscription')
  async complete(@Param('id') id: string) {
    await this.checkout.complete(id);
    return { ...orderParts(`${id}-subscription`) };
  }
}

@Controller()
class CouponsController {
  constructor(
    private readonly coupons: Coupons,
    private readonly checkout: Checkout,
  ) {}

  @Post('coupons/:id')
  async complete(@Param('id') id: string) {
    this.coupons.apply(`coupon of ${id}`);
    await this.checkout.complete(id);
  }
}

const { shop, start } = useShop({
  providers: [Checkout],
  controllers: [UntrackedController, TrackedController],
});

const order = (name: string) => shop.request('POST', name, {}, { 'x-shopper': `of ${name}` });

/** Sends the shopper of the request with the event. */
const withShopper = () => {
  const asked: string[] = [];
  const options: ConvergeModuleOptions = {
    consent: (context, event) => {
      // A copy of it asks for no request that is missing.
      Object.assign({}, context);
      asked.push(`${event.event_id}: ${context.request?.headers['x-shopper']}`);
      return 'send';
    },
  };
  return { asked, options };
};

describe.each(PLATFORMS)('events of ConvergeService in a handler on %s', (platform) => {
  it.each(['untracked', 'tracked'])('have the request in an %s handler', async (kind) => {
    const { asked, options } = withShopper();
    await start({ ...options, requestContext: { userAgent: true } }, { platform });
    await shop.request('POST', `/${kind}/a`, {}, { 'user-agent': 'a browser', 'x-shopper': 'b' });
    expect(asked).toContain('a: b');
    const events = await shop.sent();
    const event = events.find(({ event_id }) => event_id === 'a');
    expect(event!.profile_properties).toMatchObject({ $user_agent: 'a browser' });
    expect((await shop.counters()).requestMissing).toBe(0);
  });

  it('keep requests apart that run at the same time', async () => {
    const { asked, options } = withShopper();
    await start(options, { platform });
    const paths = ['/untracked/a', '/tracked/b', '/untracked/c', '/untracked/d'];
    await Promise.all(paths.map(order));
    expect(asked.filter((line) => !line.includes('subscription')).sort()).toEqual(
      paths.map((path) => `${path.at(-1)}: of ${path}`).sort(),
    );
  });

  it('have the request that they are given instead', async () => {
    const { asked, options } = withShopper();
    await start(options, { platform });
    await order('/explicit/a');
    expect(asked).toEqual(['a: given']);
  });

  it('have what services added to ConvergeContext, also in an untracked handler', async () => {
    const ofCoupons = { providers: [Checkout, Coupons], controllers: [CouponsController] };
    await start({}, { platform, ...ofCoupons });
    await Promise.all([order('/coupons/a'), order('/coupons/b')]);
    const events = await shop.sent();
    const coupons = events.map(({ event_id, properties }) => [event_id, properties['coupon']]);
    expect(Object.fromEntries(coupons)).toEqual({ a: 'coupon of a', b: 'coupon of b' });
    expect(shop.logger.said('warn')).toEqual([]);
  });

  it('have no request outside of handlers, which is logged once if consent asks for it', async () => {
    const { asked, options } = withShopper();
    await start(options, { platform });
    await order('/untracked/a');
    await shop.converge.track(orderEvent({ event_id: 'b' }));
    await shop.converge.track(orderEvent({ event_id: 'c' }));
    expect(asked).toEqual(['a: of /untracked/a', 'b: undefined', 'c: undefined']);
    expect((await shop.counters()).requestMissing).toBe(2);
    expect(shop.logger.said('warn')).toEqual([
      'ConvergeService.track, "Placed Order": `consent` or `beforeSend` reads the request, but this event ' +
        'has none, because it was tracked outside a handler. Pass the request as { request }',
    ]);
  });
});

it('an application follows no call once it has stopped, so that others of the process are as fast as before', async () => {
  await start({ consent: () => 'send' });
  const run = jest.spyOn(AsyncLocalStorage.prototype, 'run');
  await order('/untracked/a');
  const disable = jest.spyOn(AsyncLocalStorage.prototype, 'disable');
  await shop.app.close();
  expect(run).toHaveBeenCalled();
  for (const storage of new Set(run.mock.contexts)) {
    expect(disable.mock.contexts).toContain(storage);
  }
  jest.restoreAllMocks();
});
