import { COUPON, CURRENCY, DISCOUNT, Field, MONEY, OptionalField } from './field.js';

/** The totals of a cart. @publicApi */
export class TotalsDto {
  /** The total with tax and shipping, a JSON number. */
  @Field(MONEY)
  total_price!: number;

  /** The tax in the total. */
  @Field(MONEY)
  total_tax!: number;

  /** The shipping in the total. */
  @Field(MONEY)
  total_shipping!: number;

  /** The discount, a positive magnitude. */
  @OptionalField(DISCOUNT)
  total_discount?: number | null;

  /** The coupon code, or several. */
  @OptionalField(COUPON)
  coupon?: string | readonly string[] | null;

  /** ISO 4217, e.g. `EUR`. */
  @Field(CURRENCY)
  currency!: string;
}
