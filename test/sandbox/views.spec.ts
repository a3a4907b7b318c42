import { describe, expect, it } from '@jest/globals';
import type { StoredRequest } from '../../sandbox/server/store/stored-request.js';
import { describeDelivery } from '../../sandbox/server/views/delivery.js';
import { anEvent, useClient } from './sandbox-client.js';

const { sandbox, ask, post, call } = useClient();
const warnings = () => ask('/api/warnings');

function anOrder(prices: unknown[], event_name = 'Custom Order') {
  return anEvent({
    event_name,
    properties: { items: prices.map((price) => ({ price })) },
    profile_properties: {},
  });
}

describe('GET /api/warnings', () => {
  it('groups by event, property and rule, with how often and the newest example', async () => {
    await post(anOrder(['1', '2', 3]));
    await post(anOrder([3]));
    await post(anOrder(['4']));
    await post(anOrder([3]));
    expect(await warnings()).toEqual([
      {
        eventName: 'Custom Order',
        path: 'properties.items[].price',
        rule: 'isNumber',
        received: 'a string of length 1',
        advice: expect.stringContaining('JSON number'),
        count: 3,
        events: 2,
        share: 0.5,
        firstAt: expect.stringMatching(/Z$/),
        lastAt: expect.stringMatching(/Z$/),
        exampleNumber: 3,
        finding: 'items[].price isNumber',
        paths: ['properties.items[].price'],
        values: ['"4"', '"2"', '"1"'],
      },
    ]);
    expect((await ask('/api/requests?finding=items[].price+isNumber')).matched).toBe(2);
  });

  it('keeps events apart, the most frequent first', async () => {
    await post(anOrder(['1'], 'One'));
    await post(anOrder(['1', '2'], 'Other'));
    expect((await warnings()).map(({ eventName, count }: any) => [eventName, count])).toEqual([
      ['Other', 2],
      ['One', 1],
    ]);
  });
});

const coverage = () => ask('/api/coverage');
const field = (fields: any[], name: string) => fields.find((one) => one.name === name);

describe('GET /api/coverage', () => {
  it('says of each field of the spec whether it was always, sometimes or never sent', async () => {
    await post(anEvent({ properties: { id: '1', currency: 'EUR', coupon: '' } }));
    await post(anEvent({ properties: { id: '2', currency: null } }));
    const [{ eventName, inSpec, count, properties }] = await coverage();
    expect([eventName, inSpec, count]).toEqual(['Placed Order', true, 2]);
    const known = { name: 'id', isRequired: true, inSpec: true, type: 'string' };
    expect(field(properties, 'id')).toEqual({ ...known, sent: 'always', count: 2, of: 2 });
    expect(field(properties, 'currency')).toMatchObject({ sent: 'sometimes', count: 1, of: 2 });
    expect(field(properties, 'coupon')).toMatchObject({ sent: 'never', isRequired: false });
    expect(field(properties, 'total_price')).toMatchObject({ sent: 'never', isRequired: true });
  });

  it('counts the entries of lists', async () => {
    const items = [{ price: 1, name: 'a' }, { price: 2 }, 'no object'];
    await post(anEvent({ properties: { items } }));
    await post(anEvent({ properties: {} }));
    const [{ properties }] = await coverage();
    expect(field(properties, 'items')).toMatchObject({ sent: 'sometimes', count: 1, of: 2 });
    expect(field(properties, 'items[].price')).toMatchObject({ sent: 'always', count: 2, of: 2 });
    expect(field(properties, 'items[].name')).toMatchObject({ sent: 'sometimes', count: 1, of: 2 });
    expect(field(properties, 'items[].quantity')).toMatchObject({ sent: 'never', of: 2 });
    expect(field(properties, 'items[]')).toBeUndefined();
  });

  it('lists fields and events that the spec does not know', async () => {
    const properties = { prize: 'car', constructor: 'x' };
    const profile_properties = { tier: 'gold' };
    await post(anEvent({ event_name: 'Won Prize', properties, profile_properties }));
    expect(await coverage()).toEqual([
      {
        eventName: 'Won Prize',
        inSpec: false,
        count: 1,
        properties: [
          expect.objectContaining({ name: 'prize', inSpec: false, type: null, sent: 'always' }),
          expect.objectContaining({ name: 'constructor', inSpec: false, sent: 'always' }),
        ],
        profile_properties: [expect.objectContaining({ name: 'tier', sent: 'always' })],
      },
    ]);
  });
});

