import { resolve } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import type { DeliveryOptions, RetryOptions } from '../delivery/delivery-options.interface.js';
import {
  VALIDATION_MODES,
  type ValidationMode,
  type ValidatorSettings,
} from '../event/event-validator.js';
import type { Broker } from '../outbox/outbox.js';
import type { ConvergeHooks } from '../reporting/hooks.interface.js';
import type { BeforeSend, ConsentCheck } from '../tracking/event-recorder.js';
import type { RequestContextOptions } from '../tracking/request-context.js';
import type { EventMappers } from '../tracking/track-options.interface.js';
import type { Transactions } from '../tracking/transactions.js';
import { checkMappers, checkRequestContext } from './check-tracking.js';
import {
  checkBoolean,
  checkFunction,
  checkKeys,
  checkOneOf,
  numbers,
  received,
} from './check-values.js';
import { resolveConnection } from './connection.js';
import { ConvergeOptionsError } from './converge-options.error.js';
import type { ConvergeModuleOptions, OutboxOptions } from './converge-options.interface.js';
import { DEFAULTS, NUMBERS } from './defaults.js';
import { isTest, readSetting, type Environment } from './environment.js';
import { NO_TRANSACTIONS } from './no-transactions.js';
import { resolveOutboxPath } from './outbox-path.js';

/** All options, checked, with their defaults filled in. */
export interface ResolvedOptions {
  readonly token: string | undefined;
  readonly endpoint: string;
  readonly enabled: boolean;
  readonly mappers: EventMappers;
  readonly validation: ValidationMode;
  readonly validator: ValidatorSettings;
  readonly requestContext: RequestContextOptions;
  readonly consent: ConsentCheck | undefined;
  readonly beforeSend: readonly BeforeSend[];
  readonly delivery: ResolvedDelivery;
  readonly outbox: ResolvedOutbox;
  readonly transactions: Transactions;
  readonly hooks: ConvergeHooks;
  readonly shutdownTimeoutMs: number;
  /** Whether it runs in Jest or Vitest. */
  readonly isTest: boolean;
}

export interface ResolvedDelivery {
  readonly isOn: boolean;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly retry: Required<RetryOptions>;
  readonly tls: ConnectionOptions | undefined;
}

export interface ResolvedOutbox {
  /** Absolute, or `memory`. */
  readonly path: string;
  /** Of a server, whose broker is found by it. May hold a password. Of a disabled module, undefined. */
  readonly url: string | undefined;
  /** Of a disabled module, undefined. */
  readonly broker: Broker | undefined;
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly maxEventBytes: number;
  readonly commitTimeoutMs: number;
  readonly deadLetterDays: number;
  readonly ledgerDays: number;
}

const KEYS: readonly (keyof ConvergeModuleOptions)[] = [
  'token',
  'endpoint',
  'allowInsecureEndpoint',
  'enabled',
  'mappers',
  'validation',
  'events',
  'mirrorContactFields',
  'placeholderAliases',
  'requestContext',
  'consent',
  'beforeSend',
  'delivery',
  'outbox',
  'transactions',
  'hooks',
  'shutdownTimeoutMs',
];
const HOOKS: readonly (keyof ConvergeHooks)[] = ['onDelivered', 'onDeadLetter', 'onDropped'];

/**
 * Checks the options, and fills in the variables of the environment and the defaults.
 *
 * @throws ConvergeOptionsError
 */
export function resolveOptions(
  options: ConvergeModuleOptions,
  environment: Environment = process.env,
): ResolvedOptions {
  if (typeof options !== 'object' || options === null) {
    throw new ConvergeOptionsError(
      'ConvergeModule got no options: return an object, {} if the environment has them all.',
    );
  }
  checkKeys(options, KEYS, 'ConvergeModule options');
  const { enabled = DEFAULTS.enabled, shutdownTimeoutMs } = options;
  const { allowInsecureEndpoint: isHttpAllowed = DEFAULTS.allowInsecureEndpoint } = options;
  checkBoolean(enabled, 'enabled');
  checkBoolean(isHttpAllowed, 'allowInsecureEndpoint');
  const rules = { isTokenRequired: enabled, isHttpAllowed };
  const delivery = resolveDelivery(options.delivery ?? {});
  return {
    ...resolveConnection(options, environment, rules),
    enabled,
    ...resolveTracking(options),
    delivery,
    outbox: resolveOutbox(options.outbox ?? {}, environment, { enabled, isShared: !delivery.isOn }),
    transactions: checkTransactions(options.transactions ?? NO_TRANSACTIONS),
    hooks: checkHooks(options.hooks ?? {}),
    ...numbers({ shutdownTimeoutMs }, NUMBERS.shutdown, ''),
    isTest: isTest(environment),
  };
}

