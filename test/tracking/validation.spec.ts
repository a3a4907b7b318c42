import { describe, expect, it } from '@jest/globals';
import { ConvergeValidationError, TrackConverge, type ValidationMode } from '../../lib/index.js';
import { echoController } from '../utils/echo-controller.js';
import { orderEvent, orderParts, signUpEvent, subscriptionParts } from '../utils/events.js';
import { eventually, PLATFORMS } from '../utils/test-app.js';
import { useShop } from '../utils/use-shop.js';

const controllers = [
  echoController({
    order: [TrackConverge('Placed Order')],
    other: [TrackConverge('Placed Order')],
    warn: [TrackConverge('Placed Order', { validation: 'warn' })],
    strict: [TrackConverge('Placed Order', { validation: 'strict' })],
    off: [TrackConverge('Placed Order', { validation: 'off' })],
    subscription: [TrackConverge('Started Subscription')],
  }),
];

const MODES: ValidationMode[] = ['warn', 'strict', 'off'];
const ITEM = { product_id: 'p', name: 'Tea', price: 4, currency: 'EUR', quantity: 1 };

let number = 0;
/** An order of its own, with other properties. */
function order(change: object = {}, more: object = {}) {
  const parts = orderParts(`order-${++number}`);
  return { ...parts, properties: { ...parts.properties, ...change }, ...more };
}

