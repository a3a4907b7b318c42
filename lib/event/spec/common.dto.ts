import { Field, OptionalField } from './field.js';
import { COUNTRY, EMAIL, MONEY, PHONE, STATE } from './kinds.js';

/** What Converge looks at on any event, custom ones too. */
export class CommonDto {
  @OptionalField(EMAIL)
  $email?: string;

  @OptionalField(PHONE)
  $phone_number?: string;

  @OptionalField(COUNTRY)
  $country_code?: string;

  @OptionalField(STATE)
  $state?: string;
}

/** What Converge looks at on any item. */
export class PricedDto {
  @Field(MONEY)
  price!: number;
}
