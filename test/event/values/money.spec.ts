import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { money } from '../../../lib/event/values/money.js';

/** A decimal object: what counts is its toString(). */
const decimal = (text: string) => ({ toString: () => text });

/** Rounds text with ten digits behind the point, in BigInt arithmetic, other than the library does. */
function expected(scaled: bigint, digits: number): number {
  const divisor = 10n ** BigInt(10 - digits);
  const half = divisor / 2n;
  const rounded = (scaled < 0n ? scaled - half : scaled + half) / divisor;
  const text = String(rounded < 0n ? -rounded : rounded).padStart(digits + 1, '0');
  const at = text.length - digits;
  const amount = Number(`${text.slice(0, at)}.${text.slice(at)}`);
  return rounded < 0n ? -amount : amount;
}

function toText(scaled: bigint): string {
  const text = String(scaled < 0n ? -scaled : scaled).padStart(11, '0');
  return `${scaled < 0n ? '-' : ''}${text.slice(0, -10)}.${text.slice(-10)}`;
}

const TEXTS = `42.00 = 42 | .5 = 0.5 | 5. = 5 | +3 = 3 | 007.10 = 7.1 | -0.001 = 0 | 0.005 = 0.01
  | 1.00499999999999999999999 = 1 | 0.0049 = 0 | 9.995 = 10 | 0.994999 = 0.99 | 1e3 = 1000
  | 12.5E-1 = 1.25 | 1e-999999999999 = 0 | 0e999999999999 = 0`
  .split(/\s*\| /)
  .map((line) => line.split(' = '))
  .map(([text, amount]): [string, number] => [text!, Number(amount)]);

describe('money', () => {
  it.each<[unknown, number]>([
    [42, 42],
    [' 19.9\n', 19.9],
    ...TEXTS,
    [12n, 12],
    [0.1 + 0.2, 0.3],
    [1.005, 1.01],
    [-1.005, -1.01],
    [43.9 * 5 * 0.05, 10.98],
    [1.00499999999999, 1],
    [1.345, 1.35],
    [8.345, 8.35],
    [1e21, 1e21],
    [1e-7, 0],
    [5e-3, 0.01],
    [0, 0],
    [-0, 0],
    [decimal('19.999'), 20],
    [decimal('1.2e+1'), 12],
    [new String('7.5'), 7.5],
    [90071992547409.91, 90071992547409.91],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ])('of %p is %p', (amount, result) => {
    expect(money(amount as string)).toBe(result);
  });

  it.each<[string, unknown]>([
    ...'abc||  |1,234.50|12,50|1 234|€5|5 EUR|1.2.3|.|0x10|1_000|e5|１２|1e400'
      .split('|')
      .map((text): [string, string] => [`"${text}"`, text]),
    ['NaN', NaN],
    ['Infinity', -Infinity],
    ['an endless exponent', `1e${'9'.repeat(500)}`],
    ['an endless number', '1'.repeat(100_000)],
    ['a boolean', true],
    ['an array', [5]],
    ['a plain object', { amount: 5, currency: 'EUR' }],
    ['an object without toString()', Object.create(null)],
    ['a date', new Date(0)],
    ['a function', () => 5],
    ['a symbol', Symbol('5')],
    ['an object that throws', { toString: () => JSON.parse('') }],
  ])('of %s is NaN', (_what, amount) => {
    expect(isNaN(money(amount as string))).toBe(true);
  });

  it('of nothing is undefined', () => {
    expect(money(null)).toBeUndefined();
    expect(money(undefined, { currency: 'EUR' })).toBeUndefined();
  });

  it.each([
    ['1234.5', 'JPY', 1235],
    ['1234.4', 'jpy ', 1234],
    ['-0.5', 'KRW', -1],
    ['1.2345', 'KWD', 1.235],
    ['1.2345', 'BHD', 1.235],
    ['1.23455', 'CLF', 1.2346],
    ['12.345', 'EUR', 12.35],
    ['12.345', 'HUF', 12.35],
    ['12.345', 'no currency', 12.35],
    ['12.345', '__proto__', 12.35],
    ['12.345', null, 12.35],
  ])('of %p in %p is %p', (amount, currency, result) => {
    expect(money(amount, { currency })).toBe(result);
  });

  it.each<[number | string | bigint, string | undefined, number]>([
    [1299, undefined, 12.99],
    [5, 'EUR', 0.05],
    ['-105', 'USD', -1.05],
    [1299n, 'JPY', 1299],
    [1299, 'KWD', 1.299],
    [1299, 'IQD', 1.299],
    ['10.5', 'EUR', 0.11],
    [0, 'EUR', 0],
    ['1.5e3', 'EUR', 15],
  ])('of %p minor units of %p is %p', (amount, currency, result) => {
    expect(money(amount, { currency, minor: true })).toBe(result);
  });

  const scaled = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
  const digits = Object.entries({ JPY: 0, EUR: 2, KWD: 3, CLF: 4 });
  const currency = fc.constantFrom(...digits);

  it('agrees with whole-number arithmetic', () => {
    fc.assert(
      fc.property(scaled, currency, (amount, [code, digits]) => {
        expect(money(toText(amount), { currency: code })).toBe(expected(amount, digits) + 0);
      }),
    );
  });

  it('counts minor units as whole-number arithmetic does', () => {
    fc.assert(
      fc.property(scaled, currency, (amount, [code, digits]) => {
        const units = amount / 10n ** 10n;
        const result = expected(units * 10n ** BigInt(10 - digits), digits) + 0;
        expect(money(units, { currency: code, minor: true })).toBe(result);
      }),
    );
  });

  const amount = fc.double({ noNaN: true, min: -1e300, max: 1e300 });

  it('changes nothing that it has rounded', () => {
    fc.assert(
      fc.property(amount, currency, (number, [code]) => {
        const once = money(number, { currency: code });
        expect(money(once, { currency: code })).toBe(once);
        expect(money(String(once), { currency: code })).toBe(once);
      }),
    );
  });

  it('reads a number as its text, up to the fifteenth digit', () => {
    const digits = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
    fc.assert(
      fc.property(digits, fc.nat(10), currency, (number, places, [code]) => {
        const text = `${number}e-${places}`;
        expect(money(Number(text), { currency: code })).toBe(money(text, { currency: code }));
      }),
    );
  });

  it('never throws, whatever it is given', () => {
    const anything = fc.anything({ withBigInt: true, withNullPrototype: true });
    fc.assert(
      fc.property(anything, fc.string(), (amount, code) => {
        const result = money(amount as string, { currency: code });
        expect(result === undefined || isNaN(result) || Number.isFinite(result)).toBe(true);
      }),
    );
  });
});