describe.each(PLATFORMS)('the three levels of wrong on %s', (platform) => {
  const { shop, start, echo } = useShop({ platform, controllers });
  /** Places an order. */
  const place = (result: object, path = 'order') => echo(path, result);

  it('says nothing about events that are right', async () => {
    await start({ validation: 'strict' });
    await place(order({ items: [ITEM], gift_wrapped: true }));
    await place(subscriptionParts('sub-1'), 'subscription');
    await shop.converge.track(signUpEvent('customer-1'));
    expect(await shop.sent()).toHaveLength(3);
    expect(shop.logger.complaints).toEqual([]);
    expect(await shop.counters()).toMatchObject({ delivered: 3, specViolation: 0, normalised: 0 });
  });

  describe('warn, which is the default', () => {
    it('sends a wrong event as it is, and reports the violation once for the handler', async () => {
      await start();
      const results = Array.from({ length: 5 }, () => order({ total_price: '42.00' }));
      for (const result of results) await place(result);
      const sent = await shop.sent();
      expect(sent.map(({ properties }) => properties)).toEqual(
        expect.arrayContaining(results.map(({ properties }) => properties)),
      );
      expect(shop.logger.said('warn')).toEqual([
        'ShopController#order, "Placed Order": properties.total_price (isNumber): received a string of length 5; ' +
          'give a JSON number such as 42.5, never a string; money() makes one. ' +
          'The event is sent; more of these are only counted',
      ]);
      const counted = { specViolation: 5, delivered: 5, invalidEvent: 0 };
      expect(await shop.counters()).toMatchObject(counted);
    });

    it('reports another kind, another place and another handler for themselves, but not another line', async () => {
      await start();
      const free = { ...ITEM, price: 'free' };
      await place(order({ items: [free] }));
      await place(order({ items: [ITEM, ITEM, free, free] }));
      expect(shop.logger.said('warn')).toHaveLength(1);
      await place(order({ items: [{ ...ITEM, price: undefined }] }));
      await place(order({ total_shipping: 'free' }));
      await place(order({ items: [free] }), 'other');
      expect(shop.logger.said('warn').map((line) => line.split(': received')[0])).toEqual([
        'ShopController#order, "Placed Order": properties.items[0].price (isNumber)',
        'ShopController#order, "Placed Order": properties.items[0].price (isRequired)',
        'ShopController#order, "Placed Order": properties.total_shipping (isNumber)',
        'ShopController#other, "Placed Order": properties.items[0].price (isNumber)',
      ]);
      expect((await shop.counters()).specViolation).toBe(6);
      expect(await shop.sent()).toHaveLength(5);
    });

    const CUSTOMERS = ['ada', 'bob', 'cem', 'dan', 'eve'].map((name) => `${name}@example.com`);

    it('keeps an event whose only alias is shared as a dead letter, which can be replayed', async () => {
      await start();
      for (const $email of CUSTOMERS) {
        await place(order({ $email }, { aliases: ['urn:pos:till-1'] }));
      }
      expect(await shop.sent()).toHaveLength(3);
      const letters = await shop.converge.deadLetters();
      expect(letters.map(({ undeliverable }) => undeliverable)).toEqual([false, false]);
      expect(letters[0]!.reason).toContain('has no alias that seems to belong to one customer');
      expect(await shop.converge.replay()).toBe(2);
      expect((await shop.sent()).at(-1)!.aliases).toEqual(['urn:pos:till-1']);
    });
  });

  describe('strict', () => {
    it('keeps a wrong event as a dead letter that says what is wrong', async () => {
      const heard: unknown[] = [];
      await start({
        validation: 'strict',
        hooks: { onDeadLetter: ({ event, reason }) => heard.push([event.event_id, reason]) },
      });
      const wrong = order({ total_price: '42.00' });
      await place(wrong);
      await place(order());
      expect(await shop.sent()).toHaveLength(1);
      const [letter, ...others] = await shop.converge.deadLetters();
      expect(others).toEqual([]);
      const known = { eventName: 'Placed Order', origin: 'ShopController#order' };
      expect(letter).toMatchObject({ ...known, attempts: 0 });
      expect(letter!.reason).toContain(
        `Event "Placed Order" breaks Converge's event spec and was not sent, because of validation: 'strict':` +
          '\n  - properties.total_price (isNumber): received a string of length 5; ',
      );
      expect(heard).toEqual([[wrong.properties.id, letter!.reason]]);
      expect(shop.logger.said('error')).toEqual([
        `ShopController#order, "Placed Order": ${letter!.reason}`,
      ]);
      expect(shop.logger.said('warn')).toEqual([]);
      expect(await shop.counters()).toMatchObject({ invalidEvent: 1, specViolation: 0 });
    });

    it('makes ConvergeService.track throw, and keeps nothing', async () => {
      await start({ validation: 'strict' });
      const { properties } = orderEvent();
      const wrong = { ...properties, total_tax: '1', $email: 'jane' };
      const tracking = shop.converge.track(orderEvent({ properties: wrong }));
      const error = await tracking.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConvergeValidationError);
      expect(error).toMatchObject({
        eventName: 'Placed Order',
        breaks: 'spec',
        code: 'CONVERGE_INVALID_EVENT',
        violations: [
          { path: 'properties.$email', rule: 'isEmail' },
          { path: 'properties.total_tax', rule: 'isNumber' },
        ],
      });
      expect(await shop.sent()).toEqual([]);
      expect(await shop.converge.stats()).toMatchObject({ dead: 0, pending: 0 });
    });

    it('logs it when the module is disabled', async () => {
      await start({ validation: 'strict', enabled: false });
      await place(order({ total_tax: '1' }));
      await eventually('it is said', () => shop.logger.said('error').length > 0);
      expect(shop.logger.said('error')[0]).toContain('properties.total_tax (isNumber)');
      expect((await shop.counters()).disabled).toBe(0);
    });
  });

  it.each(MODES.flatMap((module) => MODES.map((endpoint) => [module, endpoint] as const)))(
    'with %s for the module and %s for the endpoint, the endpoint wins',
    async (module, endpoint) => {
      await start({ validation: module });
      await place(order({ total_price: '42.00' }), endpoint);
      const { dead } = await shop.converge.stats();
      expect({ sent: (await shop.sent()).length, dead }).toEqual(
        endpoint === 'strict' ? { sent: 0, dead: 1 } : { sent: 1, dead: 0 },
      );
      expect((await shop.counters()).specViolation).toBe(endpoint === 'warn' ? 1 : 0);
      // A handler that says nothing follows the module.
      await place(order({ total_price: '42.00' }));
      expect((await shop.converge.stats()).dead - dead).toBe(module === 'strict' ? 1 : 0);
    },
  );

  it.each(MODES)('never sends what breaks the contract, with %s either', async (validation) => {
    await start({ validation });
    await place(order({}, { aliases: [] }));
    await place(order({}, { profile_properties: 'jane' }));
    expect(await shop.sent()).toEqual([]);
    const reasons = (await shop.converge.deadLetters()).map(({ reason }) => reason).join('\n');
    expect(reasons.match(/breaks Converge's contract and was not sent/g)).toHaveLength(2);
    expect(reasons).toContain('aliases (arrayMinSize)');
    expect(reasons).toContain('profile_properties (isJsonObject)');
    const tracking = shop.converge.track(orderEvent({ event_id: '' }));
    await expect(tracking).rejects.toMatchObject({ breaks: 'contract' });
    expect(shop.sandbox.requests()).toEqual([]);
  });
});
