import { rightOrder } from './right-order.js';

/** Finds something wrong with anything. */
export const SCHEMA = {
  '~standard': {
    validate: () => ({ issues: [{ message: 'what the schema says', path: ['time'] }] }),
  },
};

/** Each rule: what it finds, and a change that makes a right order break it. */
export const RULES = [
  [
    'isRequired',
    'a required field is missing; null and an empty string count as missing',
    (event) => delete event.properties.total_tax,
  ],
  [
    'isSpecName',
    'a field stands there under another name, here `totalPrice`',
    ({ properties }) => rename(properties, 'total_price', 'totalPrice'),
  ],
  ['isString', 'a value is no string', inProperties({ $city: 10115 })],
  [
    'isNumber',
    'an amount of money is no JSON number, e.g. `"42.00"`',
    inProperties({ total_price: '42.00' }),
  ],
  [
    'isInt',
    'a quantity is no whole number',
    ({ properties }) => (properties.items[0].quantity = 1.5),
  ],
  [
    'isBoolean',
    'a value is neither `true` nor `false`',
    inProperties({ $is_new_customer: 'true' }),
  ],
  ['isNotNegative', 'a discount is below zero', inProperties({ total_discount: -5 })],
  ['isCurrency', 'a currency is no code of ISO 4217', inProperties({ currency: 'euro' })],
  [
    'isStringOrStrings',
    'a coupon is neither a string nor an array of strings',
    inProperties({ coupon: 5 }),
  ],
  ['isEmail', 'an email address is invalid', inProperties({ $email: 'jane@' })],
  [
    'isPhoneNumber',
    'a phone number has no + and country code, or other characters than digits, spaces, brackets and dashes',
    inProperties({ $phone_number: '030 1234567' }),
  ],
  [
    'isCountryCode',
    'a country is no code of ISO 3166-1 alpha-2',
    inProperties({ $country_code: 'Germany' }),
  ],
  [
    'isState',
    'a state has a house number before or behind a word; states such as `Region 5` are taken',
    inProperties({ $state: 'Main Street 5' }),
  ],
  [
    'isSalesChannelType',
    'a sales channel is not one of the ten',
    inProperties({ $sales_channel_type: 'shop' }),
  ],
  ['isArray', 'a list is no array', inProperties({ items: 'tea' })],
  ['isObject', 'an entry of a list is no object', inProperties({ items: ['tea'] })],
  [
    'isEventName',
    'the event is neither in the spec nor one of your own, and its name is written nearly like one of the spec. In `@TrackConverge`, the application does not start',
    (event) => (event.event_name = 'Place Order'),
  ],
  [
    'isUrn',
    'an alias is not of the form `urn:<name>:<value>`',
    (event) => event.aliases.push('jane@example.com'),
  ],
  [
    'isNoPlaceholder',
    'an alias has a placeholder value; it is never sent, even where the event is',
    (event) => event.aliases.push('urn:customer_id:guest'),
  ],
  [
    'isOwnEventId',
    "a cancellation has the bare id of its subscription, which is that of the subscription's start",
    (event) =>
      Object.assign(event, { event_name: 'Cancelled Subscription', event_id: event.properties.id }),
  ],
  [
    'schema',
    'your own schema for the event says so. With a class, the rules are those of class-validator',
    (event) => (event.event_name = 'Booked Fitting'),
  ],
];

/** What only several events show; each with the events that do. */
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
