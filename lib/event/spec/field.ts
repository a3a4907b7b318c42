// class-transformer's decorators need it, and not every program that checks events has loaded Nest.
import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  IsArray,
  isCreditCard,
  isEmail,
  isISO31661Alpha2,
  isISO4217CurrencyCode,
  IsOptional,
  ValidateBy,
  ValidateNested,
} from 'class-validator';

/** What a field may hold, in the words of Converge's documentation. */
type FieldType = 'string' | 'number' | 'integer' | 'boolean' | 'string | string[]' | 'list';

export interface Rule {
  readonly name: string;
  readonly test: (value: unknown) => boolean;
  readonly advice: string;
  /** What each entry of an array must be, where the rule is about all of them. */
  readonly item?: (value: unknown) => boolean;
}

/** A class that states the fields of an object. */
export type FieldsClass = abstract new () => object;

export interface SpecField {
  readonly name: string;
  readonly type: FieldType;
  /** Asked in their order: only the first that is broken is reported. */
  readonly rules: readonly Rule[];
  /** Whether a number in its place means the same, written as a string. */
  readonly isId: boolean;
  readonly isRequired: boolean;
  /** Whether it stands in Converge's tables; if not, only in its samples. */
  readonly isListed: boolean;
  /** Whether Converge checks it on any event, and the event's own spec does not name it. */
  readonly isCommon: boolean;
  /** What the entries of a list are. */
  readonly item: (() => FieldsClass) | undefined;
}

/** The ways of selling that Converge knows; where an event names none, it counts as `web`. */
export const SALES_CHANNEL_TYPES = [
  'web',
  'subscription_contract',
  'sms',
  'mobile_app',
  'pos',
  'marketplace',
  'offline',
  'facebook_shop',
  'pinterest_shop',
  'tiktok_shop',
] as const;

/** One of {@link SALES_CHANNEL_TYPES}. */
export type SalesChannelType = (typeof SALES_CHANNEL_TYPES)[number];

const isString = (value: unknown) => typeof value === 'string';

export function rule(name: string, test: Rule['test'], advice: string): Rule {
  return { name, test, advice };
}

const CHECKS = {
  isString: [isString, 'give a string'],
  isNumber: [
    (value) => typeof value === 'number',
    'give a JSON number such as 42.5, never a string; money() makes one',
  ],
  isNotNegative: [
    (value) => Number(value) >= 0,
    'give the discount as a positive magnitude: 5 for five off, not -5',
  ],
  isInt: [Number.isInteger, 'give a whole JSON number such as 2'],
  isBoolean: [(value) => typeof value === 'boolean', 'give true or false, not a string or number'],
  isStringOrStrings: [
    (value) => [value].flat().every(isString),
    'give the code as a string, or several as an array of strings',
  ],
  isCurrency: [isCurrency, 'give the ISO 4217 code in capitals, e.g. "EUR"'],
  isEmail: [isEmailAddress, 'give a valid email address: Converge flags others'],
  isPhoneNumber: [
    isPhoneNumber,
    'give it with + and country code, e.g. "+1 (917) 123-4567"; phone() makes one',
  ],
  isCountryCode: [
    isCountryCode,
    'give the ISO 3166-1 alpha-2 code in capitals, e.g. "DE"; countryCode() finds it',
  ],
  isState: [isState, 'give the state or region; this looks like the line of a street'],
  isSalesChannelType: [
    isSalesChannelType,
    `give one of ${SALES_CHANNEL_TYPES.join(', ')}, or leave it out for web`,
  ],
} satisfies Record<string, [test: Rule['test'], advice: string]>;

const KINDS = {
  text: kind('string', 'isString'),
  id: { ...kind('string', 'isString'), isId: true },
  money: kind('number', 'isNumber'),
  discount: kind('number', 'isNumber', 'isNotNegative'),
  quantity: kind('integer', 'isInt'),
  flag: kind('boolean', 'isBoolean'),
  coupon: kind('string | string[]', 'isStringOrStrings'),
  currency: kind('string', 'isCurrency'),
  email: kind('string', 'isEmail'),
  phone: kind('string', 'isPhoneNumber'),
  country: kind('string', 'isCountryCode'),
  state: kind('string', 'isString', 'isState'),
  salesChannel: kind('string', 'isSalesChannelType'),
};

function kind(type: FieldType, ...names: (keyof typeof CHECKS)[]) {
  return { type, rules: names.map((name) => rule(name, CHECKS[name][0], CHECKS[name][1])) };
}

type KindName = keyof typeof KINDS;

const declared = new WeakMap<object, readonly SpecField[]>([[Function.prototype, []]]);

/** The fields of a class, those that it inherits first. */
export function fieldsOf(type: FieldsClass): readonly SpecField[] {
  return declared.get(type) ?? fieldsOf(Object.getPrototypeOf(type) as FieldsClass);
}

export function Field(kind: KindName): PropertyDecorator {
  return declare({ ...KINDS[kind], isRequired: true });
}

export function OptionalField(kind: KindName, { isListed = true } = {}): PropertyDecorator {
  return declare({ ...KINDS[kind], isListed }, IsOptional());
}

export function OptionalList(item: () => FieldsClass): PropertyDecorator {
  const ofItems = Type(item as () => new () => object);
  return declare({ item }, IsOptional(), IsArray(), ValidateNested({ each: true }), ofItems);
}

