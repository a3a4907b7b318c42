import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, HttpException, Post } from '@nestjs/common';
import fc from 'fast-check';
import { concat, EMPTY, from, of, throwError } from 'rxjs';
import { ConvergeContext, TrackConverge, type EventMappers } from '../../../lib/index.js';
import { MAPPER_NAMES, type MapperName } from '../../../lib/tracking/map-event.js';
import { eventually, PLATFORMS } from '../../utils/test-app.js';
import { useOneShop } from '../../utils/use-shop.js';

/** What a generated mapper does. */
type MapperOutcome =
  | { does: 'default' }
  | { does: 'return' | 'resolve' | 'throw' | 'reject'; value: unknown }
  | { does: 'resolve later'; value: unknown; ms: number }
  | { does: 'hang' };

/** What the module's own functions may do with the event. */
const STEPS = ['consent', 'beforeSend'] as const;
type Step = MapperName | (typeof STEPS)[number];

/** What a service below a handler adds. */
interface Added {
  method: 'addAliases' | 'addProperties' | 'addProfileProperties';
  value: unknown;
  isLate: boolean;
}

/** What a generated handler does. */
interface HandlerOutcome {
  kind: 'value' | 'promise' | 'values' | 'nothing' | 'throw' | 'reject' | 'fail after values';
  values: unknown[];
  error: unknown;
}

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withBoxedValues: true,
  withSparseArray: true,
  withTypedArray: true,
  maxDepth: 3,
});

const cyclic = fc.constantFrom(0).map(() => {
  const object: Record<string, unknown> = { id: 1 };
  object['self'] = object;
  return object;
});

const alias = fc.oneof({ weight: 6, arbitrary: fc.string({ minLength: 1 }) }, anything);
const properties = fc.oneof(
  { weight: 3, arbitrary: fc.dictionary(fc.string(), anything) },
  fc.record({ id: fc.oneof(fc.string(), fc.integer()), total_price: fc.double() }),
  cyclic,
  anything,
);
const aliases = fc.oneof({ weight: 4, arbitrary: fc.array(alias, { maxLength: 12 }) }, anything);
const timestamp = fc.oneof(
  fc.date({ noInvalidDate: false }),
  fc.integer({ min: 0, max: 2_000_000_000 }),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  anything,
);

const result = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      {
        properties,
        profile_properties: properties,
        aliases,
        event_id: fc.oneof(fc.string(), anything),
      },
      { requiredKeys: [] },
    ),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      properties: fc.constant({ id: 'o' }),
      profile_properties: fc.constant({}),
      aliases: fc.constant(['urn:a:b']),
    }),
  },
  anything,
  cyclic,
);

const error = fc.oneof(
  fc
    .tuple(fc.string(), fc.integer({ min: 400, max: 599 }))
    .map(([text, status]) => new HttpException(text, status)),
  fc.string().map((message) => new TypeError(message)),
  anything,
);

const handler: fc.Arbitrary<HandlerOutcome> = fc.record({
  kind: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom('value' as const, 'promise' as const, 'values' as const),
    },
    { weight: 2, arbitrary: fc.constantFrom('nothing' as const, 'fail after values' as const) },
    { weight: 2, arbitrary: fc.constantFrom('throw' as const, 'reject' as const) },
  ),
  values: fc.array(result, { minLength: 1, maxLength: 3 }),
  error,
});

const mapperOf = (value: fc.Arbitrary<unknown>, defaultWeight = 120): fc.Arbitrary<MapperOutcome> =>
  fc.oneof(
    { weight: defaultWeight, arbitrary: fc.constant({ does: 'default' as const }) },
    {
      weight: 20,
      arbitrary: fc.record({ does: fc.constantFrom('return' as const, 'resolve' as const), value }),
    },
    {
      weight: 4,
      arbitrary: fc
        .tuple(value, fc.integer({ min: 0, max: 4 }))
        .map(([value, ms]) => ({ does: 'resolve later' as const, value, ms })),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constantFrom('throw' as const, 'reject' as const),
        value: error,
      }),
    },
    { weight: 1, arbitrary: fc.constant({ does: 'hang' as const }) },
  );

