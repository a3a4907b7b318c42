import type { AccountDto } from './account.dto.js';
import type { CheckoutDto } from './checkout.dto.js';
import type { ContactDto } from './contact.dto.js';
import type { LinkedProductDto } from './linked-product.dto.js';
import type { OrderItemDto } from './order-item.dto.js';
import type { PlacedOrderDto } from './placed-order.dto.js';
import type { SubscriptionDto } from './subscription.dto.js';
import type { ViewedCartDto } from './viewed-cart.dto.js';
import type { ViewedCollectionDto } from './viewed-collection.dto.js';

/**
 * The events that can be tracked, each with the type of its `properties`. A project adds its own:
 *
 * @example
 * ```ts
 * declare module 'nestjs-converge' {
 *   interface ConvergeEvents {
 *     'Booked Fitting': BookedFittingDto;
 *   }
 * }
 * ```
 *
 * @publicApi
 */
export interface ConvergeEvents {
  'Viewed Product': LinkedProductDto;
  'Viewed Collection': ViewedCollectionDto;
  'Added To Cart': OrderItemDto;
  'Viewed Cart': ViewedCartDto;
  'Started Checkout': CheckoutDto;
  'Added Payment Info': CheckoutDto;
  'Placed Order': PlacedOrderDto;
  'Started Subscription': SubscriptionDto;
  'Placed Recurring Subscription Order': SubscriptionDto;
  'Cancelled Subscription': SubscriptionDto;
  'Logged In': AccountDto;
  'Signed Up': AccountDto;
}

/** The events whose profile must say who the customer is. */
type EventWithContact =
  | 'Added Payment Info'
  | 'Placed Order'
  | 'Started Subscription'
  | 'Placed Recurring Subscription Order'
  | 'Cancelled Subscription'
  | 'Logged In'
  | 'Signed Up';

/** The name of an event that can be tracked. @publicApi */
export type EventName = Extract<keyof ConvergeEvents, string>;

/** What the `properties` of an event hold at least; custom ones may be added. @publicApi */
export type PropertiesOf<Name extends string> = Name extends EventName
  ? ConvergeEvents[Name]
  : object;

/** What the `profile_properties` of an event hold at least; custom ones may be added. @publicApi */
export type ProfileOf<Name extends string> = Name extends EventWithContact ? ContactDto : object;
