import {
  Field,
  fieldsOf,
  OptionalField,
  OptionalList,
  type FieldsClass,
  type SalesChannelType,
  type SpecField,
} from './field.js';

/**
 * The contact fields of a customer, in plain text. `profile_properties` sets the present values,
 * `properties` keeps those at the time of the event. Leave out unknown values.
 */
export class ContactDto {
  /** A valid email address. */
  @Field('email') $email!: string;
  /** With + and country code; spaces, brackets and dashes are accepted. */
  @OptionalField('phone') $phone_number?: string | null;
  /** The city. */
  @OptionalField('text') $city?: string | null;
  /** ISO 3166-1 alpha-2, e.g. `DE`. */
  @OptionalField('country') $country_code?: string | null;
  /** The state or region, never a street. */
  @OptionalField('state') $state?: string | null;
  /** The postal code. */
  @OptionalField('text') $zip_code?: string | null;
  /** The first name. */
  @OptionalField('text', { isListed: false }) $first_name?: string | null;
  /** The last name. */
  @OptionalField('text', { isListed: false }) $last_name?: string | null;
}

/** The properties of `Logged In` and of `Signed Up`. */
export class AccountDto {
  /** A valid email address. */
  @OptionalField('email') $email?: string | null;
}

/** A product, as all events describe one. */
export class ProductDto {
  /** The product's id in the shop. */
  @Field('id') product_id!: string;
  /** The id of the variant, e.g. of a size. */
  @OptionalField('id') variant_id?: string | null;
  /** The stock keeping unit. */
  @OptionalField('id') sku?: string | null;
  /** The product's name. */
  @Field('text') name!: string;
  /** The variant's name. */
  @OptionalField('text') variant_name?: string | null;
  /** The unit price, a JSON number. Converge counts a missing price as 0. */
  @Field('money') price!: number;
  /** ISO 4217, e.g. `EUR`. */
  @Field('currency') currency!: string;
  /** The maker or seller of the product. */
  @OptionalField('text') vendor?: string | null;
}

/** A product with its page and picture. */
export class LinkedProductDto extends ProductDto {
  /** The address of the product's page. */
  @OptionalField('text') url?: string | null;
  /** The address of the product's picture. */
  @OptionalField('text') image_url?: string | null;
}

/** A line of an order or of a checkout. */
export class OrderItemDto extends LinkedProductDto {
  /** The quantity, a whole number. */
  @Field('quantity') quantity!: number;
}

/** A line of a cart or of a subscription. */
export class CartItemDto extends ProductDto {
  /** The quantity, a whole number. */
  @Field('quantity') quantity!: number;
}

/** The properties of `Viewed Collection`. */
export class ViewedCollectionDto {
  /** The collection's id. */
  @Field('id') id!: string;
  /** The collection's name. */
  @Field('text') name!: string;
  /** The description of the collection. */
  @OptionalField('text') description?: string | null;
  /** The products in it. */
  @OptionalList(() => LinkedProductDto) items?: readonly LinkedProductDto[] | null;
}

/** The totals of a cart. */
export class TotalsDto {
  /** The total with tax and shipping, a JSON number. */
  @Field('money') total_price!: number;
  /** The tax in the total. */
  @Field('money') total_tax!: number;
  /** The shipping in the total. */
  @Field('money') total_shipping!: number;
  /** The discount, a positive magnitude. */
  @OptionalField('discount') total_discount?: number | null;
  /** The coupon code, or several. */
  @OptionalField('coupon') coupon?: string | readonly string[] | null;
  /** ISO 4217, e.g. `EUR`. */
  @Field('currency') currency!: string;
}

/** The properties of `Viewed Cart`. */
export class ViewedCartDto extends TotalsDto {
  /** The products in the cart. */
  @OptionalList(() => CartItemDto) items?: readonly CartItemDto[] | null;
}

/** The properties of `Started Checkout` and of `Added Payment Info`. */
export class CheckoutDto extends TotalsDto {
  /** The products. */
  @OptionalList(() => OrderItemDto) items?: readonly OrderItemDto[] | null;
}

/** The properties that orders and subscriptions share. */
export class PurchaseDto extends ContactDto {
  /** The total with tax and shipping, a JSON number. */
  @Field('money') total_price!: number;
  /** The tax in the total. */
  @Field('money') total_tax!: number;
  /** The discount, a positive magnitude. */
  @OptionalField('discount') total_discount?: number | null;
  /** The coupon code, or several. */
  @OptionalField('coupon') coupon?: string | readonly string[] | null;
  /** ISO 4217, e.g. `EUR`. */
  @Field('currency') currency!: string;
  /** The sales channel; `web` if it is missing. */
  @OptionalField('salesChannel') $sales_channel_type?: SalesChannelType | null;
}

