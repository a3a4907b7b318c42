import { aliases } from './library.js';
import { rightOrder } from './right-order.js';

/** A schema that every event breaks. */
export const SCHEMA = {
  '~standard': {
    validate: () => ({ issues: [{ message: 'the message of the schema', path: ['time'] }] }),
  },
};

/** Each rule: its finding, and a change with which a valid order breaks it. */
export const RULES = [
  [
    'isRequired',
    'a required field is missing; null and an empty string count as missing',
    (event) => delete event.properties.total_tax,
  ],
  [
    'isSpecName',
    'a field of the spec has another spelling, e.g. `totalPrice`, or a slip, e.g. `total_dicount`',
    ({ properties }) => rename(properties, 'total_price', 'totalPrice'),
  ],
  ['isString', 'a value is not a string', inProperties({ $city: 10115 })],
  [
    'isNumber',
    'an amount of money is not a JSON number, e.g. `"42.00"`',
    inProperties({ total_price: '42.00' }),
  ],
  [
    'isInt',
    'a quantity is not a whole number',
    ({ properties }) => (properties.items[0].quantity = 1.5),
  ],
  [
    'isBoolean',
    'a value is neither `true` nor `false`',
    inProperties({ $is_new_customer: 'true' }),
  ],
  ['isNotNegative', 'a discount is below zero', inProperties({ total_discount: -5 })],
  ['isCurrency', 'a currency is not an ISO 4217 code', inProperties({ currency: 'euro' })],
  [
    'isStringOrStrings',
    'a coupon is neither a string nor an array of strings',
    inProperties({ coupon: 5 }),
  ],
  ['isEmail', 'an email address is invalid', inProperties({ $email: 'jane@' })],
  [
    'isPhoneNumber',
    'a phone number lacks + and country code, or has characters besides digits, spaces, brackets and dashes',
    inProperties({ $phone_number: '030 1234567' }),
  ],
  [
    'isCountryCode',
    'a country is not an ISO 3166-1 alpha-2 code',
    inProperties({ $country_code: 'Germany' }),
  ],
  [
    'isState',
    'a state has a house number before or behind a word; states such as `Region 5` are accepted',
    inProperties({ $state: 'Main Street 5' }),
  ],
  [
    'isSalesChannelType',
    'a sales channel is not one of the ten',
    inProperties({ $sales_channel_type: 'shop' }),
  ],
  ['isArray', 'a list is not an array', inProperties({ items: 'tea' })],
  ['isObject', 'an entry of a list is not an object', inProperties({ items: ['tea'] })],
  [
    'isEventName',
    'the name of an unknown event is nearly one of the spec. In `@TrackConverge`, the application does not start',
    (event) => (event.event_name = 'Place Order'),
  ],
  [
    'isUrn',
    'an alias does not have the form `urn:<name>:<value>`',
    (event) => event.aliases.push('jane@example.com'),
  ],
  [
    'isNonEmptyString',
    'an alias is empty or no string; it is never sent',
    (event) => event.aliases.push(7),
  ],
  [
    'isNoPlaceholder',
    'an alias has a placeholder value; this alias is never sent',
    (event) => event.aliases.push('urn:customer_id:guest'),
  ],
  [
    'isAlias',
    '`aliases()` left out all that it was given, so that no alias is left',
    (event) => (event.aliases = aliases().email('no address')),
  ],
  [
    'isOwnEventId',
    "a cancellation has the id of its subscription, which is the event id of the subscription's start",
    (event) =>
      Object.assign(event, { event_name: 'Cancelled Subscription', event_id: event.properties.id }),
  ],
  [
    'isPlausibleTime',
    'the time is before the year 1971, as seconds given to a `Date` are, or more than five minutes ahead',
    (event) => (event.timestamp = new Date(1_725_312_229)),
  ],
  [
    'isNoSecret',
    'a property is called like a secret: `password`, `apiKey`, `cvv` ...',
    inProperties({ password: 'x' }),
  ],
  [
    'isNoCardNumber',
    'a value looks like the number of a payment card',
    inProperties({ note: '4111 1111 1111 1111' }),
  ],
  [
    'schema',
    "the event breaks your schema for it. With a class, the rules are class-validator's",
    (event) => (event.event_name = 'Booked Fitting'),
  ],
];

/** The rules that compare several events, each with such events. */
export const SUSPICIONS = [
  [
    'isUniqueEventId',
    'an id was used for another kind of event before',
    [rightOrder(), { ...rightOrder(), event_name: 'Placed Recurring Subscription Order' }],
  ],
  [
    'isFirstPurchase',
    'an email address has a second order with `$is_new_customer: true`',
    [rightOrder(), { ...rightOrder(), event_id: 'order-2' }],
  ],
  [
    'isNotShared',
    'an alias was seen with more than three email addresses',
    ['a', 'b', 'c', 'd'].map((name) => {
      const event = { ...rightOrder(), event_id: `order-${name}` };
      event.properties.$email = `${name}@example.com`;
      return event;
    }),
  ],
];

function inProperties(values) {
  return ({ properties }) => Object.assign(properties, values);
}

function rename(object, from, to) {
  object[to] = object[from];
  delete object[from];
}