/** All fields have the same keys in the same order, which makes reading them fast. */
const FIELD: SpecField = {
  name: '',
  type: 'list',
  rules: [],
  isId: false,
  isRequired: false,
  isListed: true,
  isCommon: false,
  item: undefined,
};

/** Notes the field, and states it to class-validator as well. */
function declare(field: Partial<SpecField>, ...decorators: PropertyDecorator[]): PropertyDecorator {
  return (target, key) => {
    const type = target.constructor as unknown as FieldsClass;
    const own = { ...FIELD, ...field, name: String(key) };
    declared.set(type, [...fieldsOf(type), own]);
    for (const decorate of [...decorators, ...own.rules.map(asDecorator)]) decorate(target, key);
  };
}

/** The same rule for class-validator. */
export function asDecorator({ name, test, advice }: Rule): PropertyDecorator {
  return ValidateBy({ name, validator: { validate: test } }, { message: advice });
}

/** What nearly all addresses look like: they are recognised at once, and need not be taken apart. */
const PLAIN_EMAIL =
  /^[a-z0-9]{1,20}([._+-][a-z0-9]{1,20}){0,2}@([a-z0-9]{1,20}(-[a-z0-9]{1,20})?\.){1,3}[a-z]{2,20}$/i;

export function isEmailAddress(value: unknown): boolean {
  return typeof value === 'string' && (PLAIN_EMAIL.test(value) || isEmail(value));
}

/** Seven to fifteen digits; no country code begins with 0. */
const PHONE_NUMBER = /^\+[\s(]*[1-9](?:[\s()-]*\d){6,14}[\s()-]*$/;

/** With + and country code; spaces, brackets and dashes are accepted: `+1 (917) 123-4567`. */
export function isPhoneNumber(value: unknown): boolean {
  return typeof value === 'string' && PHONE_NUMBER.test(value);
}

/** ISO 3166-1 alpha-2, in capitals. */
export function isCountryCode(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Z]{2}$/.test(value) && isISO31661Alpha2(value);
}

/** The currencies of Zimbabwe, and of Curaçao and Sint Maarten: class-validator does not know them yet. */
const NEW_CURRENCIES = ['ZWG', 'XCG'];

/** ISO 4217, in capitals. */
export function isCurrency(value: unknown): boolean {
  if (typeof value !== 'string' || !/^[A-Z]{3}$/.test(value)) return false;
  return isISO4217CurrencyCode(value) || NEW_CURRENCIES.includes(value);
}

export function isSalesChannelType(value: unknown): boolean {
  return (SALES_CHANNEL_TYPES as readonly unknown[]).includes(value);
}

/** The numbers of Visa, Mastercard, American Express, Discover and JCB. */
const CARD_NUMBER =
  /^(4\d{15}|5[1-5]\d{14}|2(22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|6(011|5\d\d)\d{12}|35\d{14})$/;

/** Whether a value is all of it the number of a payment card, whose check digit is right. */
export function isCardNumber(value: string | number): boolean {
  if (typeof value === 'string' ? !/^[2-6][\d -]{14,22}$/.test(value) : value < 1e14) return false;
  const digits = String(value).replaceAll(/[ -]/g, '');
  // The second knows more cards, and looks at the check digit.
  return CARD_NUMBER.test(digits) && isCreditCard(digits);
}

/** Words that only streets have. */
const STREET =
  /^(street|road|avenue|av|avda|boulevard|drive|lane|highway|rue|allée|chemin|impasse|via|viale|corso|piazza|calle|carrera|avenida|rua|travessa|estrada|ulica|ul|улица|ул|проспект|sokak|sokağı|caddesi)$/;
/** The same at the end of a word. */
const STREET_ENDING =
  /(straße|strasse|str|gasse|weg|allee|platz|straat|laan|gracht|gatan|vägen|vej|gade|gata|katu)$/;
/** The same as the last word: before others they mean something else, as in St. Gallen. */
const STREET_SHORT = /^(st|rd|ave|blvd|dr|ln|hwy)$/;

/**
 * A state or region: anything that does not look like the line of a street, which has a number beside a
 * word that only streets have. Many regions have a number too (Dublin 4, Praha 1, Zona 10).
 */
export function isState(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const words = /\d/.test(value) ? (value.toLowerCase().match(/\p{L}+/gu) ?? []) : [];
  if (words.some((word) => STREET_ENDING.test(word))) return false;
  const isStreet = words.some((word) => STREET.test(word)) || STREET_SHORT.test(words.at(-1) ?? '');
  return words.length < 2 || !isStreet;
}

/** The last second of the year 9999: a larger number is no count of seconds. */
const LAST_EPOCH_SECOND = 253_402_300_799;

const ISO_8601_WITH_TIMEZONE =
  /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)$/;

/** A string with something in it besides white space. */
export function isNonEmptyString(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** ISO 8601 with a timezone, or UTC epoch seconds. */
export function isEventTime(value: unknown): boolean {
  if (typeof value === 'number') {
    return Number.isInteger(value) && value >= 0 && value <= LAST_EPOCH_SECOND;
  }
  if (typeof value !== 'string') return false;
  const match = ISO_8601_WITH_TIMEZONE.exec(value);
  if (match === null || Number.isNaN(Date.parse(value.replace(',', '.')))) return false;
  const day = Number(match[3]);
  // Every month has 28 days; Date.parse takes the 31st of some that have not.
  return day <= 28 || day <= new Date(Date.UTC(+match[1]!, +match[2]!, 0)).getUTCDate();
}
