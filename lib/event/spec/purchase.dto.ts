import type { SalesChannelType } from '../formats.js';
import { ContactDto } from './contact.dto.js';
import { COUPON, CURRENCY, DISCOUNT, Field, MONEY, OptionalField, SALES_CHANNEL } from './field.js';

/** What orders and subscriptions have in common. @publicApi */
export class PurchaseDto extends ContactDto {
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

  /** How it was sold; `web` where it is missing. */
  @OptionalField(SALES_CHANNEL)
  $sales_channel_type?: SalesChannelType | null;
}
