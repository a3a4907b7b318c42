import { resolve } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import type { DeliveryOptions, RetryOptions } from '../delivery/delivery-options.interface.js';
import {
  VALIDATION_MODES,
  type ValidationMode,
  type ValidatorSettings,
} from '../event/event-validator.js';
import type { ConvergeHooks } from '../reporting/hooks.interface.js';
import type { BeforeSend, ConsentCheck } from '../tracking/pre-send-hooks.js';
import type { RequestContextOptions } from '../tracking/request-context.js';
import type { EventMappers } from '../tracking/track-options.interface.js';
import { checkEndpoint, checkToken, isConvergesOwn } from './check-endpoint.js';
import { checkMappers, checkRequestContext } from './check-tracking.js';
import { checkBoolean, checkFunction, checkKeys, checkOneOf, numbers } from './check-values.js';
import { ConvergeOptionsError } from './converge-options.error.js';
import type { ConvergeModuleOptions, OutboxOptions } from './converge-options.interface.js';
import { CONVERGE_ENDPOINT, DEFAULTS, NUMBERS } from './defaults.js';

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
  readonly hooks: ConvergeHooks;
  readonly shutdownTimeoutMs: number;
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
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly maxEventBytes: number;
  readonly commitTimeoutMs: number;
  readonly deadLetterDays: number;
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
  'hooks',
  'shutdownTimeoutMs',
];
const HOOKS: readonly (keyof ConvergeHooks)[] = ['onDelivered', 'onDeadLetter', 'onDropped'];

/**
 * Checks the options and fills in the defaults.
 *
 * @throws ConvergeOptionsError
 */
export function resolveOptions(options: ConvergeModuleOptions): ResolvedOptions {
  if (typeof options !== 'object' || options === null) {
    throw new ConvergeOptionsError(
      'ConvergeModule got no options: pass the webhook token to forRoot, or an object with "token".',
    );
  }
  checkKeys(options, KEYS, 'ConvergeModule options');
  const { token, endpoint = CONVERGE_ENDPOINT, enabled = DEFAULTS.enabled } = options;
  const { allowInsecureEndpoint = DEFAULTS.allowInsecureEndpoint, shutdownTimeoutMs } = options;
  checkBoolean(enabled, 'enabled');
  checkBoolean(allowInsecureEndpoint, 'allowInsecureEndpoint');
  const url = checkEndpoint(endpoint, allowInsecureEndpoint);
  const delivery = resolveDelivery(options.delivery ?? {});
  const outbox = resolveOutbox(options.outbox ?? {}, enabled);
  if (enabled && !delivery.isOn && outbox.path === 'memory' && isMemoryChosen(options)) {
    throw new ConvergeOptionsError(
      'ConvergeModule with delivery: false needs an outbox that another process can read: ' +
        'set the option "outbox" to a path, not to "memory".',
    );
  }
  return {
    token: checkToken(token, enabled && isConvergesOwn(url)),
    endpoint,
    enabled,
    ...resolveTracking(options),
    delivery,
    outbox,
    hooks: checkHooks(options.hooks ?? {}),
    ...numbers({ shutdownTimeoutMs }, NUMBERS.shutdown, ''),
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

function resolveOutbox(given: string | OutboxOptions, enabled: boolean): ResolvedOutbox {
  const { path: own, ...rest } = typeof given === 'string' ? { path: given } : given;
  const path = own ?? (process.env['CONVERGE_OUTBOX_PATH'] || defaultPath());
  if (typeof path !== 'string' || path.trim() === '') {
    throw new ConvergeOptionsError(
      'ConvergeModule option "outbox" must be the path of a file, or "memory".',
    );
  }
  return {
    // A disabled module stores nothing, so it creates no file either.
    path: path === 'memory' || !enabled ? 'memory' : resolve(path),
    ...numbers(rest, NUMBERS.outbox, 'outbox.'),
  };
}

/** Whether memory is not only the default of a test. */
function isMemoryChosen({ outbox }: ConvergeModuleOptions): boolean {
  const path = typeof outbox === 'string' ? outbox : outbox?.path;
  return (path ?? process.env['CONVERGE_OUTBOX_PATH']) === 'memory';
}

/** Jest and Vitest set NODE_ENV: a test must neither send nor fill what a shop has in its file. */
function defaultPath(): string {
  return process.env['NODE_ENV'] === 'test' ? 'memory' : DEFAULTS.outboxPath;
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
        'decorators, or a schema that follows Standard Schema (zod, valibot ...).',
    );
  }
}

/** Some validators' schemas are functions; an arrow function is neither a schema nor a class. */
function isSchema(schema: unknown): boolean {
  if (typeof schema !== 'function' && (typeof schema !== 'object' || schema === null)) return false;
  return '~standard' in schema || (typeof schema === 'function' && schema.prototype !== undefined);
}

function checkHooks(hooks: ConvergeHooks): ConvergeHooks {
  checkKeys(hooks, HOOKS, 'ConvergeModule option "hooks"');
  for (const [name, hook] of Object.entries(hooks)) {
    if (hook !== undefined) checkFunction(hook, `hooks.${name}`);
  }
  return hooks;
}
