import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { Violation } from '../../../lib/index.js';
import { SpecCheck } from '../../../lib/event/check-spec.js';
import { EVENT_SPEC } from '../../../lib/event/spec/event-spec.js';
import { fieldsOf, type FieldsClass, type SpecField } from '../../../lib/event/spec/field.js';

type Plain = Record<string, unknown>;

/** What each kind of field takes, by the rule that is asked last. */
const RIGHT: Record<string, unknown[]> = {
  isString: ['x', 'Zürich'],
  isState: ['Bavaria', 'NY'],
  isNumber: [42.5, 0, -1],
  isNotNegative: [0, 5.5],
  isInt: [2],
  isBoolean: [true, false],
  isStringOrStrings: ['SUMMER', ['SUMMER', 'VIP'], []],
  isCurrency: ['EUR', 'USD', 'JPY'],
  isEmail: ['jane@example.com'],
  isPhoneNumber: ['+1 (917) 123-4567'],
  isCountryCode: ['DE', 'US'],
  isSalesChannelType: ['web', 'tiktok_shop'],
};

/** Values of which each is wrong for many kinds of fields. */
const VALUES = [
  ...'| |x|42.00|-1|true|euro|eur|Germany|de|WEB|jane@|0171 1'.split('|'),
  ...[0, -0, 1, -5, 1.5, 1e21, true, false, null, undefined],
  ...[[], [7], ['x'], [{}], {}, { a: 1 }],
];

const CLASSES = new Map(
  Object.values(EVENT_SPEC)
    .flatMap(({ properties, profile_properties }) => [properties, profile_properties])
    .flatMap((type: FieldsClass) => [type, ...fieldsOf(type).flatMap(({ item }) => item?.() ?? [])])
    .map((type) => [type.name, type as new () => object]),
);

function rightValues({ rules, item }: SpecField): unknown[] {
  return item === undefined ? RIGHT[rules.at(-1)!.name]! : [[], [rightObject(item())]];
}

function rightObject(type: FieldsClass): Plain {
  return Object.fromEntries(fieldsOf(type).map((field) => [field.name, rightValues(field)[0]]));
}

function ours(type: FieldsClass, object: Plain): readonly Violation[] {
  const check = new SpecCheck({});
  check.checkFields(object, fieldsOf(type), 'properties');
  return check.violations.toArray();
}

function theirs(type: new () => object, object: Plain): ValidationError[] {
  return validateSync(plainToInstance(type, object), { forbidUnknownValues: false });
}

describe.each([...CLASSES])('the check and class-validator on a %s', (_name, type) => {
  const fields = fieldsOf(type);

  it('find nothing wrong with a right one', () => {
    expect(ours(type, rightObject(type))).toEqual([]);
    expect(theirs(type, rightObject(type))).toEqual([]);
  });

  it('find nothing wrong where only what is required is there', () => {
    const required = new Set(fields.flatMap(({ name, isRequired }) => (isRequired ? name : [])));
    const object = Object.fromEntries(
      Object.entries(rightObject(type)).filter(([name]) => required.has(name)),
    );
    expect(ours(type, object)).toEqual([]);
    expect(theirs(type, object)).toEqual([]);
  });

  if (fields.length === 0) return;
  it.each(fields)('agree about $name', (field) => {
    const { name, isRequired } = field;
    for (const value of rightValues(field)) {
      const object = { ...rightObject(type), [name]: value };
      expect({ value, ours: ours(type, object) }).toEqual({ value, ours: [] });
      expect({ value, theirs: theirs(type, object) }).toEqual({ value, theirs: [] });
    }
    let wrong = 0;
    for (const value of VALUES) {
      const object = { ...rightObject(type), [name]: value };
      const found = ours(type, object).map(({ path }) => path.split(/[.[]/)[1]);
      const errors = theirs(type, object).map(({ property }) => property);
      expect({ value, found: [...new Set(found)] }).toEqual({ value, found: errors });
      wrong += errors.length;
    }
    expect(wrong).toBeGreaterThan(0);
    const { [name]: _, ...without } = rightObject(type);
    expect(ours(type, without).map(({ path, rule }) => `${path} ${rule}`)).toEqual(
      isRequired ? [`properties.${name} isRequired`] : [],
    );
    expect(theirs(type, without).map(({ property }) => property)).toEqual(isRequired ? [name] : []);
  });
});
