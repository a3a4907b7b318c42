import type { SalesChannelType } from '../formats.js';
import { ContactDto } from './contact.dto.js';
import { COUPON, CURRENCY, DISCOUNT, Field, MONEY, OptionalField, SALES_CHANNEL } from './field.js';

/** The properties that orders and subscriptions share. @publicApi */
export class PurchaseDto extends ContactDto {
  /** The total with tax and shipping, a JSON number. */
  @Field(MONEY)
  total_price!: number;

  /** The tax in the total. */
  @Field(MONEY)
  total_tax!: number;

  /** The discount, a positive magnitude. */
  @OptionalField(DISCOUNT)
  total_discount?: number | null;

  /** The coupon code, or several. */
  @OptionalField(COUPON)
  coupon?: string | readonly string[] | null;

  /** ISO 4217, e.g. `EUR`. */
  @Field(CURRENCY)
  currency!: string;

  /** The sales channel; `web` if it is missing. */
  @OptionalField(SALES_CHANNEL)
  $sales_channel_type?: SalesChannelType | null;
}
