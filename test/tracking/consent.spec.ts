import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Post } from '@nestjs/common';
import {
  TrackConverge,
  type BeforeSend,
  type ConsentCheck,
  type ConvergeEvent,
  type ConvergeModuleOptions,
  type TrackingContext,
} from '../../lib/index.js';
import { orderEvent, orderParts, subscriptionParts } from '../utils/events.js';
import { inProduction } from '../utils/in-production.js';
import { eventually, PLATFORMS } from '../utils/test-app.js';
import { useShop } from '../utils/use-shop.js';

const SECRET = 'jane.secret@example.com';

/** What the handlers return. */
let result: { properties: any; profile_properties: any; aliases: any };
/** What the result was before anybody could change it. */
let before: string;

@Controller()
class ShopController {
  @Post('orders')
  @TrackConverge('Placed Order')
  order() {
    return result;
  }

  @Post('two')
  @TrackConverge('Placed Order')
  @TrackConverge('Started Subscription', {
    properties: () => subscriptionParts('sub-1').properties,
  })
  two() {
    return result;
  }

  @Post('never')
  @TrackConverge('Placed Order', { when: () => false })
  never() {
    return result;
  }
}

const granted = { analytics: 'granted', marketing: 'denied' } as const;

/** Things that no function of the application may give, each with its name. */
const RUBBISH: Array<[string, unknown]> = [
  ['nothing', undefined],
  ['true', true],
  ['a number', 7],
  ['a text', SECRET],
  ['a symbol', Symbol(SECRET)],
  ['a function', () => SECRET],
];
const INVALID =
  'returned an invalid value: consent must return "send", "drop" or a consent state, ' +
  'beforeSend the event or null';

const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

/** What fails, and the stack that is logged for it. */
const FAILING: Array<[string, () => Promise<never>, string]> = [
  ['throws', () => raise(new RangeError(SECRET)), 'RangeError'],
  ['rejects', () => Promise.reject(new RangeError(SECRET)), 'RangeError'],
  ['rejects with a text', () => Promise.reject(SECRET), 'a thrown string'],
  ['gives what cannot even be looked at', () => revoked as never, ''],
];

function raise(error: Error): never {
  throw error;
}

