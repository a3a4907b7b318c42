import { describe, expect, it } from '@jest/globals';
import { isISO31661Alpha2 } from 'class-validator';
import fc from 'fast-check';
import countries from 'i18n-iso-countries';
import { countryCode } from '../../../lib/event/values/country-code.js';
import { MORE_COUNTRY_NAMES } from '../../../lib/event/values/more-country-names.js';

const CODES = Object.entries(countries.getAlpha2Codes()).filter(([code]) => isISO31661Alpha2(code));

const UNKNOWN = `
  | - | . | XX | XK | XKX | EU | EL | DD | FX | ZZZ | Deu | constructor | __proto__ | null | unknown
  | 05454-876 | B-6000 | 13008 | 67000 | DE-80331 | +49 | Nga | man | sam | fas | y
  | Congo | Korea | Kosovo | America | Europe | Germny | Germany Berlin | Berlin | Texas
`.split(/\s*\|\s*/);

/** In the library's Portuguese, of the other Congo. */
const MISTAKE = 'República Democrática do Congo';

describe('the country code', () => {
  it('of a code is the code itself', () => {
    expect(CODES).toHaveLength(249);
    const wrong = CODES.filter(([alpha2, alpha3]) =>
      [alpha2, ` ${alpha2.toLowerCase()} `, alpha3, alpha3.toLowerCase()].some(
        (code) => countryCode(code) !== alpha2,
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('of every name of its country is that code, or none where several have the name', () => {
    const ambiguous = new Set<string>();
    const wrong: unknown[] = [];
    for (const language of countries.getSupportedLanguages()) {
      const all = countries.getNames(language, { select: 'all' });
      for (const [code] of CODES) {
        for (const name of all[code] ?? []) {
          const found = countryCode(name);
          if (found === undefined) ambiguous.add(name);
          else if (found !== code && name !== MISTAKE) wrong.push([name, code, found]);
        }
      }
    }
    expect(wrong).toEqual([]);
    // Among them the short names that are words elsewhere.
    expect(ambiguous.size).toBeLessThan(40);
    expect([...ambiguous]).toEqual(expect.arrayContaining(['Congo', 'Kongo', 'Nga', 'Man']));
  });

  it.each(Object.entries(MORE_COUNTRY_NAMES))('of more names of %s is known', (code, names) => {
    expect(names.filter((name) => countryCode(name) !== code)).toEqual([]);
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
    // In the country's own language, and in those of its neighbours.
    ['Deutschland', 'DE'],
    ['DEUTSCHLAND', 'DE'],
    ['Österreich', 'AT'],
    ['O\u0308sterreich', 'AT'],
    ['osterreich', 'AT'],
    ['Oesterreich', 'AT'],
    ['Schweiz', 'CH'],
    ['Suisse', 'CH'],
    ['Svizzera', 'CH'],
    ['Svizra', 'CH'],
    ['España', 'ES'],
    ['ESPANA', 'ES'],
    ['Suomi', 'FI'],
    ['Brasil', 'BR'],
    ['Türkiye', 'TR'],
    ['TÜRKİYE', 'TR'],
    ['Polska', 'PL'],
    ['Česko', 'CZ'],
    ['Éire', 'IE'],
    ['Lëtzebuerg', 'LU'],
    ['États-Unis', 'US'],
    ['Etats Unis', 'US'],
    ['Stati Uniti', 'US'],
    ['EE. UU.', 'US'],
    ['Frankreich', 'FR'],
    ['Alemania', 'DE'],
    ['Nederländerna', 'NL'],
    ['Россия', 'RU'],
    ['Ελλάδα', 'GR'],
    ['ישראל', 'IL'],
    ['日本', 'JP'],
    ['ドイツ', 'DE'],
    ['대한민국', 'KR'],
    ['臺灣', 'TW'],
    ['ไทย', 'TH'],
    // The mark tells them from the codes MY and BI.
    ['Mỹ', 'US'],
    ['Bỉ', 'BE'],
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
