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
export type FieldType = 'string' | 'number' | 'integer' | 'boolean' | 'string | string[]' | 'list';

/** One thing that a value must be. */
export interface Rule {
  readonly name: string;
  readonly test: (value: unknown) => boolean;
  /** What to do where it is not. */
  readonly advice: string;
}

/** What a field holds. Its rules are asked in their order; only the first that is broken is reported. */
export interface Kind {
  readonly type: FieldType;
  readonly rules: readonly Rule[];
  /** A number in its place means the same, written as a string. */
  readonly isId?: boolean;
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
  readonly isCommon?: boolean;
  /** What the entries of a list are. */
  readonly item?: () => FieldsClass;
}

function kind(type: FieldType, ...rules: readonly Rule[]): Kind {
  return { type, rules };
}

function rule(name: string, test: (value: unknown) => boolean, advice: string): Rule {
  return { name, test, advice };
}

const isString = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => typeof value === 'number';
const isBoolean = (value: unknown) => typeof value === 'boolean';
const isPositive = (value: unknown) => Number(value) >= 0;
const areStrings = (value: unknown) => Array.isArray(value) && value.every(isString);

const STRING = rule('isString', isString, 'give a string');
const NUMBER = rule(
  'isNumber',
  isNumber,
  'give a JSON number such as 42.5, never a string; money() makes one',
);

export const TEXT = kind('string', STRING);
export const ID: Kind = {
  ...kind('string', rule('isString', isString, 'give the id as a string')),
  isId: true,
};
export const MONEY = kind('number', NUMBER);
export const DISCOUNT = kind(
  'number',
  NUMBER,
  rule(
    'isNotNegative',
    isPositive,
    'give the discount as a positive magnitude: 5 for five off, not -5',
  ),
);
export const QUANTITY = kind(
  'integer',
  rule('isInt', Number.isInteger, 'give a whole JSON number such as 2'),
);
export const CURRENCY = kind(
  'string',
  rule('isCurrency', isCurrency, 'give the ISO 4217 code in capitals, e.g. "EUR"'),
);
export const COUPON = kind(
  'string | string[]',
  rule(
    'isStringOrStrings',
    (value) => isString(value) || areStrings(value),
    'give the code as a string, or several as an array of strings',
  ),
);
export const EMAIL = kind(
  'string',
  rule('isEmail', isEmailAddress, 'give a valid email address: Converge flags others'),
);
export const PHONE = kind(
  'string',
  rule(
    'isPhoneNumber',
    isPhoneNumber,
    'give it with + and country code, e.g. "+1 (917) 123-4567"; phone() makes one',
  ),
);
export const COUNTRY = kind(
  'string',
  rule(
    'isCountryCode',
    isCountryCode,
    'give the ISO 3166-1 alpha-2 code in capitals, e.g. "DE"; countryCode() finds it',
  ),
);
export const STATE = kind(
  'string',
  STRING,
  rule('isState', isState, 'give the state or region; this looks like the line of a street'),
);
export const SALES_CHANNEL = kind(
  'string',
  rule(
    'isSalesChannelType',
    isSalesChannelType,
    `give one of ${SALES_CHANNEL_TYPES.join(', ')}, or leave it out for web`,
  ),
);
export const FLAG = kind(
  'boolean',
  rule('isBoolean', isBoolean, 'give true or false, not a string or number'),
);

const declared = new WeakMap<object, SpecField[]>();
const collected = new WeakMap<object, readonly SpecField[]>();

/** The fields of a class, those that it inherits first. */
export function fieldsOf(type: FieldsClass): readonly SpecField[] {
  let fields = collected.get(type);
  if (fields === undefined) {
    const inherited = Object.getPrototypeOf(type) as FieldsClass;
    const own = declared.get(type) ?? [];
    fields = inherited === Function.prototype ? own : [...fieldsOf(inherited), ...own];
    collected.set(type, fields);
  }
  return fields;
}

/** A required field. Checks it with class-validator as well. */
export function Field(kind: Kind): PropertyDecorator {
  return (target, name) => {
    declare(target, { ...kind, name: String(name), isRequired: true, isListed: true });
    checkByClassValidator(kind, target, name);
  };
}

/** A field that may be missing. */
export function OptionalField(kind: Kind, { isListed = true } = {}): PropertyDecorator {
  return (target, name) => {
    declare(target, { ...kind, name: String(name), isRequired: false, isListed });
    IsOptional()(target, name);
    checkByClassValidator(kind, target, name);
  };
}

/** A list that may be missing. */
export function OptionalList(item: () => FieldsClass): PropertyDecorator {
  return (target, name) => {
    const shape = { type: 'list', rules: [], isRequired: false, isListed: true } as const;
    declare(target, { ...shape, name: String(name), item });
    for (const decorate of [IsOptional(), IsArray(), ValidateNested({ each: true })]) {
      decorate(target, name);
    }
    Type(item as () => new () => object)(target, name);
  };
}

/** A class to extend: it has the fields of two others. */
export function withFieldsOf<One extends object, Other extends object>(
  one: new () => One,
  other: new () => Other,
): new () => One & Other {
  class Both extends (one as new () => object) {}
  for (const { name, isRequired, isListed, ...kind } of fieldsOf(other)) {
    const decorate = isRequired ? Field(kind) : OptionalField(kind, { isListed });
    decorate(Both.prototype, name);
  }
  return Both as new () => One & Other;
}

function declare(target: object, field: SpecField): void {
  const { constructor } = target;
  const own = declared.get(constructor) ?? [];
  own.push(field);
  declared.set(constructor, own);
}

function checkByClassValidator({ rules }: Kind, target: object, name: string | symbol): void {
  for (const { name: rule, test, advice } of rules) {
    ValidateBy({ name: rule, validator: { validate: test } }, { message: advice })(target, name);
  }
}