/** The properties of `Placed Order`. */
export class PlacedOrderDto extends PurchaseDto {
  /** The order's id: also the default `event_id`, so the page must know it too. */
  @Field('id') id!: string;
  /** The shipping in the total. */
  @Field('money') total_shipping!: number;
  /** The products of the order. */
  @OptionalList(() => OrderItemDto) items?: readonly OrderItemDto[] | null;
  /** Whether it is the customer's first completed purchase; not whether the customer is a guest. */
  @Field('flag') $is_new_customer!: boolean;
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
  @OptionalField('id', { isListed: false }) id?: string | null;
  /** The shipping in the total. */
  @OptionalField('money') total_shipping?: number | null;
  /** The products of the subscription. */
  @OptionalList(() => CartItemDto) items?: readonly CartItemDto[] | null;
}

/** An object for which Converge's spec names no field. */
class NoFieldsDto {}

/** Events that are never sent from a server, each with what to do instead. */
export const REFUSED_EVENTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    $page_load: "leave it out: Converge's pixel sends it from the browser",
    'New Customer Order':
      'track "Placed Order" with $is_new_customer: true, from which Converge derives it',
  }),
);

type Places = readonly ('client' | 'server')[];
const CLIENT: Places = ['client'];
const SERVER: Places = ['server'];
const BOTH: Places = ['client', 'server'];

/** Converge's event spec, without what only its pixel sends. */
export const EVENT_SPEC = {
  'Viewed Product': on(CLIENT, LinkedProductDto, NoFieldsDto),
  'Viewed Collection': on(CLIENT, ViewedCollectionDto, NoFieldsDto),
  'Added To Cart': on(CLIENT, OrderItemDto, NoFieldsDto),
  'Viewed Cart': on(CLIENT, ViewedCartDto, NoFieldsDto),
  'Started Checkout': on(CLIENT, CheckoutDto, NoFieldsDto),
  'Added Payment Info': on(CLIENT, CheckoutDto, ContactDto),
  'Placed Order': on(BOTH, PlacedOrderDto, ContactDto),
  'Started Subscription': on(BOTH, SubscriptionDto, ContactDto),
  'Placed Recurring Subscription Order': on(SERVER, SubscriptionDto, ContactDto),
  'Cancelled Subscription': on(SERVER, SubscriptionDto, ContactDto),
  'Logged In': on(CLIENT, AccountDto, ContactDto),
  'Signed Up': on(CLIENT, AccountDto, ContactDto),
};

/** @param trackOn where Converge expects the event to be tracked */
function on<Properties extends FieldsClass, Profile extends FieldsClass>(
  trackOn: Places,
  properties: Properties,
  profile_properties: Profile,
) {
  return { trackOn, properties, profile_properties };
}

/** What Converge checks on any event, custom ones too. */
export const COMMON_FIELDS: readonly SpecField[] = fieldsOf(ContactDto)
  .filter(({ name }) => ['$email', '$phone_number', '$country_code', '$state'].includes(name))
  .map((field) => ({ ...field, isRequired: false, isCommon: true }));

/** What Converge checks on any item. */
export const ITEM_FIELDS = fieldsOf(ProductDto).filter(({ name }) => name === 'price');

/** The fields that hold an id, of all events and items. */
export const ID_FIELDS: ReadonlySet<string> = new Set(
  [OrderItemDto, ...Object.values(EVENT_SPEC).map(({ properties }) => properties)]
    .flatMap((type) => fieldsOf(type))
    .flatMap(({ isId, name }) => (isId ? name : [])),
);

type EventFields = Readonly<Record<'properties' | 'profile_properties', readonly SpecField[]>>;

function ofAllEvents(fields: (type: FieldsClass) => readonly SpecField[]) {
  const all = new Map<string, EventFields>();
  for (const [name, { properties, profile_properties: profile }] of Object.entries(EVENT_SPEC)) {
    all.set(name, { properties: fields(properties), profile_properties: fields(profile) });
  }
  return all;
}

const OWN = ofAllEvents(fieldsOf);
const CHECKED = ofAllEvents(withCommon);
const COMMON: EventFields = { properties: COMMON_FIELDS, profile_properties: COMMON_FIELDS };

function withCommon(type: FieldsClass): readonly SpecField[] {
  const fields = fieldsOf(type);
  const names = new Set(fields.map(({ name }) => name));
  return [...fields, ...COMMON_FIELDS.filter(({ name }) => !names.has(name))];
}

/** The fields that Converge's spec names for an event, or undefined for a custom one. */
export function specOf(eventName: string): EventFields | undefined {
  return OWN.get(eventName);
}

/** The fields of an event's spec, if it has one, and those that Converge checks on any event. */
export function checkedFields(eventName: string): EventFields {
  return CHECKED.get(eventName) ?? COMMON;
}