describe.each(PLATFORMS)('on %s', (platform) => {
  const { shop, start: startWith } = useShop({ platform, controllers: [ShopController] });
  let dropped: unknown[];

  inProduction();

  afterEach(() => expect(shop.logger.text).not.toContain(SECRET));

  const start = async (options: ConvergeModuleOptions) => {
    dropped = [];
    result = orderParts();
    before = JSON.stringify(result);
    await startWith({ hooks: { onDropped: (event) => dropped.push(event) }, ...options });
  };
  const post = async (path = 'orders') => {
    const { status, body } = await shop.request('POST', `/${path}`);
    expect([status, body]).toEqual([201, before]);
    expect(JSON.stringify(result)).toBe(before);
  };
  const names = async () => (await shop.sent()).map(({ event_name }) => event_name);

  const expectFailure = async (option: 'consent' | 'beforeSend', fault: string) => {
    await eventually('it is reported', () => shop.logger.complaints.length > 0);
    expect(shop.logger.complaints).toEqual([
      `ShopController#order, "Placed Order": the event was not tracked: the option "${option}" ${fault}`,
    ]);
    expect(await shop.counters()).toMatchObject({ mapperFailed: 1, unexpected: 0 });
    const report = { origin: 'ShopController#order', eventName: 'Placed Order', reason: 'mapper' };
    expect(dropped).toEqual([report]);
    expect(await shop.sent()).toEqual([]);
    expect(await shop.converge.deadLetters()).toEqual([]);
  };
  const { properties, profile_properties } = orderParts();

  describe('consent', () => {
    it.each<[string, ConsentCheck]>([
      ['send', () => 'send'],
      ['send, later', async () => 'send' as const],
    ])('may say %s', async (_what, consent) => {
      await start({ consent });
      await post();
      expect(await shop.sent()).toMatchObject([orderParts()]);
      expect(shop.logger.complaints).toEqual([]);
    });

    it.each<[string, ConsentCheck]>([
      ['drop', () => 'drop'],
      ['drop, later', async () => 'drop' as const],
    ])('may say %s, which is counted and nothing else', async (_what, consent) => {
      await start({ consent });
      await post();
      await shop.converge.track(orderEvent());
      expect(await shop.sent()).toEqual([]);
      expect(shop.logger.complaints).toEqual([]);
      expect(await shop.converge.stats()).toMatchObject({ dead: 0, pending: 0 });
      const counted = { consentDenied: 2, filtered: 0, mapperFailed: 0, dropped: 0 };
      expect(await shop.counters()).toMatchObject(counted);
      expect(dropped).toEqual([]);
    });

    it.each<[string, ConsentCheck]>([
      ['a state', () => granted],
      ['a state, later', async () => ({ ...granted, more: SECRET })],
    ])('may give %s, which is sent along', async (_what, consent) => {
      await start({ consent });
      result.profile_properties = { ...profile_properties, $consent: 'of the mapper' };
      before = JSON.stringify(result);
      await post();
      const [event] = await shop.sent();
      expect(event!.profile_properties).toEqual({ ...profile_properties, $consent: granted });
      expect(event!.properties).toEqual(properties);
    });

    it('decides for each event, and learns which and where', async () => {
      const asked: Array<[TrackingContext, ConvergeEvent]> = [];
      const consent: ConsentCheck = (context, event) => {
        asked.push([context, event]);
        return event.event_name === 'Placed Order' ? 'drop' : 'send';
      };
      await start({ consent });
      await post('two');
      await post('never');
      expect(await names()).toEqual(['Started Subscription']);
      expect(asked).toHaveLength(2);
      const [context, event] = asked.find(([{ eventName }]) => eventName === 'Placed Order')!;
      expect(context).toMatchObject({ handler: 'ShopController#two', transport: 'http' });
      expect(context.request.headers['host']).toContain('127.0.0.1');
      expect(event).toMatchObject({ event_name: 'Placed Order', event_id: 'order-1' });
      await shop.converge.track(orderEvent());
      const own = { eventName: 'Placed Order', eventNames: ['Placed Order'] };
      const call = { handler: 'ConvergeService.track', transport: 'none', args: [] };
      expect(asked.at(-1)![0]).toMatchObject({ ...own, ...call });
    });

    it('cannot change the event, nor the response', async () => {
      const consent: ConsentCheck = (_context, event) => {
        event.properties.$email = SECRET;
        event.aliases.push(SECRET);
        delete event.event_id;
        return 'send';
      };
      await start({ consent });
      await post();
      expect(await shop.sent()).toMatchObject([{ event_id: 'order-1', ...orderParts() }]);
    });

    it('throws what it throws at the caller of ConvergeService.track', async () => {
      const error = new RangeError('no');
      await start({ consent: () => raise(error) });
      await expect(shop.converge.track(orderEvent())).rejects.toBe(error);
      expect((await shop.counters()).mapperFailed).toBe(1);
    });

    it.each<[string, unknown]>([
      ['null', null],
      ['another word', 'Send'],
      ['the word of a state', 'granted'],
      ['an empty object', {}],
      ['half a state', { analytics: 'granted' }],
      ['a state in other words', { analytics: 'yes', marketing: 'no' }],
      ['a list', ['send']],
      ['a Map', new Map(Object.entries(granted))],
    ])('keeps back what it answers %s for', async (_what, answer) => {
      await start({ consent: () => answer as never });
      await post();
      await expectFailure('consent', INVALID);
    });

    it('keeps a wrong event out of the dead letters, too', async () => {
      await start({ consent: () => 'drop' });
      Object.assign(result, { aliases: [], properties: undefined });
      before = JSON.stringify(result);
      await post();
      expect(await shop.converge.stats()).toMatchObject({ dead: 0 });
      expect(shop.logger.complaints).toEqual([]);
    });

    it('is not asked about what is no event', async () => {
      let times = 0;
      await start({ consent: () => (times++, 'send') });
      await expect(shop.converge.track(undefined as never)).rejects.toThrow(
        'An event without a name',
      );
      expect(times).toBe(0);
    });
  });

  describe('beforeSend', () => {
    it('may change what is sent', async () => {
      const delivered: unknown[] = [];
      const beforeSend: BeforeSend = (event) => ({
        ...event,
        event_id: `shop-${event.event_id}`,
        properties: { ...event.properties, at: new Date(0), nothing: undefined },
        timestamp: undefined,
      });
      await start({ beforeSend, hooks: { onDelivered: ({ event }) => delivered.push(event) } });
      await post();
      const [event] = await shop.sent();
      expect(event).toEqual({
        event_name: 'Placed Order',
        event_id: 'shop-order-1',
        ...orderParts(),
        properties: { ...properties, at: '1970-01-01T00:00:00.000Z' },
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      });
      expect(delivered).toEqual([event]);
      expect(shop.logger.complaints).toEqual([]);
    });

    it('may be several functions, each of which gets what the one before it gave', async () => {
      const beforeSend: BeforeSend[] = ['a', 'b', 'c'].map((step) => async (event) => {
        event.properties.steps = (event.properties.steps ?? '') + step;
        return event;
      });
      await start({ beforeSend, consent: () => granted });
      await post();
      const [event] = await shop.sent();
      expect(event!.properties).toEqual({ ...properties, steps: 'abc' });
      expect(event!.profile_properties['$consent']).toEqual(granted);
    });

    it.each<[string, BeforeSend]>([
      ['null', () => null],
      ['null, later', async () => null],
      ['null for what it has changed', (event) => ((event.properties = {}), null)],
    ])('drops with %s, which is counted and nothing else', async (_what, drop) => {
      let asked = 0;
      const after: BeforeSend = (event) => (asked++, event);
      await start({ beforeSend: [(event) => event, drop, after] });
      await post();
      await shop.converge.track(orderEvent());
      expect(await shop.sent()).toEqual([]);
      expect(asked).toBe(0);
      expect(shop.logger.complaints).toEqual([]);
      expect(await shop.converge.stats()).toMatchObject({ dead: 0, pending: 0 });
      expect(await shop.counters()).toMatchObject({ filtered: 2, consentDenied: 0, dropped: 0 });
      expect(dropped).toEqual([]);
    });

    it('may change its copy in place, and the response stays as it is', async () => {
      await start({
        beforeSend: (event) => {
          for (const key of Object.keys(event.properties)) delete event.properties[key];
          Object.assign(event.properties, orderParts('other').properties);
          event.aliases.length = 0;
          event.aliases.push('urn:customer_id:7');
          return event;
        },
      });
      await post();
      expect(await shop.sent()).toMatchObject([
        { properties: orderParts('other').properties, aliases: ['urn:customer_id:7'] },
      ]);
    });

    it('sees what the request holds, and may take it away', async () => {
      const seen: unknown[] = [];
      const beforeSend: BeforeSend = (event) => {
        seen.push(event.profile_properties.$ip);
        delete event.profile_properties.$ip;
        return event;
      };
      await start({ beforeSend, requestContext: { ip: true } });
      await post();
      expect(seen).toEqual(['127.0.0.1']);
      expect((await shop.sent())[0]!.profile_properties).toEqual(profile_properties);
    });

    it('is asked before the checks: it may fix', async () => {
      await start({
        validation: 'strict',
        beforeSend: (event) => {
          event.properties.total_price = Number(event.properties.total_price);
          return event;
        },
      });
      result.properties = { ...properties, total_price: '42.00' };
      before = JSON.stringify(result);
      await post();
      expect((await shop.sent())[0]!.properties['total_price']).toBe(42);
    });

    it.each<[string, object, string]>([
      ['an event without an id', { event_id: '' }, 'event_id (isNonEmptyString)'],
      ['another key', { eventId: '1' }, 'eventId (isDocumentedKey)'],
      ['no aliases', { aliases: [] }, 'aliases (arrayMinSize)'],
      ['NaN', { properties: { ...properties, a: NaN } }, 'properties.a (isFiniteNumber)'],
      ['a Map', { profile_properties: new Map() }, 'profile_properties (isJson)'],
    ])('may be wrong: %s makes a dead letter', async (_what, change, line) => {
      // The second function gives back what it got, and must not make the first one's mistake good.
      await start({ beforeSend: [(event) => ({ ...event, ...change }), (event) => event] });
      await post();
      expect(await shop.sent()).toEqual([]);
      const [letter] = await shop.converge.deadLetters();
      expect(letter!.reason).toContain(`\n  - ${line}: received `);
      await expect(shop.converge.track(orderEvent())).rejects.toMatchObject({ breaks: 'contract' });
    });

    it('may give an event another name, by which it is then known', async () => {
      const heard: string[] = [];
      const beforeSend: BeforeSend = (event) => ({ ...event, event_name: 'Watched' });
      const hooks = {
        onDelivered: ({ eventName }: { eventName: string }) => heard.push(eventName),
      };
      await start({ beforeSend, hooks });
      await post();
      expect(await names()).toEqual(['Watched']);
      expect(heard).toEqual(['Watched']);
    });
  });

  describe.each(['consent', 'beforeSend'] as const)('%s', (option) => {
    const fail = async (answer: () => any) => {
      await start({ [option]: option === 'consent' ? answer : [(event: object) => event, answer] });
      await post();
    };

    it.each(FAILING)('keeps back what it %s for, as a mapper does', async (_what, fails, stack) => {
      await fail(fails);
      await expectFailure(option, 'failed');
      expect(shop.logger.text).toContain(stack);
    });

    it.each(RUBBISH)('keeps back what it gives %s for', async (_what, answer) => {
      await fail(() => answer);
      await expectFailure(option, INVALID);
    });
  });

  it('counts drops of a module that is disabled, too', async () => {
    const beforeSend: BeforeSend = (event) => (event.event_name === 'Placed Order' ? null : event);
    await start({ beforeSend, enabled: false });
    await post('two');
    await eventually('both are counted', async () => {
      const { filtered, disabled } = await shop.counters();
      return filtered === 1 && disabled === 1;
    });
  });
});
