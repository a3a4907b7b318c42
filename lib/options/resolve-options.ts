import type { ValidatorSettings, ValidationMode } from '../event/event-validator.js';
import { VALIDATION_MODES } from '../event/event-validator.js';
import type { ConvergeHooks } from '../report/hooks.interface.js';
import { checkMappers, checkRequestContext } from '../tracking/check-tracking.js';
import type { BeforeSend, ConsentCheck } from '../tracking/consent.interface.js';
import type { EventMappers } from '../tracking/event-mappers.interface.js';
import type { RequestContextOptions } from '../tracking/request-context.js';
import { checkEndpoint, checkToken, isConvergesOwn } from './check-endpoint.js';
import { checkBoolean, checkFunction, checkKeys, checkOneOf, numbers } from './check-values.js';
import { ConvergeOptionsError } from './converge-options.error.js';
import type { ConvergeModuleOptions } from './converge-options.interface.js';
import { CONVERGE_ENDPOINT, DEFAULTS, NUMBERS } from './defaults.js';
import { resolveDelivery, type ResolvedDelivery } from './resolve-delivery.js';
import { resolveOutbox, type ResolvedOutbox } from './resolve-outbox.js';

/** All settings, checked, with their defaults filled in. */
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
      'ConvergeModule got no options: give forRoot the webhook token, or an object with it as "token".',
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
  if (enabled && !delivery.isOn && outbox.path === 'memory') {
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

function checkPlaceholderAliases(placeholderAliases: readonly string[]): void {
  const isList = Array.isArray(placeholderAliases);
  if (isList && placeholderAliases.every((alias) => typeof alias === 'string')) return;
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
