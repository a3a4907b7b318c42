import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkSpec, type ConvergeStats } from 'nestjs-converge';
import type { Sandbox, SandboxEvent } from 'nestjs-converge/sandbox';
import { PLATFORMS } from '../utils/test-app.js';
import type { Answer } from './client.js';
import { expectedTotals, northwind as orders, type NorthwindOrder } from './northwind.js';
import { startSandbox, startShop, type Shop } from './shop.js';
import { withoutTracking } from './untracked.js';

const KEYS = 'event_name,event_id,timestamp,properties,profile_properties,aliases';

async function postAll({ client }: Shop, orders: readonly NorthwindOrder[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  // One after the other: whose order is a customer's first must not depend on the timing.
  for (const order of orders) answers.push(await client.post('/orders', order));
  return answers;
}

describe.each(PLATFORMS)('the orders of Northwind on %s', (platform) => {
  let sandbox: Sandbox;
  let answers: Answer[];
  let untracked: Answer[];
  let untrackedRequests: number;
  let events: readonly SandboxEvent[];
  let stats: ConvergeStats;
  let byId: Map<string, SandboxEvent['event']>;

  beforeAll(async () => {
    const silent = await startSandbox();
    const plainShop = await withoutTracking(() => startShop(platform, silent));
    untracked = await postAll(plainShop, orders);
    await plainShop.close();
    untrackedRequests = silent.requests().length;
    await silent.close();

    sandbox = await startSandbox();
    const shop = await startShop(platform, sandbox);
    answers = await postAll(shop, orders);
    events = await sandbox.waitForEvents(orders.length);
    stats = await shop.settled();
    await shop.close();
    byId = new Map(events.map(({ event }) => [event.event_id, event]));
  }, 60_000);

  afterAll(() => sandbox?.close());

  function eachOrder(check: (order: NorthwindOrder, event: SandboxEvent['event']) => unknown) {
    const actual = orders.map((order) => {
      const event = byId.get(order.id);
      return event === undefined ? `${order.id} has no event` : check(order, event);
    });
    return expect(actual);
  }

  it('all arrive, once each, as documented and without a request that was refused', () => {
    const requests = sandbox.requests();
    for (const all of [orders, events, sandbox.events(), requests]) expect(all).toHaveLength(830);
    expect(events.filter(({ duplicates }) => duplicates > 0)).toEqual([]);
    expect(new Set(requests.map(({ outcome }) => outcome))).toEqual(new Set(['accepted']));
    expect(requests.flatMap(({ violations }) => violations)).toEqual([]);
    const keys = new Set(events.flatMap(({ event }) => Object.keys(event)));
    expect(keys).toEqual(new Set(KEYS.split(',')));
  });

  it('carry the name, the order id and the time of the order', () => {
    eachOrder((_, { event_name, event_id, timestamp, properties }) => [
      event_name,
      event_id,
      properties['id'],
      timestamp,
    ]).toEqual(orders.map(({ id, placedAt }) => ['Placed Order', id, id, placedAt]));
  });

  it('carry totals that agree with the raw data to the cent', () => {
    const expected = orders.map(expectedTotals);
    // The sum of unit price times quantity that is known of this public data set.
    expect(expected.reduce((sum, { gross }) => sum + gross, 0n)).toBe(135_445_859n);
    eachOrder((_, { properties }) => {
      const { total_price, total_discount, total_shipping, total_tax, currency } = properties;
      return { total_price, total_discount, total_shipping, total_tax, currency };
    }).toEqual(expected.map(({ gross: _gross, ...totals }) => ({ ...totals, currency: 'USD' })));
  });

  it('carry the lines of the order', () => {
    eachOrder((_, { properties }) => properties['items']).toEqual(
      orders.map(({ lines }) =>
        lines.map(({ productId, name, unitPrice, quantity }) => ({
          product_id: productId,
          name,
          price: unitPrice,
          currency: 'USD',
          quantity,
        })),
      ),
    );
  });

  it('carry the aliases of their customer, which no other customer shares', () => {
    eachOrder((_, { aliases }) => aliases).toEqual(
      orders.map(({ customer: { email, id } }) => [`urn:email:${email}`, `urn:customer_id:${id}`]),
    );
    const customers = new Set(orders.map(({ customer }) => customer.id));
    expect(new Set(events.flatMap(({ event }) => event.aliases)).size).toBe(2 * customers.size);
  });

  it('call a customer new at the first order, and only then', () => {
    const known = new Set<string>();
    const expected = orders.map(({ customer: { id } }) => !known.has(id) && known.add(id).has(id));
    eachOrder((_, { properties }) => properties['$is_new_customer']).toEqual(expected);
    expect(expected.filter(Boolean)).toHaveLength(known.size);
  });

  it('carry the same contact fields for the event and for the profile, and none that is a guess', () => {
    eachOrder((_, { properties, profile_properties }) =>
      Object.entries(profile_properties).every(([key, value]) => properties[key] === value),
    ).toEqual(orders.map(() => true));
    const fields = (id: string) => byId.get(id)?.profile_properties;
    expect(fields('10248')).toEqual({
      $email: 'vinet@northwind.example',
      $first_name: 'Paul',
      $last_name: 'Henriot',
      $city: 'Reims',
      $zip_code: '51100',
      $country_code: 'FR',
    });
    // Imported with a postal code in the place of the country.
    expect(fields('10250')).toEqual({
      $email: 'hanar@northwind.example',
      $first_name: 'Mario',
      $last_name: 'Pontes',
    });
    // No number of the data has a country code: it is taken from the address, where the two agree.
    expect(fields('10249')?.['$phone_number']).toBe('+49251031259');
    const phones = events.flatMap(({ event }) => event.properties['$phone_number'] ?? []);
    expect(phones.length).toBeGreaterThan(0);
    expect(phones.filter((phone) => !/^\+\d{7,15}$/.test(String(phone)))).toEqual([]);
  });

  it('keep to the event spec, which the shop checks strictly', () => {
    expect(stats).toMatchObject({ pending: 0, leased: 0, waiting: 0, dead: 0 });
    const none = { invalidEvent: 0, specViolation: 0, aliasesDropped: 0, mapperFailed: 0 };
    expect(stats.counters).toMatchObject({ delivered: 830, ...none });
    expect(events.flatMap(({ event }) => checkSpec(event))).toEqual([]);
  });

  it('get the very answers that they get without the decorator', () => {
    expect(untrackedRequests).toBe(0);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(answers).toEqual(untracked);
  });
});
