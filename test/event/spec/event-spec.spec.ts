import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { SALES_CHANNEL_TYPES } from '../../../lib/index.js';
import { EVENT_SPEC } from '../../../lib/event/spec/event-spec.js';
import { fieldsOf, type FieldsClass } from '../../../lib/event/spec/field.js';
import { CONVERGE_SPEC, ONLY_IN_SAMPLES, SALES_CHANNELS } from '../../fixtures/converge-spec.js';

type Fields = Record<string, unknown>;
type Facts = Record<string, { properties: Fields; profile_properties: Fields }>;

const OBJECTS = ['properties', 'profile_properties'] as const;
const NAMES = Object.keys(CONVERGE_SPEC) as (keyof typeof CONVERGE_SPEC)[];

/** A DTO's fields in the form of the fixture: those of the tables, or those of the samples. */
function factsOf(type: FieldsClass, isListed = true): Fields {
  const fields = fieldsOf(type).filter((field) => field.isListed === isListed);
  return Object.fromEntries(
    fields.map(({ name, type, isRequired, item }) => [
      name,
      item === undefined ? `${type}${isRequired ? ', required' : ''}` : { list: factsOf(item()) },
    ]),
  );
}

describe('the event spec', () => {
  it('has the 12 events of shops, no less and no more', () => {
    expect(NAMES).toHaveLength(12);
    expect(Object.keys(EVENT_SPEC).sort()).toEqual([...NAMES].sort());
  });

  describe.each(NAMES)('%s', (name) => {
    it('is tracked where Converge expects it', () => {
      expect(EVENT_SPEC[name].trackOn).toEqual(CONVERGE_SPEC[name].trackOn);
    });

    it.each(OBJECTS)('has the fields of the tables in its %s', (object) => {
      expect(factsOf(EVENT_SPEC[name][object])).toEqual(CONVERGE_SPEC[name][object]);
    });

    it.each(OBJECTS)('takes the fields of the samples in its %s', (object) => {
      const inSamples = (ONLY_IN_SAMPLES as Facts)[name]?.[object] ?? {};
      expect(factsOf(EVENT_SPEC[name][object], false)).toEqual(inSamples);
    });

    it.each(OBJECTS)('states no field of its %s twice', (object) => {
      const names = fieldsOf(EVENT_SPEC[name][object]).map((field) => field.name);
      expect(names).toEqual([...new Set(names)]);
    });
  });

  it('has the sales channels, in their order', () => {
    expect(SALES_CHANNEL_TYPES).toEqual(SALES_CHANNELS);
  });
});
