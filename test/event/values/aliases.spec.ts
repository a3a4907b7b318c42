import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aliases, isPlaceholderAlias, type AliasValue } from '../../../lib/event/values/aliases.js';
import { checkEvent } from '../../../lib/event/contract.js';
import { orderEvent } from '../../utils/events.js';

describe('aliases()', () => {
  it('makes the documented forms, in the order given', () => {
    const made = aliases()
      .cartToken('Ct-1')
      .email('  Jane@Shop.Example ')
      .customerId(17)
      .userId(12345678901234567890n)
      .checkoutToken('ch:1')
      .cookie('Ck_1')
      .custom('mystore_uid', ' 7 ');
    expect(made.values).toEqual([
      'urn:cart_token:Ct-1',
      'urn:email:jane@shop.example',
      'urn:customer_id:17',
      'urn:user_id:12345678901234567890',
      'urn:checkout_token:ch:1',
      'urn:cookie:Ck_1',
      'urn:mystore_uid:7',
    ]);
    expect(made.dropped).toEqual([]);
  });

  it('is a list of strings: for loops, for JSON and for an event', () => {
    const made = aliases().email('jane@shop.example').customerId('C1');
    expect([...made]).toEqual(made.values);
    expect(JSON.stringify({ made })).toBe(
      '{"made":["urn:email:jane@shop.example","urn:customer_id:C1"]}',
    );
    expect(checkEvent(orderEvent({ aliases: made.values }))).toEqual([]);
    expect(aliases().values).toEqual([]);
  });

  it.each<AliasValue>([undefined, null, '', ' \t\n'])('leaves out %p without a word', (value) => {
    const made = aliases()
      .email(value)
      .customerId(value)
      .userId(value)
      .cartToken(value)
      .checkoutToken(value)
      .cookie(value)
      .custom('own', value);
    expect(made.values).toEqual([]);
    expect(made.dropped).toEqual([]);
  });

  it('leaves out an alias that is there, also behind the tenth', () => {
    const made = aliases().email('a@b.example').email('A@B.example').userId(1).userId('1');
    expect(made.values).toEqual(['urn:email:a@b.example', 'urn:user_id:1']);
    for (let id = 2; id < 10; id++) made.userId(id);
    made.userId(1).email('a@b.example');
    expect(made.values).toHaveLength(10);
    expect(made.dropped).toEqual([]);
  });

  it('keeps the first ten, and names those beyond', () => {
    const made = aliases();
    for (let id = 1; id <= 10; id++) made.customerId(id);
    made.email('jane@shop.example').custom('own', 'guest').custom('mystore_uid', 'u1');
    const ids = Array.from({ length: 10 }, (_, index) => `urn:customer_id:${index + 1}`);
    expect(made.values).toEqual(ids);
    expect(made.dropped).toEqual([
      { name: 'email', why: 'beyond ten' },
      { name: 'own', why: 'placeholder' },
      { name: 'mystore_uid', why: 'beyond ten' },
    ]);
  });

  it('drops placeholders, and names them', () => {
    const made = aliases()
      .customerId('guest')
      .customerId(0)
      .userId(-1)
      .userId(NaN)
      .cartToken('undefined')
      .cookie('deleted')
      .email('noreply@shop.example')
      .email('null')
      .customerId('C1');
    expect(made.values).toEqual(['urn:customer_id:C1']);
    const names = 'customer_id customer_id user_id user_id cart_token cookie email email'.split(
      ' ',
    );
    expect(made.dropped).toEqual(names.map((name) => ({ name, why: 'placeholder' })));
  });

  it.each<AliasValue>(['jane', 'jane@', '@shop.example', 'jane@shop', 'a b@shop.example', 17])(
    'drops %p, which is no email address',
    (value) => {
      const made = aliases().email(value);
      expect(made.values).toEqual([]);
      expect(made.dropped).toEqual([{ name: 'email', why: 'invalid' }]);
    },
  );

  it.each([{ toString: 'x' }, () => 'C1', Symbol('C1'), true, ['C1'], Object.create(null)])(
    'drops %p, which has no text, instead of throwing',
    (value) => {
      const made = aliases().email(value).customerId(value).custom('own', value);
      expect(made.values).toEqual([]);
      const names = ['email', 'customer_id', 'own'];
      expect(made.dropped).toEqual(names.map((name) => ({ name, why: 'invalid' })));
    },
  );

  it('takes the text of an id object', () => {
    const id = { toString: () => '65f0c2' };
    expect(aliases().customerId(id as never).values).toEqual(['urn:customer_id:65f0c2']);
  });

  it.each([2 ** 53, 1e21, 1.5, Infinity])('drops the number %p, which is no id', (value) => {
    const made = aliases().customerId(value).custom('own', Number.MAX_SAFE_INTEGER);
    expect(made.values).toEqual(['urn:own:9007199254740991']);
    expect(made.dropped).toHaveLength(1);
  });

  it('never keeps the value of what it drops', () => {
    const made = aliases().email('jane.secret').customerId(1.23456789);
    expect(JSON.stringify(made.dropped)).not.toMatch(/secret|23456789/);
  });

  it.each(['', '1st', '_own', 'my-uid', 'my uid', 'a:b', 'ä', 'jane@shop.example'])(
    'refuses the name %p, without telling it',
    (name) => {
      const use = () => aliases().custom(name, undefined);
      expect(use).toThrow(TypeError);
      expect(use).toThrow(/custom\(name, value\).*must match .*received (an empty|a) string/);
      expect(use).not.toThrow(/jane|my.uid|ä/);
    },
  );

  it.each(['a', 'Own', 'mystore_uid', 'uid2'])('takes the name %p', (name) => {
    expect(aliases().custom(name, 'v').values).toEqual([`urn:${name}:v`]);
  });

  it('always gives at most ten aliases, all different and none a placeholder', () => {
    const some = fc.constantFrom('guest', null, undefined, 'a');
    const entry = fc.tuple(fc.constantFrom('a', 'b'), fc.oneof(fc.string(), fc.integer(), some));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), (given) => {
        const made = aliases();
        for (const [name, own] of given) made.custom(name, own);
        expect(made.values.length).toBeLessThanOrEqual(10);
        expect(new Set(made.values).size).toBe(made.values.length);
        expect(made.values.filter((alias) => isPlaceholderAlias(alias))).toEqual([]);
        expect(made.values.every((alias) => /^urn:[ab]:\S/.test(alias))).toBe(true);
      }),
    );
  });
});