it.each([
  ['warnings', [{ count: 1, events: 1, exampleNumber: 2 }]],
  ['coverage', [{ count: 1 }]],
  ['profiles', { total: 1, profiles: [{ events: 1 }] }],
])('%s count no copies, and nothing that was not taken', async (view, counted) => {
  const order = anOrder(['1']);
  sandbox.simulateFault({ status: 500 }, 1);
  for (let sent = 0; sent < 3; sent++) await post(order);
  await post({ ...anOrder(['1']), aliases: ['urn:user_id:2', ''] });
  expect(await ask(`/api/${view}`)).toMatchObject(counted);
});

const NOW = Date.parse('2024-09-02T12:00:00.500Z');

function aRequest(ago: number, changes: Partial<StoredRequest> = {}): StoredRequest {
  const receivedAt = NOW - ago;
  return { outcome: 'accepted', attempt: 1, receivedAt, ...changes } as StoredRequest;
}

describe('describeDelivery()', () => {
  it('has a bucket for each second, the oldest first, also for those without a request', () => {
    const chart = describeDelivery([aRequest(400), aRequest(501), aRequest(3000)], 3, NOW);
    expect(chart.bucketSeconds).toBe(1);
    expect(chart.buckets.map(({ at, accepted }) => [at, accepted])).toEqual([
      ['2024-09-02T11:59:58.000Z', 0],
      ['2024-09-02T11:59:59.000Z', 1],
      ['2024-09-02T12:00:00.000Z', 1],
    ]);
    expect(chart.totals.accepted).toBe(2);
  });

  it('counts outcomes and retries', () => {
    const requests = [
      aRequest(100, { outcome: 'duplicate', attempt: 3 }),
      aRequest(200, { attempt: 2 }),
      aRequest(300, { outcome: 'fault' }),
    ];
    const chart = describeDelivery(requests, 1, NOW);
    expect(chart.buckets).toEqual([{ at: '2024-09-02T12:00:00.000Z', ...chart.totals }]);
    const none = { refused: 0, unauthorised: 0, latencyMs: null };
    expect(chart.totals).toEqual({ ...none, accepted: 1, duplicate: 1, fault: 1, retries: 2 });
  });

  it('states the latency of accepted events from their own time', () => {
    const latencies = Array.from({ length: 100 }, (_, index) => index + 1);
    const requests = latencies.map((ms) => aRequest(10, { eventTime: NOW - 10 - ms }));
    const late = aRequest(10, { eventTime: NOW - 1e9, outcome: 'duplicate' });
    const chart = describeDelivery([late, ...requests], 10, NOW);
    expect(chart.totals.latencyMs).toEqual({ p50: 50, p95: 95 });
  });

  it('makes 300 buckets at most', () => {
    const chart = describeDelivery([aRequest(3_580_000), aRequest(0)].toReversed(), 3600, NOW);
    expect(chart.bucketSeconds).toBe(12);
    expect(chart.buckets).toHaveLength(300);
    expect(chart.totals.accepted).toBe(2);
  });
});

describe('GET /api/delivery', () => {
  it('shows what came in the last minutes', async () => {
    const timestamp = new Date(Date.now() - 60_000).toISOString();
    await post(anEvent({ timestamp }));
    await post('{');
    const { buckets, totals } = await ask('/api/delivery');
    expect(buckets).toHaveLength(300);
    expect(totals).toMatchObject({ accepted: 1, refused: 1, retries: 0 });
    expect(totals.latencyMs.p50).toBeGreaterThanOrEqual(60_000);
    expect((await ask('/api/delivery?seconds=10')).buckets).toHaveLength(10);
  });

  it.each(['0', '3601', 'x'])('answers 400 to %s seconds', async (seconds) => {
    const answer = await call({ path: `/api/delivery?seconds=${seconds}` });
    expect(answer.status).toBe(400);
  });
});
