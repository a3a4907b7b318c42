import { describe, expect, it } from '@jest/globals';
import { isISO31661Alpha2, isISO31661Alpha3 } from 'class-validator';
import fc from 'fast-check';
import { countryCode } from '../../../lib/event/values/contact.js';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const PAIRS = LETTERS.flatMap((one) => LETTERS.map((other) => one + other));
const CODES = PAIRS.filter(isISO31661Alpha2);

const UNKNOWN = `
  | - | . | XX | XK | XKX | EU | EL | DD | FX | ZZZ | Deu | constructor | __proto__ | null | unknown
  | Deutschland | Suisse | España | Brasil | Россия | 日本 | ドイツ | Mỹ
  | 05454-876 | B-6000 | 13008 | 67000 | DE-80331 | +49 | Nga | man | sam | fas | y
  | Congo | Korea | Kosovo | America | Europe | Germny | Germany Berlin | Berlin | Texas
`.split(/\s*\|\s*/);

describe('the country code', () => {
  it('of a code is the code itself', () => {
    expect(CODES).toHaveLength(249);
    const spellings = (code: string) => [code, ` ${code.toLowerCase()} `];
    const wrong = CODES.filter((code) => spellings(code).some((one) => countryCode(one) !== code));
    expect(wrong).toEqual([]);
  });

  it('of each alpha-3 code is another one', () => {
    const alpha3 = PAIRS.flatMap((pair) => LETTERS.map((letter) => pair + letter)).filter(
      isISO31661Alpha3,
    );
    const found = alpha3.map((code) => countryCode(code.toLowerCase()));
    expect(new Set(found)).toEqual(new Set(CODES));
    expect(alpha3.map((code) => countryCode(code))).toEqual(found);
    expect(['AUT', 'DEU', 'GBR', 'IRL', 'USA'].map((code) => countryCode(code))).toEqual([
      'AT',
      'DE',
      'GB',
      'IE',
      'US',
    ]);
  });

  it('of every English name is its code, or none where several have the name', () => {
    const names = new Intl.DisplayNames('en', { type: 'region' });
    expect(CODES.filter((code) => countryCode(names.of(code)) !== code)).toEqual([]);
  });

  it.each([
    // In English, and as people and shops write it.
    ['Germany', 'DE'],
    [' south  korea ', 'KR'],
    ['Korea, Republic of', 'KR'],
    ['Korea (South)', 'KR'],
    ['USA', 'US'],
    ['Usa', 'US'],
    ['U.S.A.', 'US'],
    ['u.s.', 'US'],
    ['United States', 'US'],
    ['The United States of America', 'US'],
    ['UK', 'GB'],
    ['U.K.', 'GB'],
    ['England', 'GB'],
    ['GREAT BRITAIN', 'GB'],
    ['Czech Republic', 'CZ'],
    ['Czechia', 'CZ'],
    ['Holland', 'NL'],
    ['Scotland', 'GB'],
    ['Ivory Coast', 'CI'],
    ['Burma', 'MM'],
    ['Macedonia', 'MK'],
    ['Eire', 'IE'],
    ['Viet Nam', 'VN'],
    ['Democratic Republic of the Congo', 'CD'],
    ['Iran, Islamic Republic of', 'IR'],
    ["Korea, Democratic People's Republic of", 'KP'],
    ['Falkland Islands (Malvinas)', 'FK'],
    ['Virgin Islands, U.S.', 'VI'],
    ['The Netherlands', 'NL'],
    ['Curaçao', 'CW'],
    ['Curacao', 'CW'],
    ["Cote d'Ivoire", 'CI'],
    ['Côte d’Ivoire', 'CI'],
    ['Trinidad & Tobago', 'TT'],
    ['St. Lucia', 'LC'],
    ['Saint Lucia', 'LC'],
    ['Russia', 'RU'],
    ['Vatican City', 'VA'],
    ['Turkey', 'TR'],
    ['UAE', 'AE'],
    ['Hong Kong SAR China', 'HK'],
    ['Guinea', 'GN'],
    ['Guinea-Bissau', 'GW'],
    ['Niger', 'NE'],
    ['Dominica', 'DM'],
    ['Dominican Republic', 'DO'],
    ['my', 'MY'],
    ['NGA', 'NG'],
  ])('of %p is %s', (name, code) => {
    expect(countryCode(name)).toBe(code);
  });

  it.each(UNKNOWN)('of %p is not known', (name) => {
    expect(countryCode(name)).toBeUndefined();
  });

  it.each([null, undefined, 49 as never])('of %p is not known', (name) => {
    expect(countryCode(name)).toBeUndefined();
  });

  it('is a code of ISO 3166-1 or nothing, whatever the text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^[A-Za-z]{2,3}$/),
    );
    fc.assert(
      fc.property(text, (name) => {
        const code = countryCode(name);
        expect(code === undefined || isISO31661Alpha2(code)).toBe(true);
      }),
    );
  });
});