const mappers: fc.Arbitrary<Record<MapperName, MapperOutcome>> = fc.record({
  properties: mapperOf(properties),
  profileProperties: mapperOf(properties),
  aliases: mapperOf(aliases),
  eventId: mapperOf(fc.oneof(fc.string(), fc.integer(), anything)),
  timestamp: mapperOf(timestamp),
  when: mapperOf(fc.oneof({ weight: 4, arbitrary: fc.boolean() }, anything), 40),
});

const consent = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>('send', 'drop') },
  fc.constant({ analytics: 'granted', marketing: 'denied' }),
  anything,
);
/** An event with these changes, or something else. */
const beforeSend = fc.oneof(
  { weight: 9, arbitrary: fc.constant(null) },
  { weight: 6, arbitrary: fc.record({ change: fc.record({ properties, aliases }) }) },
  anything,
);
const steps = fc.record({ consent: mapperOf(consent, 60), beforeSend: mapperOf(beforeSend, 60) });

const method = fc.constantFrom('addProperties' as const, 'addProfileProperties' as const);
const isLate = fc.boolean();
const added: fc.Arbitrary<Added[]> = fc.array(
  fc.oneof(
    fc.record({ method: fc.constant('addAliases' as const), value: aliases, isLate }),
    fc.record({ method, value: properties, isLate }),
  ),
  { maxLength: 2 },
);

let current: { handler: HandlerOutcome; steps: Record<Step, MapperOutcome>; added: Added[] };
let skipped = 0;

function handle(context: ConvergeContext): unknown {
  for (const { method, value, isLate } of current.added) {
    const add = () => context[method](value as never);
    if (isLate) void Promise.resolve().then(add);
    else add();
  }
  const { kind, values, error: thrown } = current.handler;
  switch (kind) {
    case 'value':
      return values[0];
    case 'promise':
      return Promise.resolve(values[0]);
    case 'values':
      return from(values);
    case 'nothing':
      return EMPTY;
    case 'throw':
      throw thrown;
    case 'reject':
      return Promise.reject(thrown);
    case 'fail after values':
      return concat(
        of(...values),
        throwError(() => thrown),
      );
  }
}

/** Does what the current case says of this mapper; the default is asked for by `undefined`. */
function functionFor(name: Step) {
  const isDefault: Record<Step, (result: any, context: any) => unknown> = {
    properties: (value) => value?.properties,
    profileProperties: (value) => value?.profile_properties,
    aliases: (value) => value?.aliases,
    eventId: (value) => value?.event_id ?? 'some-id',
    timestamp: (_value, { succeededAt }) => succeededAt,
    when: () => true,
    consent: () => 'send',
    beforeSend: (event) => event,
  };
  return (value: any, context: any): any => {
    const note = (given: any) => {
      if (name === 'when' && !given) skipped++;
      return name === 'beforeSend' && given?.change ? { ...value, ...given.change } : given;
    };
    const outcome = current.steps[name];
    switch (outcome.does) {
      case 'default':
        return isDefault[name](value, context);
      case 'return':
        return note(outcome.value);
      case 'resolve':
        return Promise.resolve(note(outcome.value));
      case 'resolve later':
        return new Promise((resolve) => setTimeout(resolve, outcome.ms, note(outcome.value)));
      case 'throw':
        throw outcome.value;
      case 'reject':
        return Promise.reject(outcome.value);
      case 'hang':
        return new Promise(() => undefined);
    }
  };
}

const options: EventMappers<any, 'Generated Event'> = Object.fromEntries(
  MAPPER_NAMES.map((name) => [name, functionFor(name)]),
);

@Controller()
class CaseController {
  constructor(private readonly context: ConvergeContext) {}

  @Post('plain')
  plain() {
    return handle(this.context);
  }

