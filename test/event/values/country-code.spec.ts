import { describe, expect, it } from '@jest/globals';
import { isISO31661Alpha2 } from 'class-validator';
import fc from 'fast-check';
import countries from 'i18n-iso-countries';
import { countryCode, NAMES_IN_USE } from '../../../lib/event/values/country-code.js';

const CODES = Object.entries(countries.getAlpha2Codes()).filter(([code]) => isISO31661Alpha2(code));

const UNKNOWN = `
  | - | . | XX | XK | XKX | EU | EL | DD | FX | ZZZ | Deu | constructor | __proto__ | null | unknown
  | Deutschland | Suisse | España | Brasil | Россия | 日本 | ドイツ | Mỹ
  | 05454-876 | B-6000 | 13008 | 67000 | DE-80331 | +49 | Nga | man | sam | fas | y
  | Congo | Korea | Kosovo | America | Europe | Germny | Germany Berlin | Berlin | Texas
`.split(/\s*\|\s*/);

/** In the library's Portuguese, of the other Congo. */
const MISTAKES = ['República Democrática do Congo'];

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

  it('of every name in a language is its code, or none where several have the name', () => {
    const ambiguous = new Set<string>();
    const wrong: unknown[] = [];
    for (const language of countries.getSupportedLanguages()) {
      const all = countries.getNames(language, { select: 'all' });
      for (const [code] of CODES) {
        for (const name of all[code] ?? []) {
          const found = countryCode(name, language);
          if (found === undefined) ambiguous.add(name);
          else if (found !== code && !MISTAKES.includes(name))
            wrong.push([language, name, code, found]);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(ambiguous.size).toBeLessThan(40);
    expect([...ambiguous]).toEqual(expect.arrayContaining(['Congo', 'Kongo']));
  });

  it.each(Object.entries(NAMES_IN_USE))('of names of %s in use is known', (code, names) => {
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
    ['Oesterreich', 'AT'],
    ['Česko', 'CZ'],
    ['EE. UU.', 'US'],
    ['臺灣', 'TW'],
    ['my', 'MY'],
    ['NGA', 'NG'],
  ])('of %p is %s', (name, code) => {
    expect(countryCode(name)).toBe(code);
  });

  it.each([
    ['Deutschland', 'de', 'DE'],
    ['DEUTSCHLAND', 'de-AT', 'DE'],
    ['Österreich', 'de_CH', 'AT'],
    ['O\u0308sterreich', 'de', 'AT'],
    ['osterreich', 'DE', 'AT'],
    ['Schweiz', 'de-CH-1996', 'CH'],
    ['Suisse', 'fr-CH', 'CH'],
    ['Svizzera', 'it', 'CH'],
    ['Svizra', 'rm', 'CH'],
    ['España', 'es', 'ES'],
    ['ESPANA', 'es-419', 'ES'],
    ['Suomi', 'fi', 'FI'],
    ['Brasil', 'pt-BR', 'BR'],
    ['Türkiye', 'tr', 'TR'],
    ['TÜRKİYE', 'tr', 'TR'],
    ['Polska', 'pl', 'PL'],
    ['Éire', 'ga', 'IE'],
    ['Lëtzebuerg', 'lb', 'LU'],
    ['États-Unis', 'fr', 'US'],
    ['Etats Unis', 'fr', 'US'],
    ['Stati Uniti', 'it', 'US'],
    ['Frankreich', 'de', 'FR'],
    ['Alemania', 'es', 'DE'],
    ['Nederländerna', 'sv', 'NL'],
    ['Россия', 'ru', 'RU'],
    ['Ελλάδα', 'el', 'GR'],
    ['ישראל', 'he', 'IL'],
    ['日本', 'ja', 'JP'],
    ['ドイツ', 'ja-JP', 'DE'],
    ['대한민국', 'ko', 'KR'],
    ['德國', 'zh-Hant', 'DE'],
    ['ไทย', 'th', 'TH'],
    // The mark distinguishes them from the codes MY and BI.
    ['Mỹ', 'vi', 'US'],
    ['Bỉ', 'vi', 'BE'],
    ['Nga', 'vi', 'RU'],
  ])('of %p in %s is %s', (name, locale, code) => {
    expect(countryCode(name, locale)).toBe(code);
  });

  it('is looked up in several languages, in their order', () => {
    expect(countryCode('Suisse', ['de', 'fr'])).toBe('CH');
    expect(countryCode('Suisse', ['de', 'it'])).toBeUndefined();
    expect(countryCode('Suisse', [])).toBeUndefined();
    expect(countryCode('Switzerland', ['fr'])).toBe('CH');
  });

  it.each([null, '', 'x', 'german', '../en', 'de-', 'qq', 'art-x-none', 'tlh'])(
    'does not mind the locale %p',
    (locale) => {
      expect(countryCode('Deutschland', locale)).toBeUndefined();
      expect(countryCode('Germany', locale)).toBe('DE');
      expect(countryCode('Deutschland', ['de', locale!])).toBe('DE');
    },
  );

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
