import { beforeEach, describe, expect, it } from '@jest/globals';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { TrackConverge } from '../../lib/index.js';
import { orderParts, signUpEvent, subscriptionParts } from '../utils/events.js';
import { PLATFORMS } from '../utils/test-app.js';
import { useShop } from '../utils/use-shop.js';

/** What the checkout gives: an order, and the subscription that began with it. */
interface Checkout {
  readonly orderId: string;
  readonly subscriptionId: string;
  /** Belongs to the order alone, so no event may take it. */
  readonly event_id?: string;
}

@Controller()
class ShopController {
  @Post('checkout')
  @TrackConverge('Placed Order', {
    properties: ({ orderId }: Checkout) => orderParts(orderId).properties,
    profileProperties: () => orderParts().profile_properties,
    aliases: () => orderParts().aliases,
  })
  @TrackConverge('Started Subscription', {
    properties: ({ subscriptionId }: Checkout) => subscriptionParts(subscriptionId).properties,
    profileProperties: () => orderParts().profile_properties,
    aliases: () => orderParts().aliases,
  })
  checkout(@Body() checkout: Checkout) {
    return checkout;
  }

  @Post('renewals/:order')
  @TrackConverge('Placed Recurring Subscription Order')
  renew(@Param('order') order: string) {
    return subscriptionParts(order);
  }

  @Post('cancellations/:subscription')
  @TrackConverge('Cancelled Subscription')
  cancel(@Param('subscription') subscription: string) {
    return subscriptionParts(subscription);
  }

  @Post('subscriptions')
  @TrackConverge('Started Subscription')
  start(@Body() body: object) {
    return body;
  }

  @Post('numeric')
  @TrackConverge('Placed Order', {
    properties: () => ({ ...orderParts().properties, id: 1 as never }),
    eventId: () => 1,
  })
  @TrackConverge('Placed Order', {
    properties: () => ({ ...orderParts().properties, id: 2n as never }),
    eventId: () => 2n,
  })
  numeric() {
    const { profile_properties, aliases } = orderParts();
    return { profile_properties, aliases };
  }

  @Post('customers')
  @TrackConverge('Signed Up')
  @TrackConverge('Logged In')
  signUp(@Body() body: object) {
    return { ...signUpEvent('x'), event_id: undefined, ...body };
  }
}

describe.each(PLATFORMS)('ids by event on %s', (platform) => {
  const { shop, start } = useShop({ platform, controllers: [ShopController] });

  beforeEach(() => start());

  const post = async (path: string, body: object = {}, headers: object = {}) =>
    expect((await shop.request('POST', `/${path}`, body, headers)).status).toBe(201);
  const sentIds = async () =>
    (await shop.sent()).map(({ event_name, event_id }) => `${event_name}: ${event_id}`).sort();

  it('gives the events of one subscription as many ids, by defaults alone', async () => {
    await post('checkout', { orderId: 'order-1', subscriptionId: 'sub-1' });
    await post('renewals/order-2');
    await post('renewals/order-3');
    await post('cancellations/sub-1');
    expect(await sentIds()).toEqual([
      'Cancelled Subscription: sub-1:cancelled',
      'Placed Order: order-1',
      'Placed Recurring Subscription Order: order-2',
      'Placed Recurring Subscription Order: order-3',
      'Started Subscription: sub-1',
    ]);
    // No event was taken for a copy of another one.
    expect(shop.sandbox.requests()).toHaveLength(5);
    expect(shop.logger.complaints).toEqual([]);
  });

  it('gives the same ids again when the same calls are made again', async () => {
    for (let times = 0; times < 2; times++) {
      await post('checkout', { orderId: 'order-1', subscriptionId: 'sub-1' });
      await post('cancellations/sub-1');
    }
    expect(await sentIds()).toHaveLength(3);
    expect(shop.sandbox.requests()).toHaveLength(6);
  });

  it('takes result.event_id only where the handler tracks nothing else', async () => {
    await post('subscriptions', { ...subscriptionParts('sub-2'), event_id: 'given' });
    await post('checkout', { orderId: 'order-4', subscriptionId: 'sub-4', event_id: 'given' });
    expect(await sentIds()).toEqual([
      'Placed Order: order-4',
      'Started Subscription: given',
      'Started Subscription: sub-4',
    ]);
  });

  it('keeps the events of one request apart by their names', async () => {
    await post('customers', { event_id: 'given' }, { 'Idempotency-Key': 'key-1' });
    expect(await sentIds()).toEqual(['Logged In: key-1:Logged In', 'Signed Up: key-1:Signed Up']);
    await post('customers');
    expect(new Set((await shop.sent()).map(({ event_id }) => event_id)).size).toBe(4);
  });

  it('makes ids of numbers, and takes nothing that is no id', async () => {
    const { properties, ...rest } = subscriptionParts('');
    for (const id of [7, ' 8 ', '  ', null, 1.5, {}]) {
      await post('subscriptions', { ...rest, properties: { ...properties, id } });
    }
    const ids = (await shop.sent()).map(({ event_id }) => event_id);
    expect(ids.slice(0, 2)).toEqual(['7', '8']);
    expect(ids.slice(2)).toEqual(
      Array(4).fill(expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-/)),
    );
  });

  it('makes strings of numeric and BigInt ids, of handlers and of ConvergeService', async () => {
    await post('numeric');
    const { properties, ...rest } = orderParts();
    for (const id of [3, 4n]) {
      const event = { event_name: 'Placed Order', event_id: id, properties: { ...properties, id } };
      await shop.converge.track({ ...event, ...rest } as never);
    }
    const sent = await shop.sent();
    const ids = sent.map(({ event_id, properties }) => `${event_id} ${String(properties['id'])}`);
    expect(new Set(ids)).toEqual(new Set(['1 1', '2 2', '3 3', '4 4']));
    expect(sent.every(({ properties }) => typeof properties['id'] === 'string')).toBe(true);
    // Two for each: the event's id and that in its properties.
    expect((await shop.counters()).normalised).toBe(8);
    expect(shop.logger.said('warn')).toEqual([]);
  });

  it('reports two kinds of event that share an id', async () => {
    await post('checkout', { orderId: '17', subscriptionId: '17' });
    expect(shop.logger.said('error')).toEqual([
      expect.stringMatching(
        /^ShopController#checkout, ".*": another event of this call has the same event_id, and Converge drops the second: give one of the two @TrackConverge an eventId mapper$/,
      ),
    ]);
    await post('cancellations/18');
    await post('subscriptions', { ...subscriptionParts('x'), event_id: '18:cancelled' });
    expect(shop.logger.said('warn').at(-1)).toContain(
      'event_id (isUniqueEventId): received the id of an event "Cancelled Subscription"',
    );
    await shop.sent();
  });
});
