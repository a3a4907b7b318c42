import type { SalesChannelType } from '../formats.js';
import { ContactDto } from './contact.dto.js';
import {
  COUPON,
  CURRENCY,
  DISCOUNT,
  Field,
  FLAG,
  ID,
  MONEY,
  OptionalField,
  OptionalList,
  SALES_CHANNEL,
} from './field.js';
import { CartItemDto, OrderItemDto } from './product.dto.js';

/** The totals of a cart. */
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

/** The properties of `Viewed Cart`. */
export class ViewedCartDto extends TotalsDto {
  /** The products in the cart. */
  @OptionalList(() => CartItemDto)
  items?: readonly CartItemDto[] | null;
}

/** The properties of `Started Checkout` and of `Added Payment Info`. */
export class CheckoutDto extends TotalsDto {
  /** The products. */
  @OptionalList(() => OrderItemDto)
  items?: readonly OrderItemDto[] | null;
}

/** The properties that orders and subscriptions share. */
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

/** The properties of `Placed Order`. */
export class PlacedOrderDto extends PurchaseDto {
  /** The order's id: also the default `event_id`, so the page must know it too. */
  @Field(ID)
  id!: string;

  /** The shipping in the total. */
  @Field(MONEY)
  total_shipping!: number;

  /** The products of the order. */
  @OptionalList(() => OrderItemDto)
  items?: readonly OrderItemDto[] | null;

  /** Whether it is the customer's first completed purchase; not whether the customer is a guest. */
  @Field(FLAG)
  $is_new_customer!: boolean;
}

/**
 * The properties of `Started Subscription`, `Cancelled Subscription` and `Placed Recurring
 * Subscription Order`.
 */
export class SubscriptionDto extends PurchaseDto {
  /**
   * The id of the subscription; for a renewal, the id of the renewal's order. The default `event_id`
   * comes from it.
   */
  @OptionalField(ID, { isListed: false })
  id?: string | null;

  /** The shipping in the total. */
  @OptionalField(MONEY)
  total_shipping?: number | null;

  /** The products of the subscription. */
  @OptionalList(() => CartItemDto)
  items?: readonly CartItemDto[] | null;
}
