import { isISO31661Alpha2 } from 'class-validator';
import { LRUCache } from 'lru-cache';
import { load } from './load.js';

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
 * @publicApi
 */
export function countryCode(
  name: string | null | undefined,
  locale?: string | readonly string[] | null,
): string | undefined {
  if (typeof name !== 'string') return undefined;
  const text = name.trim();
  // No name has a digit, and a postal code is not worth looking for.
  if (text === '' || /\d/.test(text)) return undefined;
  return fromCode(text) ?? fromName(text, [locale ?? []].flat());
}

function fromCode(text: string): string | undefined {
  const alpha2 = /^[a-z]{2}$/i.test(text) ? text.toUpperCase() : fromAlpha3(text);
  return alpha2 !== undefined && isISO31661Alpha2(alpha2) ? alpha2 : undefined;
}

/** In mixed case it may be a name: `Nga` is Russia in Vietnamese, NGA is Nigeria. */
function fromAlpha3(text: string): string | undefined {
  if (!/^([A-Z]{3}|[a-z]{3})$/.test(text)) return undefined;
  return library().alpha3ToAlpha2(text.toUpperCase());
}

function fromName(name: string, locales: readonly string[]): string | undefined {
  const written = normalise(name);
  const plain = withoutAccents(written);
  if (AMBIGUOUS.has(plain)) return undefined;
  for (const list of [IN_USE, 'en', ...locales]) {
    const names = namesIn(list);
    const code = names?.get(written) ?? names?.get(plain);
    if (code !== undefined) return code === SEVERAL ? undefined : code;
  }
  return undefined;
}

/** In the place of a locale: {@link NAMES_IN_USE}. */
const IN_USE = 'in use';

/** Names that stand for another country in another language. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['congo', 'kongo', 'конго']);

/** In the place of a code, where several countries have the name in one language. */
const SEVERAL = '';

type Names = ReadonlyMap<string, string>;

/** By locale. Which ones there are may be up to an application's users. */
const cache = new LRUCache<string, Names>({ max: 100 });

function namesIn(locale: string): Names | undefined {
  let names = cache.get(locale);
  if (names === undefined) {
    names = readNames(locale);
    if (names !== undefined) cache.set(locale, names);
  }
  return names;
}

/** @returns undefined for what is no locale */
function readNames(locale: string): Names | undefined {
  const lists = locale === IN_USE ? NAMES_IN_USE : listNames(locale);
  if (lists === undefined) return undefined;
  const names = new Map<string, string>();
  for (const [code, list] of Object.entries(lists)) {
    for (const written of list.map(normalise)) {
      for (const key of new Set([written, withoutAccents(written)])) {
        names.set(key, (names.get(key) ?? code) === code ? code : SEVERAL);
      }
    }
  }
  return names;
}

type Library = typeof import('i18n-iso-countries');

/** Without the names in any language: its main file loads all of them. */
function library(): Library {
  return load('i18n-iso-countries/index.js') as Library;
}

/** The names that the library has, and those of Node's own Unicode data, if its build has the language. */
function listNames(locale: string): Record<string, string[]> | undefined {
  const tag = parseLocale(locale);
  if (tag === undefined) return undefined;
  const { getAlpha2Codes, getSupportedLanguages } = library();
  const isKnown = getSupportedLanguages().includes(tag.language);
  const file = isKnown ? load(`i18n-iso-countries/langs/${tag.language}.json`) : undefined;
  const known = (file as LanguageFile | undefined)?.countries ?? {};
  const [shown] = Intl.DisplayNames.supportedLocalesOf(tag.baseName).map(
    (supported) => new Intl.DisplayNames(supported, { type: 'region', fallback: 'none' }),
  );
  return Object.fromEntries(
    Object.keys(getAlpha2Codes())
      // Kosovo has names and a code there, but none in ISO 3166-1.
      .filter((code) => isISO31661Alpha2(code))
      .map((code) => [code, [known[code] ?? [], shown?.of(code) ?? []].flat()]),
  );
}

function parseLocale(locale: string): Intl.Locale | undefined {
  try {
    // Java and many databases write de_AT.
    return new Intl.Locale(locale.replaceAll('_', '-'));
  } catch {
    return undefined;
  }
}

interface LanguageFile {
  readonly countries: Readonly<Record<string, string | string[]>>;
}

/** Lower case, without punctuation, and in one way what is written in several. */
function normalise(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[.'’‘ʼʻ`´]+/g, '')
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^the /, '')
    .replace(/\bst\b/g, 'saint');
}

/** Without the accents of European letters; the vowel signs of other scripts are no accents. */
function withoutAccents(text: string): string {
  if (/^[a-z ]*$/.test(text)) return text;
  return text
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
