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

/** Names by code: in English, and as people and shops write them. */
const NAMES = `
  DE: Germany; KR:  south  korea  | Korea, Republic of | Korea (South);
  US: USA | Usa | U.S.A. | u.s. | United States | The United States of America;
  GB: UK | U.K. | England | GREAT BRITAIN | Scotland; CZ: Czech Republic | Czechia;
  NL: Holland | The Netherlands; CI: Ivory Coast | Cote d'Ivoire | Côte d’Ivoire; MM: Burma;
  MK: Macedonia; IE: Eire; VN: Viet Nam; CD: Democratic Republic of the Congo;
  IR: Iran, Islamic Republic of; KP: Korea, Democratic People's Republic of;
  FK: Falkland Islands (Malvinas); VI: Virgin Islands, U.S.; CW: Curaçao | Curacao;
  TT: Trinidad & Tobago; LC: St. Lucia | Saint Lucia; RU: Russia; VA: Vatican City; TR: Turkey;
  AE: UAE; HK: Hong Kong SAR China; GN: Guinea; GW: Guinea-Bissau; NE: Niger; DM: Dominica;
  DO: Dominican Republic; MY: my; NG: NGA
`
  .trim()
  .split(/;\s+/)
  .flatMap((of) =>
    of
      .slice(4)
      .split(' | ')
      .map((name) => [name, of.slice(0, 2)] as const),
  );

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
    const some = ['AUT', 'DEU', 'GBR', 'IRL', 'USA'].map((code) => countryCode(code));
    expect(some.join()).toBe('AT,DE,GB,IE,US');
  });

  it('of every English name is its code, or none where several have the name', () => {
    const names = new Intl.DisplayNames('en', { type: 'region' });
    expect(CODES.filter((code) => countryCode(names.of(code)) !== code)).toEqual([]);
  });

  it.each(NAMES)('of %p is %s', (name, code) => {
    expect(countryCode(name)).toBe(code);
  });

  it.each([...UNKNOWN, null, undefined, 49 as never])('of %p is not known', (name) => {
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
