import { createRequire } from 'node:module';
import type { CountryCode } from 'libphonenumber-js/min';
import { isPhoneNumber } from '../formats.js';

type Library = typeof import('libphonenumber-js/min');

const load = createRequire(import.meta.url);

/**
 * A phone number in the form E.164, with + and country code. The tables of numbers are loaded at the
 * first call, which takes some 30 ms.
 *
 * Possible is a number as long as the numbers of its country; whether it is in use is not looked up.
 *
 * @example
 * ```ts
 * phone('+1 (917) 123-4567'); // '+19171234567'
 * phone('030 12345678', 'DE'); // '+493012345678'
 * phone('030 12345678'); // undefined: of which country?
 * ```
 *
 * @param defaultCountry the ISO 3166-1 alpha-2 code of the country to which a number without country
 * code belongs, such as the one of the customer's address
 * @returns undefined for what is no possible number, or is ambiguous without a country
 */
export function phone(
  number: string | null | undefined,
  defaultCountry?: string | null,
): string | undefined {
  if (typeof number !== 'string' || number.trim() === '') return undefined;
  const { isSupportedCountry, parsePhoneNumberFromString } = load(
    'libphonenumber-js/min',
  ) as Library;
  const country = (defaultCountry?.trim().toUpperCase() ?? '') as CountryCode;
  const parsed = parsePhoneNumberFromString(number.trim(), {
    defaultCountry: isSupportedCountry(country) ? country : undefined,
    // The whole text must be a number, instead of having one somewhere.
    extract: false,
  });
  return parsed?.isPossible() && isPhoneNumber(parsed.number) ? parsed.number : undefined;
}
