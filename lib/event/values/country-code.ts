import { isISO31661Alpha2 } from 'class-validator';
import countries from 'i18n-iso-countries';
import { CountryNames } from './country-names.js';
import { MORE_COUNTRY_NAMES } from './more-country-names.js';

/** Read first, since most shops name countries in one of them. */
const FIRST_LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'sv', 'da', 'no', 'fi', 'pl'];

/** Official languages that the library lacks and Intl has. */
const MORE_LANGUAGES = ['fil', 'fo', 'kl', 'lb', 'lo', 'my', 'ne', 'rm', 'si', 'zh-Hant'];

/** Short names of other languages than English are words or names elsewhere: "man", "sam", "my". */
const MIN_LENGTH = 4;

const names = new CountryNames();
const unread = new Set([
  ...FIRST_LANGUAGES,
  ...countries.getSupportedLanguages(),
  ...MORE_LANGUAGES,
]);

/**
 * The ISO 3166-1 alpha-2 code of a country that is given by its code (alpha-2 or alpha-3), or by its
 * name in English or one of some eighty other languages. Case, accents, punctuation and white space do
 * not count. Nothing is guessed: what is misspelt, or may mean several countries (`Congo`, `Korea`), is
 * not known. Languages are read one by one until one has the name, which takes some milliseconds each, once;
 * after the first name that is not English, the rest is read in the background.
 *
 * @example
 * ```ts
 * countryCode('de'); // 'DE'
 * countryCode('DEU'); // 'DE'
 * countryCode('Deutschland'); // 'DE'
 * countryCode('osterreich '); // 'AT'
 * countryCode('U.S.A.'); // 'US'
 * countryCode('England'); // 'GB'
 * countryCode('05454-876'); // undefined
 * ```
 *
 * @returns undefined if it is not known
 * @publicApi
 */
export function countryCode(name: string | null | undefined): string | undefined {
  if (typeof name !== 'string') return undefined;
  const text = name.trim();
  // No name has a digit, and a postal code is not worth looking for.
  return /\d/.test(text) ? undefined : (fromCode(text) ?? fromName(text));
}

function fromCode(text: string): string | undefined {
  const alpha2 = /^[a-z]{2}$/i.test(text) ? text.toUpperCase() : fromAlpha3(text);
  return alpha2 !== undefined && isISO31661Alpha2(alpha2) ? alpha2 : undefined;
}

/** In mixed case it may be a name: `Nga` is Russia in Vietnamese, NGA is Nigeria. */
function fromAlpha3(text: string): string | undefined {
  return /^([A-Z]{3}|[a-z]{3})$/.test(text)
    ? countries.alpha3ToAlpha2(text.toUpperCase())
    : undefined;
}

/** Reads the languages one by one until the name is found: all of them take too long for a request. */
function fromName(name: string): string | undefined {
  let code = names.find(name);
  while (code === undefined && readNextLanguage()) code = names.find(name);
  return code === '' ? undefined : code;
}

function readNextLanguage(): boolean {
  const [language] = unread;
  if (language === undefined) return false;
  unread.delete(language);
  if (language !== 'en') {
    names.add(namesIn(language), MIN_LENGTH);
    readRestMeanwhile();
    return true;
  }
  const more = Object.entries(MORE_COUNTRY_NAMES);
  names.add(
    more.flatMap(([code, list]) => list.map((name) => [name, code] as const)),
    1,
  );
  names.add(namesIn(language), 1);
  return true;
}

let isReading = false;

/** Language by language, so that a name that none of them has does not hold up a request later. */
function readRestMeanwhile(): void {
  if (isReading || unread.size === 0) return;
  isReading = true;
  setImmediate(() => {
    isReading = false;
    readNextLanguage();
  }).unref();
}

/** The names that the library has, and those of Node's own Unicode data, if its build has the language. */
function namesIn(language: string): [name: string, code: string][] {
  const known = countries.getNames(language, { select: 'all' });
  const [locale] = Intl.DisplayNames.supportedLocalesOf(language);
  const shown =
    locale === undefined
      ? undefined
      : new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' });
  return Object.keys(countries.getAlpha2Codes())
    .filter(
      // Kosovo has names and a code there, but none in ISO 3166-1.
      (code) => isISO31661Alpha2(code),
    )
    .flatMap((code) =>
      [...(known[code] ?? []), shown?.of(code) ?? []]
        .flat()
        .map((name): [string, string] => [name, code]),
    );
}
