import {
  AccountDto,
  ContactDto,
  CheckoutDto,
  PlacedOrderDto,
  SubscriptionDto,
  ViewedCartDto,
  LinkedProductDto,
  OrderItemDto,
  ProductDto,
  ViewedCollectionDto,
} from './dtos.js';
import { fieldsOf, type FieldsClass, type SpecField } from './field.js';

/** What Converge documents of an event. */
interface EventSpec {
  /** Where Converge expects it to be tracked. */
  readonly trackOn: readonly ('client' | 'server')[];
  readonly properties: FieldsClass;
  readonly profile_properties: FieldsClass;
}

/** An object for which Converge's spec names no field. */
class NoFieldsDto {}

/** Events that are never sent from a server, each with what to do instead. */
export const REFUSED_EVENTS: ReadonlyMap<string, string> = new Map([
  ['$page_load', "leave it out: Converge's pixel sends it from the browser"],
  [
    'New Customer Order',
    'track "Placed Order" with $is_new_customer: true, from which Converge derives it',
  ],
]);

const CLIENT = ['client'] as const;
const SERVER = ['server'] as const;
const BOTH = ['client', 'server'] as const;

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
} as const satisfies Record<string, EventSpec>;

function on<Properties extends FieldsClass, Profile extends FieldsClass>(
  trackOn: EventSpec['trackOn'],
  properties: Properties,
  profile_properties: Profile,
) {
  return { trackOn, properties, profile_properties };
}

/** The fields of an event's two objects. */
interface EventFields {
  readonly properties: readonly SpecField[];
  readonly profile_properties: readonly SpecField[];
}

/** The fields that Converge's spec names for an event, or undefined for a custom one. */
export function specOf(eventName: string): EventFields | undefined {
  if (!Object.hasOwn(EVENT_SPEC, eventName)) return undefined;
  const { properties, profile_properties } = EVENT_SPEC[eventName as keyof typeof EVENT_SPEC];
  return { properties: fieldsOf(properties), profile_properties: fieldsOf(profile_properties) };
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

const CHECKED = new Map<string, EventFields>(
  Object.entries(EVENT_SPEC).map(([name, { properties, profile_properties }]) => [
    name,
    { properties: withCommon(properties), profile_properties: withCommon(profile_properties) },
  ]),
);

/** The fields of an event's spec, if it has one, and those that Converge checks on any event. */
export function checkedFields(eventName: string): EventFields {
  const common = { properties: COMMON_FIELDS, profile_properties: COMMON_FIELDS };
  return CHECKED.get(eventName) ?? common;
}

function withCommon(type: FieldsClass): readonly SpecField[] {
  const fields = fieldsOf(type);
  const names = new Set(fields.map(({ name }) => name));
  return [...fields, ...COMMON_FIELDS.filter(({ name }) => !names.has(name))];
}
