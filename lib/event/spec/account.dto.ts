import { EMAIL, OptionalField } from './field.js';

/** The properties of `Logged In` and of `Signed Up`. @publicApi */
export class AccountDto {
  /** A valid email address. */
  @OptionalField(EMAIL)
  $email?: string | null;
}
