import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sandbox } from 'nestjs-converge/sandbox';
import { demoOrder } from '../../sample-app/demo/demo-order.js';
import { PLATFORMS } from '../utils/test-app.js';
import { startSandbox, startShop, type Shop } from './shop.js';

const { customer } = demoOrder;
const ALIASES = ['urn:email:mia@lindqvist.example', 'urn:customer_id:LINDQ'];
const NAMES = { $first_name: 'Mia', $last_name: 'Lindqvist' };
const CONTACT = { $email: 'mia@lindqvist.example', $phone_number: '+46846500420', ...NAMES };
const AREA = { $state: 'Norrbotten', $country_code: 'SE' };
const ADDRESS = { $city: 'Luleå', $zip_code: '972 38', ...AREA };
const itemOf = (product_id: string, name: string, price: number, quantity: number) => {
  return { product_id, name, price, currency: 'USD', quantity };
};
const TEA_BOX = {
  total_price: 24.9,
  total_tax: 0,
  total_shipping: 0,
  currency: 'USD',
  items: [itemOf('tea-box', 'Monthly tea box', 24.9, 1)],
};

describe.each(PLATFORMS)('the sample shop on %s', (platform) => {
  let sandbox: Sandbox;
  let shop: Shop;

  beforeAll(async () => {
    sandbox = await startSandbox();
    shop = await startShop(platform, sandbox);
  });

  afterEach(() => forget());

  afterAll(async () => {
    await shop.close();
    await sandbox.close();
  });

  const received = async (count: number) =>
    (await sandbox.waitForEvents(count)).map(({ event }) => event);

  const byName = async (count: number) =>
    (await received(count)).toSorted((a, b) => a.event_name.localeCompare(b.event_name));

  async function countUndelivered(): Promise<number> {
    const { pending, leased, waiting, dead } = await shop.stats();
    return pending + leased + waiting + dead;
  }

  async function forget(): Promise<void> {
    while ((await countUndelivered()) > 0) await sleep(5);
    sandbox.clear();
  }

  /** An event is in the outbox before its answer is let go: no need to wait for what might come. */
  async function expectNothingTracked(): Promise<void> {
    const { counters } = await shop.stats();
    expect([await countUndelivered(), sandbox.requests()]).toEqual([0, []]);
    expect(counters).toMatchObject({ mapperFailed: 0, invalidEvent: 0, dropped: 0, unexpected: 0 });
  }

  describe('orders', () => {
    it('gives a new order an id, a time and totals, and tracks it', async () => {
      const order = await shop.client.postJson('/orders', demoOrder);
      expect(order).toEqual({
        ...demoOrder,
        id: expect.any(String),
        placedAt: expect.stringMatching(/Z$/),
        totals: {
          currency: 'USD',
          subtotal: 57,
          discount: 1.8,
          shipping: 12.5,
          tax: 0,
          total: 67.7,
        },
        isNewCustomer: true,
      });
      expect(await received(1)).toEqual([
        {
          event_name: 'Placed Order',
          event_id: order.id,
          timestamp: order.placedAt,
          aliases: ALIASES,
          profile_properties: { ...CONTACT, ...ADDRESS },
          properties: {
            id: order.id,
            total_price: 67.7,
            total_tax: 0,
            total_shipping: 12.5,
            total_discount: 1.8,
            currency: 'USD',
            items: [itemOf('1', 'Chai', 18, 2), itemOf('11', 'Queso Cabrales', 21, 1)],
            $is_new_customer: true,
            ...CONTACT,
            ...ADDRESS,
          },
        },
      ]);
      const stored = await shop.client.get(`/orders/${order.id}`);
      expect([stored.status, JSON.parse(stored.body)]).toEqual([200, order]);
    });

    it('refuses an order whose id it has, and tracks nothing', async () => {
      const order = { ...demoOrder, id: 'R-1', placedAt: '2024-09-02T12:34:56+02:00' };
      await shop.client.postJson('/orders', order);
      expect(await received(1)).toMatchObject([{ event_id: 'R-1', timestamp: order.placedAt }]);
      await forget();
      const second = await shop.client.post('/orders', { ...order, freight: 99 });
      expect(second.status).toBe(409);
      expect(second.body).toContain('Order R-1 already exists: use another id.');
      await expectNothingTracked();
      expect(JSON.parse((await shop.client.get('/orders/R-1')).body).freight).toBe(12.5);
    });

    it.each([
      ['no customer', { customer: undefined }],
      ['an invalid email', { customer: { ...customer, email: 'mia' } }],
      ['an empty customer id', { customer: { ...customer, id: ' ' } }],
      ['no lines', { lines: [] }],
      ['a quantity of 0', { lines: [{ ...demoOrder.lines[0], quantity: 0 }] }],
      ['a price in text', { lines: [{ ...demoOrder.lines[0], unitPrice: '18.00' }] }],
      ['a price below a cent', { lines: [{ ...demoOrder.lines[0], unitPrice: 0.001 }] }],
      ['a time without a timezone', { placedAt: '2024-09-02T12:34:56' }],
      ['a date that does not exist', { placedAt: '2024-02-30T12:34:56Z' }],
      ['an unknown field', { coupon: 'SPRING' }],
    ])('refuses an order with %s, and tracks nothing', async (_fault, change) => {
      const answer = await shop.client.post('/orders', { ...demoOrder, ...change });
      expect(answer.status).toBe(400);
      await expectNothingTracked();
    });

    it('tracks an order with a plan as an order and as a start', async () => {
      const order = await shop.client.postJson('/orders', { ...demoOrder, plan: 'tea-box' });
      const subscription = order.startedSubscription;
      const [placed, started] = await byName(2);
      expect(placed).toMatchObject({
        event_name: 'Placed Order',
        event_id: order.id,
        aliases: ALIASES,
      });
      expect(placed?.properties).toMatchObject({ id: order.id, total_price: 67.7 });
      expect(started).toEqual({
        event_name: 'Started Subscription',
        event_id: subscription.id,
        timestamp: order.placedAt,
        aliases: ALIASES,
        properties: { id: subscription.id, ...TEA_BOX, ...CONTACT, ...ADDRESS },
        profile_properties: { ...CONTACT, ...ADDRESS },
      });
      expect(subscription.id).not.toBe(order.id);
    });
  });

  describe('subscriptions', () => {
    it('tracks the start and the end of one, with ids that differ', async () => {
      const { client } = shop;
      const started = await client.postJson('/subscriptions', { customer, plan: 'tea-box' });
      const path = `/subscriptions/${started.id}/cancel`;
      const cancelled = await client.postJson(path, {}, 200);
      expect(cancelled).toEqual({ ...started, cancelledAt: expect.any(String) });
      const event = { aliases: ALIASES, profile_properties: CONTACT };
      const properties = { id: started.id, ...TEA_BOX, ...CONTACT };
      expect(await byName(2)).toEqual([
        {
          ...event,
          event_name: 'Cancelled Subscription',
          event_id: `${started.id}:cancelled`,
          timestamp: cancelled.cancelledAt,
          properties: { ...properties, $sales_channel_type: 'offline' },
        },
        {
          ...event,
          event_name: 'Started Subscription',
          event_id: started.id,
          timestamp: started.startedAt,
          properties,
        },
      ]);
    });

    it('refuses to cancel one twice, and tracks nothing', async () => {
      const { client } = shop;
      const { id } = await client.postJson('/subscriptions', { customer, plan: 'cheese-board' });
      await client.postJson(`/subscriptions/${id}/cancel`, {}, 200);
      await forget();
      expect((await client.post(`/subscriptions/${id}/cancel`)).status).toBe(409);
      await expectNothingTracked();
    });
  });

  describe('newsletter', () => {
    it('tracks a sign-up with the email as the only alias', async () => {
      const email = 'Reader@Shop.example';
      const signUp = await shop.client.postJson('/newsletter', { email });
      expect(signUp).toEqual({
        id: expect.any(String),
        customer: { email },
        signedUpAt: expect.any(String),
      });
      expect(await received(1)).toEqual([
        {
          event_name: 'Subscribed To Newsletter',
          event_id: signUp.id,
          timestamp: signUp.signedUpAt,
          aliases: ['urn:email:reader@shop.example'],
          properties: { list: 'Shop news', $email: email },
          profile_properties: { $email: email },
        },
      ]);
    });

    it('gives a second sign-up the same event id, so that Converge keeps one', async () => {
      const body = { email: 'twice@shop.example' };
      const first = await shop.client.postJson('/newsletter', body);
      expect(await shop.client.postJson('/newsletter', body)).toEqual(first);
      while ((await countUndelivered()) > 0) await sleep(5);
      expect(sandbox.events()).toMatchObject([{ event: { event_id: first.id }, duplicates: 1 }]);
    });
  });

  it.each([
    ['the end of a subscription that is not there', '/subscriptions/none/cancel', {}, 404],
    ['an unknown plan', '/subscriptions', { customer, plan: 'gold' }, 400],
    ['a sign-up of what is no email', '/newsletter', { email: 'reader' }, 400],
  ])('refuses %s, and tracks nothing', async (_what, path, body, status) => {
    expect((await shop.client.post(path, body)).status).toBe(status);
    await expectNothingTracked();
  });

  it('serves the page, with the products and the address of the sandbox', async () => {
    const { status, headers, body } = await shop.client.get('/');
    expect(status).toBe(200);
    const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type');
    expect(contentType?.[1]).toBe('text/html; charset=utf-8');
    expect(body).toContain('<button form="order">Place order ');
    const data = /<script type="application\/json" id="shop">(.*)<\/script>/.exec(body)?.[1] ?? '';
    expect(JSON.parse(data)).toMatchObject({ currency: 'USD', sandboxUrl: sandbox.url });
    expect(JSON.parse(data).products).toHaveLength(5);
  });
});
