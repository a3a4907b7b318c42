import { CommonDto } from './spec/common.dto.js';
import { specOf } from './spec/event-spec.js';
import { fieldsOf, type SpecField } from './spec/field.js';

/** The fields of an event's two objects. */
export interface ExpectedFields {
  /** Whether Converge's spec does not know the event. */
  readonly isCustom: boolean;
  readonly properties: readonly SpecField[];
  readonly profile_properties: readonly SpecField[];
}

const COMMON = fieldsOf(CommonDto).map((field) => ({ ...field, isCommon: true }));
const CUSTOM: ExpectedFields = {
  isCustom: true,
  properties: COMMON,
  profile_properties: COMMON,
};
const expected = new Map<string, ExpectedFields>();

/**
 * The fields of an event's spec, and those that Converge looks at on any event: a custom one has only
 * these.
 */
export function expectedFields(eventName: string): ExpectedFields {
  const known = expected.get(eventName);
  if (known !== undefined) return known;
  const spec = specOf(eventName);
  if (spec === undefined) return CUSTOM;
  const fields: ExpectedFields = {
    isCustom: false,
    properties: withCommon(spec.properties),
    profile_properties: withCommon(spec.profile_properties),
  };
  expected.set(eventName, fields);
  return fields;
}

function withCommon(fields: readonly SpecField[]): readonly SpecField[] {
  const names = new Set(fields.map(({ name }) => name));
  return [...fields, ...COMMON.filter(({ name }) => !names.has(name))];
}
