import { describe, expect, it } from '@jest/globals';
import { checkEvent, checkSpec, type ConvergeEventDto } from '../../lib/index.js';
import type { ProjectKnowledge } from '../../lib/index.js';
import { rightEvent, SENT_EVENTS, withProperties } from '../fixtures/right-events.js';

const rules = (event: ConvergeEventDto, project?: ProjectKnowledge) =>
  checkSpec(event, project).map(({ path, rule }) => `${path} ${rule}`);

const custom = (properties: object, profile_properties: object = {}) =>
  rightEvent('Placed Order', {
    ...{ event_name: 'Booked Fitting', properties, profile_properties },
  } as Partial<ConvergeEventDto>);

describe('checkSpec', () => {
  it.each(SENT_EVENTS)('finds nothing wrong with a right %s', (name) => {
    const event = rightEvent(name);
    const before = structuredClone(event);
    expect(checkEvent(event)).toEqual([]);
    expect(checkSpec(event)).toEqual([]);
    expect(event).toEqual(before);
  });

  it.each(SENT_EVENTS)('takes custom properties and empty lists on %s', (name) => {
    const more = { items: [], margin: 7, nested: { a: [1] }, 'key with spaces': 'x', 客户: '是' };
    expect(rules(withProperties(more, name))).toEqual([]);
  });

  it('takes numbers of any size and sign for money, but no discount below zero', () => {
    for (const amount of [0, -0, -5, 1e21, 0.1 + 0.2, Number.MAX_VALUE]) {
      expect(rules(withProperties({ total_price: amount, total_tax: amount }))).toEqual([]);
    }
    expect(rules(withProperties({ total_discount: -0 }))).toEqual([]);
    expect(rules(withProperties({ total_discount: -0.01 }))).toEqual([
      'properties.total_discount isNotNegative',
    ]);
  });

  it('reads a number as the seconds of a time', () => {
    const inAnHour = Math.floor(Date.now() / 1_000) + 3_600;
    expect(rules({ ...rightEvent(), timestamp: inAnHour - 7_200 })).toEqual([]);
    expect(rules({ ...rightEvent(), timestamp: inAnHour })).toEqual(['timestamp isPlausibleTime']);
  });

  it('asks both objects for the email', () => {
    const without = { ...withProperties({ $email: undefined }), profile_properties: {} };
    expect(rules(without)).toEqual([
      'properties.$email isRequired',
      'profile_properties.$email isRequired',
    ]);
  });

  it('looks through a very long order in one go', () => {
    const [item] = rightEvent().properties['items'] as object[];
    expect(rules(withProperties({ items: Array(50_000).fill(item) }))).toEqual([]);
  });

  it('is not stopped by cycles and depth', () => {
    const cycle: Record<string, unknown> = { password: 'x' };
    Object.assign(cycle, { one: cycle, other: [cycle] });
    expect(rules(custom({ cycle }))).toContain('properties.cycle.password isNoSecret');
    let deep: unknown = 1;
    for (let level = 0; level < 1_000; level++) deep = [deep];
    expect(rules(custom({ deep }))).toEqual([]);
  });

  it('names secrets by their keys, and takes no other key for one', () => {
    const keys = ['password', 'passWord', 'api_key', 'cardNumber', 'CVV', 'accessToken'];
    const found = rules(custom(Object.fromEntries(keys.map((key) => [key, 'x']))));
    expect(found).toEqual(keys.map((key) => `properties.${key} isNoSecret`));
    const others = { passwordless: 'x', cart_token: 'x', has_password: true, password: true };
    expect(rules(custom(others))).toEqual([]);
  });

  describe('on a custom event', () => {
    it('finds nothing wrong with the properties of the project', () => {
      for (const own of [
        { id: 7, total_price: '42.00', currency: 'points', quantity: 'a few', state: '5' },
        { email: 'none', countryCode: 'germany', phoneNumber: '17' },
        ...[{ items: 'none' }, { items: null, $email: null }, { items: ['a', 7, null] }],
      ]) {
        expect(rules(custom(own, { $email: null }))).toEqual([]);
      }
    });

    it('names what Converge flags on any event', () => {
      const wrong = { $email: 'jane@', $phone_number: '0171', $country_code: 'Germany' };
      const names = '$email isEmail|$phone_number isPhoneNumber|$country_code isCountryCode'.split(
        '|',
      );
      expect(rules(custom(wrong, wrong))).toEqual([
        ...names.map((name) => `properties.${name}`),
        ...names.map((name) => `profile_properties.${name}`),
      ]);
      expect(rules(custom({ $countryCode: 'US' }))).toEqual(['properties.$countryCode isSpecName']);
    });

    it('names items without a price, and with one that is no number', () => {
      expect(rules(custom({ items: [{ price: 1 }, {}, { price: '1' }, 'x'] }))).toEqual([
        'properties.items[1].price isRequired',
        'properties.items[2].price isNumber',
      ]);
    });

    it('suggests the name that was probably meant, unless the project has registered its own', () => {
      const event = { ...custom({}), event_name: 'Place Order' };
      expect(checkSpec(event)).toEqual([
        {
          path: 'event_name',
          rule: 'isEventName',
          received: 'a name that Converge does not know',
          advice: 'write "Placed Order", or register your own event under the option "events"',
        },
      ]);
      expect(rules(event, { eventNames: new Set(['Place Order']) })).toEqual([]);
    });
  });

  it('fixes nothing, and checks what is there', () => {
    const event = withProperties({ id: 17, $zip_code: ' ', $email: ' jane@example.com' });
    const given = { ...event, aliases: [' urn:a:b', 'urn:customer_id:guest'] };
    const before = structuredClone(given);
    expect(rules(given)).toEqual([
      'aliases[0] isUrn',
      'aliases[1] isNoPlaceholder',
      'properties.$email isEmail',
      'properties.id isString',
    ]);
    expect(given).toEqual(before);
  });

  describe('on aliases', () => {
    const aliases = (...aliases: string[]) => rightEvent('Placed Order', { aliases });

    it('takes every urn', () => {
      const right = ['urn:customer_id:1', 'urn:mystore-uid:a:b c', 'urn:x:0x', 'urn:Email:ÄÖ@ü.de'];
      expect(rules(aliases(...right))).toEqual([]);
    });

    it('names what is no urn', () => {
      const wrong = [
        'jane@example.com',
        'urn:email',
        'urn::jane',
        'email:j@a.de',
        'urn:e mail:jane',
      ];
      const found = wrong.map((_, index) => `aliases[${index}] isUrn`);
      expect(rules(aliases(...wrong))).toEqual(found);
    });

    it("names placeholders, and the project's own", () => {
      const placeholderAliases = new Set(['pos', 'urn:email:shop@example.com']);
      const emails = ['urn:email:shop@example.com', 'urn:x:shop@example.com'];
      const event = aliases('guest', 'urn:a:POS', ...emails);
      expect(rules(event, { placeholderAliases })).toEqual(
        [0, 1, 2].map((index) => `aliases[${index}] isNoPlaceholder`),
      );
    });
  });

  it('refuses the id of the start for the end of a subscription, and for nothing else', () => {
    for (const name of SENT_EVENTS) {
      const event = { ...rightEvent(name), event_id: 'sub-1' };
      event.properties['id'] = 'sub-1';
      const isEnd = name === 'Cancelled Subscription';
      expect(rules(event)).toEqual(isEnd ? ['event_id isOwnEventId'] : []);
    }
    const without = withProperties({ id: undefined }, 'Cancelled Subscription');
    expect(rules(without)).toEqual([]);
  });

  it('never shows a value', () => {
    const secret = 'secret-jane-doe';
    const event = rightEvent();
    for (const key of Object.keys(event.properties)) event.properties[key] = secret;
    event.properties['items'] = [
      Object.fromEntries(['price', 'currency', 'quantity'].map((key) => [key, secret])),
    ];
    event.profile_properties = { ...event.properties };
    event.aliases = [secret];
    const violations = checkSpec(event);
    expect(violations.length).toBeGreaterThan(15);
    expect(JSON.stringify(violations)).not.toContain(secret);
  });
});
