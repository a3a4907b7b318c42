import type { AccountDto, ContactDto } from './spec/contact.dto.js';
import type {
  CheckoutDto,
  PlacedOrderDto,
  SubscriptionDto,
  ViewedCartDto,
} from './spec/order.dto.js';
import type { LinkedProductDto, OrderItemDto, ViewedCollectionDto } from './spec/product.dto.js';
import type { Aliases } from './values/aliases.js';

/**
 * An event as an application gives it: Converge's own keys, and values that need not be JSON yet
 * (a `Date` is fine; undefined, null and empty strings inside both objects are left out).
 *
 * @publicApi
 */
export interface ConvergeEvent<
  Name extends string = string,
  Properties extends PropertiesOf<Name> = PropertiesOf<Name>,
  Profile extends ProfileOf<Name> = ProfileOf<Name>,
> {
  /** What happened, e.g. `Placed Order`. */
  event_name: Name;
  /** The deduplication key: the same for every attempt to report the same fact. */
  event_id: string;
  /** What is true of the event; Converge's spec fields plus custom ones. */
  properties: Properties;
  /** What is true of the customer. */
  profile_properties: Profile;
  /** 1 to 10 identities of the customer, `urn:<name>:<value>`. */
  aliases: readonly string[] | Aliases;
  /**
   * When it happened: ISO 8601 with a timezone, UTC epoch seconds, or a Date.
   *
   * @default the moment at which it is tracked
   */
  timestamp?: string | number | Date;
}

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
