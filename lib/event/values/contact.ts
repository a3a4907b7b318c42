import type { ContactDto } from '../spec/contact.dto.js';
import { countryCode } from './country-code.js';
import { phone } from './phone.js';

type Text = string | null | undefined;

/** What a shop knows of a customer; nothing of it is required. */
export interface ContactRecord {
  readonly email?: Text;
  /** With country code, or as it is dialled in the customer's country. */
  readonly phone?: Text;
  readonly firstName?: Text;
  readonly lastName?: Text;
  readonly city?: Text;
  /** A code or a name, see {@link countryCode}. */
  readonly country?: Text;
  readonly state?: Text;
  readonly zipCode?: Text;
}

/** Converge's contact fields, as far as they are known. */
export type ContactFields = { [Name in keyof ContactDto]?: string };

export interface ContactOptions {
  /**
   * The ISO 3166-1 alpha-2 code of the country to which phone numbers without country code belong,
   * where the customer's country is not given.
   */
  readonly defaultCountry?: string | null;
  /** The language of the country's name besides English, see {@link countryCode}. */
  readonly locale?: string | readonly string[] | null;
}

/**
 * Converge's contact fields from a customer's record. They belong into both objects of an event, so
 * give the same ones to both:
 *
 * @example
 * ```ts
 * properties: (order: Order) => ({ ...contact(order.customer), id: order.id, ... }),
 * profileProperties: (order: Order) => contact(order.customer),
 * ```
 *
 * Texts are trimmed, the email is written in lower case, the country becomes its code, and the phone
 * number E.164. What is missing or not understood is left out, with two exceptions: an invalid email
 * stays, so that the check names it; and a country with a digit in it shows an address whose columns
 * have shifted, so that city, state and postal code are left out with it.
 */
export function contact(
  record: ContactRecord & { readonly email: string },
  options?: ContactOptions,
): ContactFields & { $email: string };
export function contact(
  record: ContactRecord | null | undefined,
  options?: ContactOptions,
): ContactFields;
export function contact(
  record: ContactRecord | null | undefined,
  { defaultCountry, locale }: ContactOptions = {},
): ContactFields {
  const country = clean(record?.country);
  const $country_code = countryCode(country, locale);
  const address = country !== undefined && /\d/.test(country) ? undefined : record;
  return withoutMissing({
    $email: clean(record?.email)?.toLowerCase(),
    // A country that is not understood is not the default one.
    $phone_number: phone(record?.phone, country === undefined ? defaultCountry : $country_code),
    $first_name: clean(record?.firstName),
    $last_name: clean(record?.lastName),
    $country_code,
    $city: clean(address?.city),
    $state: clean(address?.state),
    $zip_code: clean(address?.zipCode),
  });
}

function clean(value: Text): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function withoutMissing(fields: ContactFields): ContactFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
