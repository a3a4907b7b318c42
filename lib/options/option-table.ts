import { createSecureContext, type ConnectionOptions } from 'node:tls';
import type { EventSchema } from '../event/event-schema.js';
import { VALIDATION_MODES } from '../event/event-validator.js';
import { MAX_TIMER_MS } from '../outbox/time.js';
import { MAPPER_NAMES } from '../tracking/map-event.js';
import type { Mapper, MapperOption } from '../tracking/track-options.interface.js';
import type { BeforeSend } from '../tracking/event-recorder.js';
import { REQUEST_CONTEXT_KEYS } from '../tracking/call-context.js';
import type { Transactions } from '../tracking/transactions.js';
import { checkKeys, ConvergeOptionsError, received } from './check-values.js';
import type {
  ConvergeModuleOptions,
  DeliveryOptions,
  OutboxOptions,
  RetryOptions,
} from './converge-options.interface.js';
import { CONVERGE_ENDPOINT, OUTBOX_PATH } from './environment.js';

/** An option, or a group of them. */
interface Setting<T> {
  /**
   * Checks a value, and fills in the defaults.
   *
   * @param nameOf what errors call the option of a path such as `delivery.timeoutMs`; that of all is empty
   */
  resolve(value: unknown, path: string, nameOf: (path: string) => string): T;
}

type Fields = Readonly<Record<string, Setting<unknown>>>;

/** The values of options, with the defaults filled in. */
export type Resolved<F extends Fields> = {
  readonly [Key in keyof F]: F[Key] extends Setting<infer T> ? T : never;
};

/** @param what it must be */
function option<T>(byDefault: T, what: string, accepts: (value: unknown) => boolean): Setting<T> {
  return {
    resolve(value, path, nameOf) {
      if (value === undefined) return byDefault;
      if (accepts(value)) return value as T;
      const name = nameOf(path);
      throw new ConvergeOptionsError(`${name} must be ${what}, got ${received(value)}.`);
    },
  };
}

/** @param expand what a value stands for that is not an object */
export function group<F extends Fields>(
  fields: F,
  expand: (value: unknown) => unknown = (value) => value,
): Setting<Resolved<F>> & { readonly fields: F } {
  return {
    fields,
    resolve(value, path, nameOf) {
      const given: any = expand(value) ?? {};
      checkKeys(given, Object.keys(fields), nameOf(path));
      const values = Object.entries(fields).map(([key, field]) => [
        key,
        field.resolve(given[key], path === '' ? key : `${path}.${key}`, nameOf),
      ]);
      return Object.fromEntries(values) as Resolved<F>;
    },
  };
}

const flag = (byDefault: boolean) =>
  option(
    byDefault,
    'true or false (an environment variable is a string: compare it with "true")',
    (value) => typeof value === 'boolean',
  );

