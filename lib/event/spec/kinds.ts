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

/** What a field holds. Its rules are asked in their order; the first that is broken is told. */
export interface Kind {
  readonly type: FieldType;
  readonly rules: readonly Rule[];
  /** A number in its place means the same, written as a string. */
  readonly isId?: boolean;
}

const isString = (advice: string): Rule => ({
  name: 'isString',
  test: (value) => typeof value === 'string',
  advice,
});

const isNumber: Rule = {
  name: 'isNumber',
  test: (value) => typeof value === 'number',
  advice: 'give a JSON number such as 42.5, never a string; money() makes one',
};

export const TEXT: Kind = { type: 'string', rules: [isString('give a string')] };

export const ID: Kind = {
  type: 'string',
  isId: true,
  rules: [isString('give the id as a string')],
};

export const MONEY: Kind = { type: 'number', rules: [isNumber] };

export const DISCOUNT: Kind = {
  type: 'number',
  rules: [
    isNumber,
    {
      name: 'isNotNegative',
      test: (value) => Number(value) >= 0,
      advice: 'give the discount as a positive magnitude: 5 for five off, not -5',
    },
  ],
};

export const QUANTITY: Kind = {
  type: 'integer',
  rules: [{ name: 'isInt', test: Number.isInteger, advice: 'give a whole JSON number such as 2' }],
};

export const CURRENCY: Kind = {
  type: 'string',
  rules: [
    {
      name: 'isCurrency',
      test: isCurrency,
      advice: 'give the ISO 4217 code in capitals, e.g. "EUR"',
    },
  ],
};

export const COUPON: Kind = {
  type: 'string | string[]',
  rules: [
    {
      name: 'isStringOrStrings',
      test: (value) =>
        typeof value === 'string' ||
        (Array.isArray(value) && value.every((item) => typeof item === 'string')),
      advice: 'give the code as a string, or several as an array of strings',
    },
  ],
};

export const EMAIL: Kind = {
  type: 'string',
  rules: [
    {
      name: 'isEmail',
      test: isEmailAddress,
      advice: 'give a valid email address: Converge flags others',
    },
  ],
};

export const PHONE: Kind = {
  type: 'string',
  rules: [
    {
      name: 'isPhoneNumber',
      test: isPhoneNumber,
      advice: 'give it with + and country code, e.g. "+1 (917) 123-4567"; phone() makes one',
    },
  ],
};

export const COUNTRY: Kind = {
  type: 'string',
  rules: [
    {
      name: 'isCountryCode',
      test: isCountryCode,
      advice: 'give the ISO 3166-1 alpha-2 code in capitals, e.g. "DE"; countryCode() finds it',
    },
  ],
};

export const STATE: Kind = {
  type: 'string',
  rules: [
    isString('give a string'),
    {
      name: 'isState',
      test: isState,
      advice: 'give the state or region; this looks like the line of a street',
    },
  ],
};

export const SALES_CHANNEL: Kind = {
  type: 'string',
  rules: [
    {
      name: 'isSalesChannelType',
      test: isSalesChannelType,
      advice: `give one of ${SALES_CHANNEL_TYPES.join(', ')}, or leave it out for web`,
    },
  ],
};

export const FLAG: Kind = {
  type: 'boolean',
  rules: [
    {
      name: 'isBoolean',
      test: (value) => typeof value === 'boolean',
      advice: 'give true or false, not a string or number',
    },
  ],
};
