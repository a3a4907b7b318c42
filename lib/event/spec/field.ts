// class-transformer's decorators need it, and not every program that checks events has loaded Nest.
import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsArray, IsOptional, ValidateBy, ValidateNested } from 'class-validator';
import {
  isCountryCode,
  isCurrency,
  isEmailAddress,
  isPhoneNumber,
  isSalesChannelType,
  isState,
  SALES_CHANNEL_TYPES,
} from '../formats.js';

/** What a field may hold, in the words of Converge's documentation. */
type FieldType = 'string' | 'number' | 'integer' | 'boolean' | 'string | string[]' | 'list';

/** One thing that a value must be. */
export interface Rule {
  readonly name: string;
  readonly test: (value: unknown) => boolean;
  /** What to do where it is not. */
  readonly advice: string;
  /** What each entry of an array must be, where the rule is about all of them. */
  readonly item?: (value: unknown) => boolean;
}

/** What a field holds. Its rules are asked in their order; only the first that is broken is reported. */
interface Kind {
  readonly type: FieldType;
  readonly rules: readonly Rule[];
  /** A number in its place means the same, written as a string. */
  readonly isId: boolean;
}

/** A class that states the fields of an object. */
export type FieldsClass = abstract new () => object;

/** A field of Converge's event spec. */
export interface SpecField extends Kind {
  readonly name: string;
  readonly isRequired: boolean;
  /** Whether it stands in Converge's tables; if not, only in its samples. */
  readonly isListed: boolean;
  /** Whether Converge checks it on any event, and the event's own spec does not name it. */
  readonly isCommon: boolean;
  /** What the entries of a list are. */
  readonly item: (() => FieldsClass) | undefined;
}

const isString = (value: unknown) => typeof value === 'string';
const areStrings = (value: unknown) => Array.isArray(value) && value.every(isString);

type Check = readonly [test: Rule['test'], advice: string];

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
    (value) => isString(value) || areStrings(value),
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
} satisfies Record<string, Check>;

export const TEXT = kind('string', 'isString');
export const ID: Kind = { ...TEXT, isId: true };
export const MONEY = kind('number', 'isNumber');
export const DISCOUNT = kind('number', 'isNumber', 'isNotNegative');
export const QUANTITY = kind('integer', 'isInt');
export const FLAG = kind('boolean', 'isBoolean');
export const COUPON = kind('string | string[]', 'isStringOrStrings');
export const CURRENCY = kind('string', 'isCurrency');
export const EMAIL = kind('string', 'isEmail');
export const PHONE = kind('string', 'isPhoneNumber');
export const COUNTRY = kind('string', 'isCountryCode');
export const STATE = kind('string', 'isString', 'isState');
export const SALES_CHANNEL = kind('string', 'isSalesChannelType');

function kind(type: FieldType, ...names: (keyof typeof CHECKS)[]): Kind {
  const rules = names.map((name) => {
    const [test, advice]: Check = CHECKS[name];
    return { name, test, advice };
  });
  return { type, rules, isId: false };
}

const declared = new WeakMap<object, readonly SpecField[]>([[Function.prototype, []]]);

/** The fields of a class, those that it inherits first. */
export function fieldsOf(type: FieldsClass): readonly SpecField[] {
  return declared.get(type) ?? fieldsOf(Object.getPrototypeOf(type) as FieldsClass);
}

/** A required field. */
export function Field(kind: Kind): PropertyDecorator {
  return declare({ ...kind, isRequired: true });
}

/** A field that may be missing. */
export function OptionalField(kind: Kind, { isListed = true } = {}): PropertyDecorator {
  return declare({ ...kind, isListed }, IsOptional());
}

/** A list that may be missing. */
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
