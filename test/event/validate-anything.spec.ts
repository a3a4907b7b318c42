import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkSpec, type ConvergeEventDto } from '../../lib/index.js';
import { createDraft } from '../../lib/event/event-draft.js';
import { EventValidator, VALIDATION_MODES } from '../../lib/event/event-validator.js';
import { fieldsOf, type FieldsClass } from '../../lib/event/spec/field.js';
import { EVENT_SPEC } from '../../lib/event/spec/event-spec.js';
import { rightEvent, SENT_EVENTS } from '../fixtures/right-events.js';

const NOW = new Date('2025-01-02T03:04:05.678Z');
const SECRET = 'secret-jane-doe';

const FIELDS = Object.values(EVENT_SPEC)
  .flatMap(({ properties, profile_properties }): FieldsClass[] => [properties, profile_properties])
  .flatMap((type) => fieldsOf(type).map(({ name }) => name));

const value = fc.oneof(
  fc.constantFrom(SECRET, ` ${SECRET} `, `${SECRET}@`, '', ' ', null, undefined, -0, 1e300, NaN),
  fc.anything({ withBigInt: true, withDate: true, withMap: true, maxDepth: 3 }),
  fc.array(fc.dictionary(fc.constantFrom(...FIELDS), fc.constant(SECRET)), { maxLength: 3 }),
);
const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...FIELDS) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'totalPrice', 'x y'),
  },
  { weight: 1, arbitrary: fc.string() },
);
const object = fc.dictionary(key, value, { maxKeys: 12 });

/** An event of the spec or another one, of which anything may be otherwise. */
const event = fc
  .tuple(fc.constantFrom(...SENT_EVENTS), fc.boolean(), object, object)
  .map(([name, isCustom, properties, profile]) => {
    const right = rightEvent(name);
    return {
      ...right,
      event_name: isCustom ? 'Booked Fitting' : name,
      properties: { ...right.properties, ...properties },
      profile_properties: { ...right.profile_properties, ...profile },
    };
  });

function validate(given: unknown, mirrorContactFields = false, mode = VALIDATION_MODES[0]!) {
  const settings = { events: {}, placeholderAliases: [], mirrorContactFields };
  const draft = createDraft(given, NOW);
  return new EventValidator(settings).validate(draft, mode);
}

describe('EventValidator, given anything', () => {
  it('answers, names no value, and fixes what it fixes at the first go', async () => {
    let right = 0;
    let wrong = 0;
    await fc.assert(
      fc.asyncProperty(event, fc.boolean(), async (given, mirror) => {
        const found = await validate(given, mirror);
        const { body, error, contract, spec, suspicions } = found;
        expect(JSON.stringify([contract, spec, suspicions, error?.message])).not.toContain(SECRET);
        for (const { path, rule, received, advice } of [...contract, ...spec, ...suspicions]) {
          expect([path, rule, received, advice].every((text) => text.length > 0)).toBe(true);
        }
        expect(error === undefined).toBe(contract.length === 0);
        if (contract.length > 0) return;
        expect(await validate(JSON.parse(body), mirror)).toEqual({ ...found, fixed: 0 });
        if (spec.length === 0) right++;
        else wrong++;
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(right, wrong)).toBeGreaterThan(50);
  });

  it('finds the same at each level, but for how much is checked', async () => {
    await fc.assert(
      fc.asyncProperty(event, async (given) => {
        const [warn, strict, off] = await Promise.all(
          VALIDATION_MODES.map((mode) => validate(given, false, mode)),
        );
        expect(strict).toEqual({ ...warn, error: strict!.error });
        const { contract, spec, fixed } = warn!;
        expect(strict!.error === undefined).toBe(contract.length === 0 && spec.length === 0);
        expect(off).toMatchObject({ spec: [], suspicions: [], contract });
        expect(off!.fixed).toBeLessThanOrEqual(fixed);
      }),
      { numRuns: 500 },
    );
  });

  it('finds in the fixed event what checkSpec finds in it', async () => {
    await fc.assert(
      fc.asyncProperty(event, async (given) => {
        const { body, contract, spec } = await validate(given);
        if (contract.length === 0) expect(checkSpec(JSON.parse(body))).toEqual(spec);
      }),
      { numRuns: 500 },
    );
  });

  it('finds nothing wrong however a right event is extended with keys of the project', async () => {
    const names = new Set(FIELDS);
    const bare = (name: string) => name.toLowerCase().replaceAll(/[^a-z]/g, '');
    const known = new Set([...names].map(bare));
    const own = fc.string({ minLength: 1 }).filter((name) => !known.has(bare(name)));
    // Not the number of a card by chance.
    const value = fc.jsonValue().filter((json) => !/\d{15}/.test(JSON.stringify(json)));
    const extras = fc.dictionary(own, value, { maxKeys: 8 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...SENT_EVENTS), extras, async (name, extras) => {
        const right: ConvergeEventDto = rightEvent(name);
        const given = { ...right, properties: { ...extras, ...right.properties } };
        expect(await validate(given)).toMatchObject({ contract: [], spec: [], suspicions: [] });
      }),
      { numRuns: 1_000 },
    );
  });
});