function resolveTracking(options: ConvergeModuleOptions) {
  const { mappers = {}, validation = DEFAULTS.validation, requestContext = {} } = options;
  const { consent, beforeSend = [], placeholderAliases = [] } = options;
  const { events = {}, mirrorContactFields = DEFAULTS.mirrorContactFields } = options;
  checkMappers(mappers, 'ConvergeModule option "mappers"');
  checkOneOf(validation, VALIDATION_MODES, 'validation');
  checkRequestContext(requestContext, 'ConvergeModule option "requestContext"');
  checkBoolean(mirrorContactFields, 'mirrorContactFields');
  if (consent !== undefined) checkFunction(consent, 'consent');
  const changes = Array.isArray(beforeSend) ? beforeSend : [beforeSend];
  for (const change of changes)
    checkFunction(change, 'beforeSend', 'a function, or a list of functions');
  checkPlaceholderAliases(placeholderAliases);
  checkEvents(events);
  return {
    mappers,
    validation,
    requestContext,
    consent,
    beforeSend: changes,
    validator: { events, placeholderAliases, mirrorContactFields },
  };
}

function resolveDelivery(delivery: DeliveryOptions | false): ResolvedDelivery {
  const isOn = delivery !== false;
  const given = isOn ? delivery : {};
  const keys = ['concurrency', 'timeoutMs', 'retry', 'tls'];
  checkKeys(given, keys, 'ConvergeModule option "delivery"');
  const { retry, tls, ...rest } = given;
  return {
    isOn,
    tls,
    ...numbers(rest, NUMBERS.delivery, 'delivery.'),
    retry: numbers(retry ?? {}, NUMBERS.retry, 'delivery.retry.'),
  };
}

function resolveOutbox(
  given: string | OutboxOptions,
  environment: Environment,
  { enabled, isShared }: { readonly enabled: boolean; readonly isShared: boolean },
): ResolvedOutbox {
  const { path: own, broker, ...rest } = typeof given === 'string' ? { path: given } : given;
  const { path, url } = resolveOutboxPath(own, environment);
  checkBroker(broker, own !== undefined && url !== undefined);
  // In a test, memory may be only the default.
  const isChosen = readSetting('outbox', own, environment) !== undefined;
  if (enabled && isShared && path === 'memory' && isChosen && !(broker ?? url)) {
    throw new ConvergeOptionsError(
      'ConvergeModule with delivery: false needs an outbox that another process can read: ' +
        'set the option "outbox" to a path, not to "memory".',
    );
  }
  return {
    // A disabled module stores nothing, so it creates no file either.
    path: path === 'memory' || !enabled ? 'memory' : resolve(path),
    broker: enabled ? broker : undefined,
    url: enabled && broker === undefined ? url : undefined,
    ...numbers(rest, NUMBERS.outbox, 'outbox.'),
  };
}

function checkBroker(broker: Broker | undefined, isPathUrl: boolean): void {
  if (broker === undefined) return;
  if (isPathUrl) {
    throw new ConvergeOptionsError(
      'ConvergeModule option "outbox.path" is a URL beside bullmq(): give the path of a file for the spill.',
    );
  }
  if (typeof broker?.open === 'function') return;
  throw new ConvergeOptionsError(
    'ConvergeModule option "outbox.broker" must be what bullmq() of nestjs-converge/bullmq makes: ' +
      'write outbox: bullmq({ connection }).',
  );
}

function checkPlaceholderAliases(aliases: readonly string[]): void {
  if (Array.isArray(aliases) && aliases.every((alias) => typeof alias === 'string')) return;
  throw new ConvergeOptionsError(
    'ConvergeModule option "placeholderAliases" must be a list of strings, e.g. ["shop@example.com"].',
  );
}

function checkEvents(events: NonNullable<ConvergeModuleOptions['events']>): void {
  if (typeof events !== 'object' || events === null || Array.isArray(events)) {
    throw new ConvergeOptionsError(
      'ConvergeModule option "events" must be an object with a schema for each event name.',
    );
  }
  for (const [name, schema] of Object.entries(events)) {
    if (isSchema(schema)) continue;
    throw new ConvergeOptionsError(
      `ConvergeModule option "events": the schema of "${name}" must be a class with class-validator's ` +
        `decorators, or a schema that follows Standard Schema (zod, valibot ...), got ${received(schema)}.`,
    );
  }
}

/** Some validators' schemas are functions; an arrow function is neither a schema nor a class. */
function isSchema(schema: unknown): boolean {
  if (typeof schema !== 'function' && (typeof schema !== 'object' || schema === null)) return false;
  return '~standard' in schema || (typeof schema === 'function' && schema.prototype !== undefined);
}

function checkTransactions(transactions: Transactions): Transactions {
  if (typeof transactions?.join === 'function') return transactions;
  throw new ConvergeOptionsError(
    'ConvergeModule option "transactions" must be what postgres({ ... }) of "nestjs-converge/postgres" returns, ' +
      `got ${received(transactions)}.`,
  );
}

function checkHooks(hooks: ConvergeHooks): ConvergeHooks {
  checkKeys(hooks, HOOKS, 'ConvergeModule option "hooks"');
  for (const [name, hook] of Object.entries(hooks)) {
    if (hook !== undefined) checkFunction(hook, `hooks.${name}`);
  }
  return hooks;
}
