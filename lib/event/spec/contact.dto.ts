import { COUNTRY, EMAIL, Field, OptionalField, PHONE, STATE, TEXT } from './field.js';

/**
 * The contact fields of a customer, in plain text. `profile_properties` sets the present values,
 * `properties` keeps those at the time of the event. Leave out unknown values.
 */
export class ContactDto {
  /** A valid email address. */
  @Field(EMAIL)
  $email!: string;

  /** With + and country code; spaces, brackets and dashes are accepted. */
  @OptionalField(PHONE)
  $phone_number?: string | null;

  /** The city. */
  @OptionalField(TEXT)
  $city?: string | null;

  /** ISO 3166-1 alpha-2, e.g. `DE`. */
  @OptionalField(COUNTRY)
  $country_code?: string | null;

  /** The state or region, never a street. */
  @OptionalField(STATE)
  $state?: string | null;

  /** The postal code. */
  @OptionalField(TEXT)
  $zip_code?: string | null;

  /** The first name. */
  @OptionalField(TEXT, { isListed: false })
  $first_name?: string | null;

  /** The last name. */
  @OptionalField(TEXT, { isListed: false })
  $last_name?: string | null;
}

/** The properties of `Logged In` and of `Signed Up`. */
export class AccountDto {
  /** A valid email address. */
  @OptionalField(EMAIL)
  $email?: string | null;
}
