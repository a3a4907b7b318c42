import { COUPON, CURRENCY, DISCOUNT, Field, MONEY, OptionalField } from './field.js';

/** What a cart, an order or a subscription comes to; each of them has its own shipping. @publicApi */
export class TotalsDto {
  /** With tax and shipping, a JSON number. */
  @Field(MONEY)
  total_price!: number;

  /** The tax in it. */
  @Field(MONEY)
  total_tax!: number;

  /** What was taken off, a positive magnitude. */
  @OptionalField(DISCOUNT)
  total_discount?: number | null;

  /** The code that was used, or several. */
  @OptionalField(COUPON)
  coupon?: string | readonly string[] | null;

  /** ISO 4217, e.g. `EUR`. */
  @Field(CURRENCY)
  currency!: string;
}
