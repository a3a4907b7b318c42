import { countryCode } from './country-code.js';
import type { Customer } from './customer.interface.js';

export interface Address {
  readonly city: string;
  readonly region?: string | null;
  readonly postalCode?: string | null;
  readonly country: string;
}

/**
 * Converge's contact fields, which go into the properties and into the profile's. What is undefined
 * here is left out of the event.
 */
export function contactFields(
  { contact, email, phone }: Pick<Customer, 'contact' | 'email' | 'phone'>,
  address?: Address,
) {
  const [firstName, ...lastNames] = contact.trim().split(/\s+/);
  return {
    $email: email.trim(),
    // Without its country code a number is ambiguous, and Converge flags it.
    $phone_number: phone?.trim().startsWith('+') ? phone.trim() : undefined,
    $first_name: firstName,
    $last_name: lastNames.join(' ') || undefined,
    ...(address && addressFields(address)),
  };
}

function addressFields({ city, region, postalCode, country }: Address) {
  const $country_code = countryCode(country);
  // Imported addresses are sometimes shifted by a column, with a postal code for a country. A profile
  // lives on, so an address that makes no sense as a whole is better left out as a whole.
  if ($country_code === undefined) return {};
  return {
    $city: city.trim(),
    $state: region?.trim(),
    $zip_code: postalCode?.trim(),
    $country_code,
  };
}