const count = <T extends number | undefined>(byDefault: T, least = 1, most = Infinity) =>
  option<T | number>(
    byDefault,
    `a whole number ≥ ${least}${most === Infinity ? '' : ` and ≤ ${most}`}`,
    (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
  );

export const limit = count(undefined);

const milliseconds = (byDefault: number) => count(byDefault, 1, MAX_TIMER_MS);

const oneOf = <T extends string>(known: readonly T[], byDefault: T) =>
  option(byDefault, known.map((name) => `"${name}"`).join(' or '), (value) =>
    known.includes(value as T),
  );

const isFunction = (value: unknown) => typeof value === 'function';
const callable = <T>() => option<T | undefined>(undefined, 'a function', isFunction);
const HOOKS = ['onDelivered', 'onDeadLetter', 'onDropped', 'onPaused', 'onResumed'] as const;

/** Anything, or what {@link file://./environment.ts} checks. */
const unchecked = <T>(byDefault: T) => option(byDefault, '', () => true);

const each = <Name extends string, T>(names: readonly Name[], one: Setting<T>) =>
  Object.fromEntries(names.map((name) => [name, one])) as Record<Name, Setting<T>>;

const mapper = option<MapperOption<any, any> | undefined>(
  undefined,
  'a class with a map() method, or a function',
  (value) =>
    isMapperClass(value) ||
    (isFunction(value) && !/^class\b/.test(Function.prototype.toString.call(value))),
);

const tls = option<ConnectionOptions | undefined>(
  undefined,
  'what node:tls takes: certificates and keys as the contents of their files, with the right "passphrase"',
  (value) => {
    if (typeof value !== 'object' || value === null) return false;
    try {
      return Boolean(createSecureContext(value));
    } catch {
      return false;
    }
  },
);

/** Where the option `transactions` is not set. */
const noTransactions: Transactions = {
  join() {
    throw new ConvergeOptionsError(
      'enqueue needs the option "transactions": set it to postgres({ connection }) of ' +
        '"nestjs-converge/postgres".',
    );
  },
  openRelay: async () => undefined,
};

const schemas = option<Readonly<Record<string, EventSchema>>>(
  {},
  'an object with a schema for each event name',
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

const events: typeof schemas = {
  resolve(value, path, nameOf) {
    const given = schemas.resolve(value, path, nameOf);
    for (const [event, schema] of Object.entries(given)) {
      if (isSchema(schema)) continue;
      throw new ConvergeOptionsError(
        `${nameOf(path)}: the schema of "${event}" must be a class with class-validator's decorators, or a ` +
          `schema that follows Standard Schema (zod, valibot ...), got ${received(schema)}.`,
      );
    }
    return given;
  },
};

type All<Options> = { readonly [Key in keyof Required<Options>]: Setting<unknown> };

/** Every option of the library, with its default and what it takes. */
export const OPTIONS = group({
  token: unchecked<string | undefined>(undefined),
  endpoint: unchecked<string | undefined>(CONVERGE_ENDPOINT),
  allowInsecureEndpoint: flag(false),
  enabled: flag(true),
  mappers: group(each(MAPPER_NAMES, mapper)),
  validation: oneOf(VALIDATION_MODES, 'warn'),
  events,
  mirrorContactFields: flag(false),
  placeholderAliases: option<readonly string[]>(
    [],
    'a list of strings, e.g. ["shop@example.com"]',
    (value) => Array.isArray(value) && value.every((alias) => typeof alias === 'string'),
  ),
  requestContext: group(each(REQUEST_CONTEXT_KEYS, flag(false))),
  consent: callable<ConvergeModuleOptions['consent']>(),
  beforeSend: option<BeforeSend | readonly BeforeSend[]>(
    [],
    'a function, or a list of functions',
    (value) => [value].flat().every(isFunction),
  ),
  delivery: group(
    {
      concurrency: count(8),
      eventsPerSecond: limit,
      timeoutMs: milliseconds(10_000),
      retry: group({
        baseDelayMs: milliseconds(1_000),
        maxDelayMs: milliseconds(15 * 60_000),
        giveUpAfterMs: milliseconds(72 * 3_600_000),
      } satisfies All<RetryOptions>),
      tls,
    } satisfies All<DeliveryOptions>,
    (value) => (value === false ? {} : value),
  ),
  outbox: group(
    {
      path: unchecked<string>(OUTBOX_PATH),
      broker: option<OutboxOptions['broker']>(
        undefined,
        'what bullmq() of nestjs-converge/bullmq makes, as in outbox: bullmq({ connection })',
        (value) => isFunction((value as OutboxOptions['broker'])?.prepare),
      ),
      maxEvents: count(1_000_000),
      maxBytes: count(1024 ** 3),
      maxEventBytes: count(1024 ** 2),
      commitTimeoutMs: milliseconds(50),
      deadLetterDays: count(30),
      ledgerDays: count(35, 0),
    } satisfies All<OutboxOptions>,
    (value) => (typeof value === 'object' ? value : { path: value }),
  ),
  transactions: option<Transactions>(
    noTransactions,
    'what postgres({ ... }) of "nestjs-converge/postgres" returns',
    (value) => isFunction((value as Transactions | null)?.join),
  ),
  telemetry: option<ConvergeModuleOptions['telemetry']>(
    undefined,
    'what openTelemetry() of "nestjs-converge/opentelemetry" returns',
    (value) => isFunction((value as ConvergeModuleOptions['telemetry'])?.recording),
  ),
  hooks: group(each(HOOKS, callable<(event: any) => unknown>())),
  shutdownTimeoutMs: milliseconds(5_000),
} satisfies All<ConvergeModuleOptions>);

export const DEFAULTS = OPTIONS.resolve({}, '', String);

export function isMapperClass(value: unknown): value is new (...args: any[]) => Mapper<any, any> {
  return typeof value === 'function' && typeof value.prototype?.map === 'function';
}

/** Some validators' schemas are functions; an arrow function is neither a schema nor a class. */
function isSchema(schema: unknown): boolean {
  if (typeof schema !== 'function' && (typeof schema !== 'object' || schema === null)) return false;
  return '~standard' in schema || (typeof schema === 'function' && schema.prototype !== undefined);
}
