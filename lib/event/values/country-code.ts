import { createRequire } from 'node:module';
import { LRUCache } from 'lru-cache';
import { isCountryCode } from '../formats.js';

/** The tables are loaded when they are needed first, not at an application's start. */
const load = createRequire(import.meta.url);

/**
 * The ISO 3166-1 alpha-2 code of a country that is given by its code (alpha-2 or alpha-3), or by its
 * name in English or in a language that you name. Case, accents, punctuation and white space do not
 * count. Some names in use, such as `England` and `Holland`, are known besides. Nothing is guessed: what
 * is misspelt, or may mean several countries (`Congo`, `Korea`), is not known. The names of a language
 * are loaded when they are needed first, which takes some milliseconds.
 *
 * @example
 * ```ts
 * countryCode('de'); // 'DE'
 * countryCode('DEU'); // 'DE'
 * countryCode('Germany'); // 'DE'
 * countryCode('U.S.A.'); // 'US'
 * countryCode('England'); // 'GB'
 * countryCode('Deutschland', 'de'); // 'DE'
 * countryCode('osterreich ', ['fr-CH', 'de-CH']); // 'AT'
 * countryCode('Deutschland'); // undefined: in which language?
 * countryCode('05454-876'); // undefined
 * ```
 *
 * @param locale the language of the name besides English, as a BCP 47 tag such as `de` or `de-AT`; or
 * several, which are tried in their order. What is no such tag is ignored
 * @returns undefined if it is not known
 */
export function countryCode(
  name: string | null | undefined,
  locale?: string | readonly string[] | null,
): string | undefined {
  if (typeof name !== 'string') return undefined;
  const text = name.trim();
  // No name has a digit, and a postal code is not worth looking for.
  if (text === '' || /\d/.test(text)) return undefined;
  return fromCode(text) ?? fromName(normalise(text), ['en', locale ?? []].flat());
}

/** In mixed case three letters may be a name: `Nga` is Russia in Vietnamese, NGA is Nigeria. */
function fromCode(text: string): string | undefined {
  if (!/^([A-Za-z]{2}|[A-Z]{3}|[a-z]{3})$/.test(text)) return undefined;
  const code = text.toUpperCase();
  const alpha2 = code.length === 3 ? library().alpha3ToAlpha2(code) : code;
  return isCountryCode(alpha2) ? alpha2 : undefined;
}

function fromName(name: string, locales: readonly string[]): string | undefined {
  if (AMBIGUOUS.has(name)) return undefined;
  for (const locale of locales) {
    const code = cache.memo(locale).get(name);
    if (code !== undefined) return code === SEVERAL ? undefined : code;
  }
  return undefined;
}

/** Names that stand for another country in another language. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['congo', 'kongo', 'конго']);

/** In the place of a code, where several countries have the name in one language. */
const SEVERAL = '';

/** The codes by name, by locale. Which ones there are may be up to an application's users. */
const cache = new LRUCache<string, ReadonlyMap<string, string>>({
  max: 100,
  memoMethod: readNames,
});

/** The names that the library has, and those of Node's own Unicode data, if its build has the language. */
function readNames(locale: string): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  const tag = parseLocale(locale);
  if (tag === undefined) return codes;
  const { getAlpha2Codes, getSupportedLanguages } = library();
  const isKnown = getSupportedLanguages().includes(tag.language);
  const file = isKnown
    ? (load(`i18n-iso-countries/langs/${tag.language}.json`) as LanguageFile)
    : undefined;
  const [shown] = Intl.DisplayNames.supportedLocalesOf(tag.baseName).map(
    (supported) => new Intl.DisplayNames(supported, { type: 'region', fallback: 'none' }),
  );
  // Kosovo has names and a code there, but none in ISO 3166-1.
  for (const code of Object.keys(getAlpha2Codes()).filter(isCountryCode)) {
    const inUse = tag.language === 'en' ? NAMES_IN_USE[code] : undefined;
    for (const name of [file?.countries[code] ?? [], shown?.of(code) ?? [], inUse ?? []].flat()) {
      const key = normalise(name);
      codes.set(key, (codes.get(key) ?? code) === code ? code : SEVERAL);
    }
  }
  return codes;
}

interface LanguageFile {
  readonly countries: Readonly<Record<string, string | string[]>>;
}

/** Without the names in any language: its main file loads all of them. */
function library(): typeof import('i18n-iso-countries') {
  return load('i18n-iso-countries/index.js');
}

function parseLocale(locale: string): Intl.Locale | undefined {
  try {
    // Java and many databases write de_AT.
    return new Intl.Locale(locale.replaceAll('_', '-'));
  } catch {
    return undefined;
  }
}

/**
 * Lower case, without punctuation and the accents of European letters (the vowel signs of other scripts
 * are no accents), and in one way what is written in several.
 */
function normalise(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[.'’‘ʼʻ`´]+/g, '')
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^the /, '')
    .replace(/\bst\b/g, 'saint')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]+/g, '')
    .normalize('NFC');
}

/**
 * Names in use that the lists of country names do not have: parts of countries, former and official
 * names, and ways of writing them.
 */
export const NAMES_IN_USE: Readonly<Record<string, readonly string[]>> = {
  AL: ['Shqipëria'],
  AT: ['Oesterreich'],
  BO: ['Bolivia, Plurinational State of'],
  CD: [
    'República Democrática do Congo',
    'DR Congo',
    'DRC',
    'Democratic Republic of Congo',
    'Congo, Democratic Republic of the',
  ],
  CG: ['Congo, Republic of the'],
  CV: ['Cabo Verde'],
  CZ: ['Česko'],
  FK: ['Falklands'],
  GB: ['Britain', 'England', 'Northern Ireland', 'Scotland', 'Wales'],
  IE: ['Eire', 'Republic of Ireland'],
  IR: ['Iran, Islamic Republic of'],
  KP: [
    'Korea, North',
    "Korea, Democratic People's Republic of",
    "Democratic People's Republic of Korea",
  ],
  KR: ['Korea, South', '한국'],
  LY: ['Libyan Arab Jamahiriya'],
  MK: ['Macedonia', 'Macedonia, the Former Yugoslav Republic of'],
  MM: ['Burma'],
  MO: ['Macau'],
  NL: ['Holland'],
  PS: ['Palestine, State of', 'Palestinian Territory, Occupied'],
  SA: ['KSA', 'Kingdom of Saudi Arabia'],
  SZ: ['Swaziland'],
  TH: ['ประเทศไทย'],
  TL: ['East Timor'],
  TW: ['臺灣'],
  TZ: ['Tanzania, United Republic of'],
  US: ['EE.UU.', 'EE. UU.', 'EUA', 'アメリカ'],
  VA: ['Vatican'],
  VE: ['Venezuela, Bolivarian Republic of'],
  VN: ['Viet Nam'],
};
