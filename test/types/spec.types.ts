/**
 * Compares the types of the events with the facts of Converge's spec, field by field: where one drifts,
 * `npm run typecheck` names it, e.g. `"Placed Order.properties.currency"`.
 */
import type {
  ContactDto,
  ConvergeEvents,
  ProfileOf,
  PropertiesOf,
  SalesChannelType,
} from '../../lib/index.js';
import type { EVENT_SPEC } from '../../lib/event/spec/event-spec.js';
import type { CONVERGE_SPEC, ONLY_IN_SAMPLES, SALES_CHANNELS } from '../fixtures/converge-spec.js';
import { expectNothing, type Equal, type Plain } from './equal.js';

type Spec = typeof CONVERGE_SPEC;
type Samples = typeof ONLY_IN_SAMPLES;

/** What stands for each kind of field in TypeScript. */
interface Kinds {
  string: string;
  number: number;
  integer: number;
  boolean: boolean;
  'string | string[]': string | readonly string[];
}

type ValueOf<Fact, Name> = Name extends '$sales_channel_type'
  ? (typeof SALES_CHANNELS)[number]
  : Fact extends keyof Kinds
    ? Kinds[Fact]
    : Fact extends { list: infer Fields }
      ? readonly Plain<TypeOf<Fields>>[]
      : never;

/** The type that an object of such fields should have. */
type TypeOf<Fields> = {
  -readonly [
    Name in keyof Fields as Fields[Name] extends `${string}, required` ? Name : never
  ]: ValueOf<Fields[Name] extends `${infer Kind}, required` ? Kind : never, Name>;
} & {
  -readonly [Name in keyof Fields as Fields[Name] extends `${string}, required` ? never : Name]?:
    ValueOf<Fields[Name], Name> | null | undefined;
};

/** The same without the classes of what is in lists, which would differ in their names alone. */
type WithPlainItems<T> = {
  [Name in keyof T]: NonNullable<T[Name]> extends readonly (infer Item extends object)[]
    ? readonly Plain<Item>[] | Exclude<T[Name], readonly unknown[]>
    : T[Name];
};

/** The names of the fields that one type has otherwise than the other, or not at all. */
type Differences<Actual, Expected> = {
  [Name in keyof Actual | keyof Expected]-?: Name extends keyof Actual & keyof Expected
    ? Equal<Plain<Pick<Actual, Name>>, Plain<Pick<Expected, Name>>> extends true
      ? never
      : Name
    : Name;
}[keyof Actual | keyof Expected];

/** `<event>.<object>.<field>` of each field that has drifted. */
type Drift<Facts extends Record<keyof Spec, Record<'properties' | 'profile_properties', object>>> =
  {
    [Event in keyof Facts & string]: `${Event}.${
      | `properties.${Differing<PropertiesOf<Event>, Facts[Event], Event, 'properties'>}`
      | `profile_properties.${Differing<ProfileOf<Event>, Facts[Event], Event, 'profile_properties'>}`}`;
  }[keyof Facts & string];

type Differing<Actual, Facts, Event, Key extends 'properties' | 'profile_properties'> = Differences<
  WithPlainItems<Actual>,
  Plain<TypeOf<Facts[Key & keyof Facts]> & TypeOf<Sampled<Event, Key>>>
> &
  string;

type Sampled<Event, Key> = Event extends keyof Samples
  ? Samples[Event][Key & keyof Samples[Event]]
  : object;

// Every field of every event's two objects, and of the items in them.
expectNothing<Drift<Spec>>();

// Each event of the spec can be tracked.
expectNothing<Exclude<keyof Spec, keyof ConvergeEvents>>();
expectNothing<Extract<keyof ConvergeEvents, '$page_load' | 'New Customer Order'>>();
expectNothing<Exclude<keyof Spec, keyof typeof EVENT_SPEC>>();
expectNothing<Exclude<keyof typeof EVENT_SPEC, keyof Spec>>();

expectNothing<Exclude<SalesChannelType, (typeof SALES_CHANNELS)[number]>>();
expectNothing<Exclude<(typeof SALES_CHANNELS)[number], SalesChannelType>>();

type Contact = Spec['Placed Order']['profile_properties'] &
  Samples['Placed Order']['profile_properties'];
expectNothing<Differences<ContactDto, Plain<TypeOf<Contact>>>>();

/** What is found where the fixture has other properties for one event. */
type Found<Event extends keyof Spec, Properties extends object> = Drift<{
  [Name in keyof Spec]: {
    properties: Name extends Event ? Properties : Spec[Name]['properties'];
    profile_properties: Spec[Name]['profile_properties'];
  };
}>;

type Cart = Spec['Viewed Cart']['properties'];
type Item = Cart['items']['list'];
type CartOf<Entry> = Omit<Cart, 'items'> & { items: { list: Entry } };

// The comparison sees nothing where nothing has drifted,
expectNothing<Found<'Logged In', { $email: 'string' }>>();
expectNothing<Found<'Viewed Cart', CartOf<Item>>>();

// and each kind of drift: another type, a field more, one less, one that is required, also in items.
export const seen: [
  Found<'Logged In', { $email: 'number' }>,
  Found<'Logged In', { $email: 'string'; $city: 'string' }>,
  Found<'Logged In', object>,
  Found<'Logged In', { $email: 'string, required' }>,
  Found<'Viewed Cart', CartOf<Omit<Item, 'sku'>>>,
  Found<'Viewed Cart', CartOf<Omit<Item, 'price'> & { price: 'string, required' }>>,
  Found<'Viewed Cart', CartOf<Item & { url: 'string' }>>,
] = [
  'Logged In.properties.$email',
  'Logged In.properties.$city',
  'Logged In.properties.$email',
  'Logged In.properties.$email',
  'Viewed Cart.properties.items',
  'Viewed Cart.properties.items',
  'Viewed Cart.properties.items',
];

// @ts-expect-error Type '"Logged In.properties.$email"' does not satisfy the constraint 'never'
expectNothing<Found<'Logged In', { $email: 'number' }>>();
