import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, HttpException, Post } from '@nestjs/common';
import fc from 'fast-check';
import { concat, EMPTY, from, of, throwError } from 'rxjs';
import {
  ConvergeModule,
  ConvergeService,
  TrackConverge,
  type TrackOptions,
} from '../../lib/index.js';
import { createSandbox, type Sandbox } from '../../lib/sandbox/index.js';
import { eventually, PLATFORMS, startApp, type TestApp } from '../utils/test-app.js';

const RUNS = 2_000;

type MapperName = keyof TrackOptions;
const MAPPERS = [
  'properties',
  'profileProperties',
  'aliases',
  'eventId',
  'timestamp',
  'when',
] as const;

/** What a generated mapper does. */
type MapperOutcome =
  | { does: 'default' }
  | { does: 'return' | 'resolve' | 'throw' | 'reject'; value: unknown }
  | { does: 'resolve later'; value: unknown; ms: number }
  | { does: 'hang' };

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
    weight: 6,
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
  kind: fc.constantFrom(
    'value',
    'value',
    'promise',
    'promise',
    'values',
    'values',
    'nothing',
    'throw',
    'reject',
    'fail after values',
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
      arbitrary: fc.record({
        does: fc.constant('resolve later' as const),
        value,
        ms: fc.integer({ min: 0, max: 4 }),
      }),
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

let current: { handler: HandlerOutcome; mappers: Record<MapperName, MapperOutcome> };
let skipped = 0;

function handle(): unknown {
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
function mapperFor(name: MapperName) {
  const isDefault: Record<MapperName, (result: any, context: any) => unknown> = {
    properties: (value) => value?.properties,
    profileProperties: (value) => value?.profile_properties,
    aliases: (value) => value?.aliases,
    eventId: (value) => value?.event_id ?? 'some-id',
    timestamp: (_value, { succeededAt }) => succeededAt,
    when: () => true,
  };
  const note = (value: unknown) => {
    if (name === 'when' && !value) skipped++;
    return value;
  };
  return (value: unknown, context: unknown): any => {
    const outcome = current.mappers[name];
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

const options: TrackOptions = Object.fromEntries(MAPPERS.map((name) => [name, mapperFor(name)]));

@Controller()
class CaseController {
  @Post('plain')
  plain() {
    return handle();
  }

  @Post('tracked')
  @TrackConverge('Generated Event', options)
  tracked(): any {
    return handle();
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

describe.each(PLATFORMS)('any handler and any mappers on %s', (platform) => {
  let sandbox: Sandbox;
  let shop: TestApp;
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown) => void rejections.push(reason);

  beforeAll(async () => {
    process.on('unhandledRejection', onRejection);
    skipped = 0;
    sandbox = await createSandbox();
    shop = await startApp({
      platform,
      imports: [
        ConvergeModule.forRoot(sandbox.token, {
          endpoint: sandbox.endpoint,
          outbox: { commitTimeoutMs: 2 },
        }),
      ],
      controllers: [CaseController],
    });
  });

  afterAll(async () => {
    await shop.close();
    await sandbox.close();
    process.off('unhandledRejection', onRejection);
  });

  it(`gives the same response with and without the decorator, and accounts for every event, in ${RUNS} cases`, async () => {
    let successes = 0;
    await fc.assert(
      fc.asyncProperty(handler, mappers, async (handlerOutcome, mapperOutcomes) => {
        current = { handler: handlerOutcome, mappers: mapperOutcomes };
        const plain = await shop.request('POST', '/plain');
        const tracked = await shop.request('POST', '/tracked');
        if (['value', 'promise', 'values'].includes(handlerOutcome.kind)) successes++;
        expect(tracked).toEqual(plain);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    const converge = shop.app.get(ConvergeService);
    const accounted = async () => {
      const { delivered, invalidEvent, mapperFailed } = (await converge.stats()).counters;
      return delivered + invalidEvent + mapperFailed + skipped;
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
      late: _late,
      ...others
    } = (await converge.stats()).counters;
    expect(Object.values(others).every((count) => count === 0)).toBe(true);
    // The generators have to reach all three ends for this to mean anything.
    expect(Math.min(delivered, invalidEvent, mapperFailed, skipped)).toBeGreaterThan(10);
    expect(sandbox.requests().filter(({ body }) => !isAsDocumented(body))).toEqual([]);
    expect(sandbox.requests()).toHaveLength(delivered);
    expect(rejections).toEqual([]);
  }, 240_000);
});