  @Post('tracked')
  @TrackConverge('Generated Event', options)
  tracked(): any {
    return handle(this.context);
  }
}

/** The documented contract, written down a second time. */
function isAsDocumented(body: string): boolean {
  const { event_name, event_id, properties, profile_properties, aliases, timestamp, ...rest } =
    JSON.parse(body);
  const isObject = (value: unknown) => JSON.stringify(value)?.startsWith('{');
  const text = JSON.stringify([properties, profile_properties]);
  return (
    Object.keys(rest).length === 0 &&
    event_name === 'Generated Event' &&
    typeof event_id === 'string' &&
    event_id.trim().length > 0 &&
    isObject(properties) &&
    isObject(profile_properties) &&
    !/[:[,](null|"")[\],}]/.test(text.replace(/"(\\.|[^"\\])+"/g, '"x"')) &&
    Array.isArray(aliases) &&
    aliases.length >= 1 &&
    aliases.length <= 10 &&
    aliases.every((item: unknown) => typeof item === 'string' && item.trim().length > 0) &&
    (Number.isInteger(timestamp) ||
      /^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$/.test(timestamp))
  );
}

/** @param runs how many handlers are generated */
export function proveResponsesUnchanged(runs: number): void {
  describe.each(PLATFORMS)('any handler and any mappers on %s', (platform) => {
    const rejections: unknown[] = [];
    const onRejection = (reason: unknown) => void rejections.push(reason);

    beforeAll(() => {
      process.on('unhandledRejection', onRejection);
      skipped = 0;
    });
    const shop = useOneShop(
      { platform, controllers: [CaseController] },
      {
        outbox: { commitTimeoutMs: 2 },
        consent: functionFor('consent'),
        beforeSend: [functionFor('beforeSend'), (event) => event],
        mirrorContactFields: true,
        requestContext: { cookieAlias: true, urlAlias: true, ip: true, userAgent: true },
      },
    );
    afterAll(() => void process.off('unhandledRejection', onRejection));

    it(`gives the same response with and without the decorator, and accounts for every event, in ${runs} cases`, async () => {
      let successes = 0;
      await fc.assert(
        fc.asyncProperty(handler, mappers, steps, added, async (handlerOutcome, ...does) => {
          const [mapperOutcomes, stepOutcomes, added] = does;
          const steps = { ...mapperOutcomes, ...stepOutcomes };
          current = { handler: handlerOutcome, steps, added };
          const plain = await shop.request('POST', '/plain');
          const tracked = await shop.request('POST', '/tracked');
          if (['value', 'promise', 'values'].includes(handlerOutcome.kind)) successes++;
          expect(tracked).toEqual(plain);
        }),
        { numRuns: runs, endOnFailure: true },
      );
      const accounted = async () => {
        const { delivered, invalidEvent, mapperFailed, consentDenied, filtered } =
          await shop.counters();
        return delivered + invalidEvent + mapperFailed + consentDenied + filtered + skipped;
      };
      await eventually(
        'every event is sent or reported',
        async () => (await accounted()) >= successes,
      );
      expect(await accounted()).toBe(successes);
      const {
        delivered,
        invalidEvent,
        mapperFailed,
        consentDenied,
        filtered,
        commitTimedOut: _commitTimedOut,
        contextUnused: _contextUnused,
        specViolation: _specViolation,
        normalised: _normalised,
        ...others
      } = await shop.counters();
      expect(Object.values(others).every((count) => count === 0)).toBe(true);
      // The generators have to reach all ends for this to mean anything.
      const ends = [delivered, invalidEvent, mapperFailed, consentDenied, filtered, skipped];
      expect(Math.min(...ends)).toBeGreaterThan(10);
      expect(shop.sandbox.requests().filter(({ body }) => !isAsDocumented(body))).toEqual([]);
      expect(shop.sandbox.requests()).toHaveLength(delivered);
      expect(rejections).toEqual([]);
    }, 240_000);
  });
}
