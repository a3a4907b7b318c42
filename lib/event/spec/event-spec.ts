import { AccountDto } from './account.dto.js';
import { CheckoutDto } from './checkout.dto.js';
import { ContactDto } from './contact.dto.js';
import { fieldsOf, type FieldsClass, type SpecField } from './field.js';
import { LinkedProductDto } from './linked-product.dto.js';
import { NoFieldsDto } from './no-fields.dto.js';
import { OrderItemDto } from './order-item.dto.js';
import { PageLoadDto, VisitorDto } from './page-load.dto.js';
import { PlacedOrderDto } from './placed-order.dto.js';
import { SubscriptionDto } from './subscription.dto.js';
import { ViewedCartDto } from './viewed-cart.dto.js';
import { ViewedCollectionDto } from './viewed-collection.dto.js';

/** What Converge documents of an event. */
export interface EventSpec {
  /** Where Converge expects it to be tracked. */
  readonly trackOn: readonly ('client' | 'server')[];
  readonly properties: FieldsClass;
  readonly profile_properties: FieldsClass;
}

/** Converge's event spec. */
export const EVENT_SPEC = {
  $page_load: { trackOn: ['client'], properties: PageLoadDto, profile_properties: VisitorDto },
  'Viewed Product': byPage(LinkedProductDto),
  'Viewed Collection': byPage(ViewedCollectionDto),
  'Added To Cart': byPage(OrderItemDto),
  'Viewed Cart': byPage(ViewedCartDto),
  'Started Checkout': byPage(CheckoutDto),
  'Added Payment Info': byPage(CheckoutDto, ContactDto),
  'Placed Order': byBoth(PlacedOrderDto),
  'Started Subscription': byBoth(SubscriptionDto),
  'Placed Recurring Subscription Order': byServer(SubscriptionDto),
  'Cancelled Subscription': byServer(SubscriptionDto),
  'Logged In': byPage(AccountDto, ContactDto),
  'Signed Up': byPage(AccountDto, ContactDto),
} as const satisfies Record<string, EventSpec>;

/** The spec of an event, or undefined for a custom one. */
export function specOf(
  eventName: string,
): { properties: readonly SpecField[]; profile_properties: readonly SpecField[] } | undefined {
  if (!Object.hasOwn(EVENT_SPEC, eventName)) return undefined;
  const { properties, profile_properties } = EVENT_SPEC[eventName as keyof typeof EVENT_SPEC];
  return { properties: fieldsOf(properties), profile_properties: fieldsOf(profile_properties) };
}

function byPage<P extends FieldsClass>(properties: P, profile: FieldsClass = NoFieldsDto) {
  return { trackOn: ['client'] as const, properties, profile_properties: profile };
}

function byBoth<P extends FieldsClass>(properties: P) {
  return { trackOn: ['client', 'server'] as const, properties, profile_properties: ContactDto };
}

function byServer<P extends FieldsClass>(properties: P) {
  return { trackOn: ['server'] as const, properties, profile_properties: ContactDto };
}
