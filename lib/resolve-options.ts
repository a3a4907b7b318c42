import { resolve } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { ConvergeOptionsError } from './converge-options.error.js';
import type { ConvergeModuleOptions, OutboxOptions } from './converge-options.interface.js';
import type { DeliveryOptions } from './delivery/delivery-options.interface.js';
import type { DispatcherSettings } from './delivery/dispatcher.js';
import type { ConvergeHooks } from './report/hooks.interface.js';
import { checkMappers } from './tracking/check-tracking.js';
import type { TrackOptions } from './tracking/track-options.interface.js';

/** All settings, checked, with their defaults filled in. @internal */
export interface ResolvedOptions {
  readonly token: string | undefined;
  readonly endpoint: string;
  readonly enabled: boolean;
  readonly mappers: TrackOptions;
  readonly delivery: DispatcherSettings & {
    readonly isOn: boolean;
    readonly timeoutMs: number;
    readonly tls: ConnectionOptions | undefined;
  };
  readonly outbox: {
    /** Absolute, or `memory`. */
    readonly path: string;
    readonly maxEvents: number;
    readonly maxBytes: number;
    readonly acknowledge: 'committed' | 'queued';
    readonly commitTimeoutMs: number;
    readonly deadLetterDays: number;
    readonly adopt: boolean;
  };
  readonly hooks: ConvergeHooks;
  readonly shutdownTimeoutMs: number;
}

const CONVERGE_ENDPOINT = 'https://app.runconverge.com/api/webhooks';

/** The default of every number among the options. */
const NUMBERS = {
  delivery: { concurrency: 8, timeoutMs: 10_000 },
  retry: { baseDelayMs: 1_000, maxDelayMs: 15 * 60_000, giveUpAfterMs: 72 * 3_600_000 },
  breaker: { minimumAttempts: 10, windowMs: 60_000, openMs: 30_000 },
  outbox: { maxEvents: 1_000_000, maxBytes: 1024 ** 3, commitTimeoutMs: 50, deadLetterDays: 30 },
  shutdown: { shutdownTimeoutMs: 5_000 },
};

/** A longer timer would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const KEYS: readonly (keyof ConvergeModuleOptions)[] = [
  'token',
  'endpoint',
  'allowInsecureEndpoint',
  'enabled',
  'mappers',
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
 * @internal
 */
export function resolveOptions(options: ConvergeModuleOptions): ResolvedOptions {
  if (typeof options !== 'object' || options === null) {
    throw new ConvergeOptionsError(
      'ConvergeModule got no options: give forRoot the webhook token, or an object with it as "token".',
    );
  }
  const { endpoint = CONVERGE_ENDPOINT, enabled = true, mappers = {}, hooks = {} } = options;
  const { allowInsecureEndpoint = false, shutdownTimeoutMs, token } = options;
  checkKeys(options, KEYS, 'ConvergeModule options');
  checkBoolean(enabled, 'enabled');
  checkBoolean(allowInsecureEndpoint, 'allowInsecureEndpoint');
  const url = checkEndpoint(endpoint, allowInsecureEndpoint);
  checkMappers(mappers, 'ConvergeModule option "mappers"');
  checkHooks(hooks);
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
    mappers,
    delivery,
    outbox,
    hooks,
    ...numbers({ shutdownTimeoutMs }, NUMBERS.shutdown, ''),
  };
}

function resolveDelivery(delivery: DeliveryOptions | false): ResolvedOptions['delivery'] {
  const isOn = delivery !== false;
  const given = isOn ? delivery : {};
  checkKeys(
    given,
    ['concurrency', 'timeoutMs', 'retry', 'breaker', 'tls'],
    'ConvergeModule option "delivery"',
  );
  const { retry, breaker, tls, ...rest } = given;
  const { failureShare = 0.5, ...breakerNumbers } = breaker ?? {};
  if (!(failureShare > 0 && failureShare <= 1)) {
    throw new ConvergeOptionsError(
      'ConvergeModule option "delivery.breaker.failureShare" must be above 0 and at most 1.',
    );
  }
  return {
    isOn,
    tls,
    ...numbers(rest, NUMBERS.delivery, 'delivery.'),
    retry: numbers(retry ?? {}, NUMBERS.retry, 'delivery.retry.'),
    breaker: { failureShare, ...numbers(breakerNumbers, NUMBERS.breaker, 'delivery.breaker.') },
  };
}

function resolveOutbox(given: string | OutboxOptions, enabled: boolean): ResolvedOptions['outbox'] {
  const {
    path: own,
    acknowledge = 'committed',
    adopt = false,
    ...rest
  } = typeof given === 'string' ? { path: given } : given;
  const path = own ?? (process.env['CONVERGE_OUTBOX_PATH'] || '.converge/outbox');
  if (typeof path !== 'string' || path.trim() === '') {
    throw new ConvergeOptionsError(
      'ConvergeModule option "outbox" must be the path of a file, or "memory".',
    );
  }
  if (acknowledge !== 'committed' && acknowledge !== 'queued') {
    throw new ConvergeOptionsError(
      'ConvergeModule option "outbox.acknowledge" must be "committed" or "queued".',
    );
  }
  checkBoolean(adopt, 'outbox.adopt');
  return {
    // Nothing is recorded when the module is disabled, so no file is made either.
    path: path === 'memory' || !enabled ? 'memory' : resolve(path),
    acknowledge,
    adopt,
    ...numbers(rest, NUMBERS.outbox, 'outbox.'),
  };
}

function checkHooks(hooks: ConvergeHooks): void {
  checkKeys(hooks, HOOKS, 'ConvergeModule option "hooks"');
  for (const [name, hook] of Object.entries(hooks)) {
    if (hook !== undefined && typeof hook !== 'function') {
      throw new ConvergeOptionsError(`ConvergeModule option "hooks.${name}" must be a function.`);
    }
  }
}

function checkToken(token: unknown, needed: boolean): string | undefined {
  if (token !== undefined && token !== null && typeof token !== 'string') {
    throw new ConvergeOptionsError('ConvergeModule option "token" must be a string.');
  }
  if (!token) {
    if (!needed) return undefined;
    throw new ConvergeOptionsError(
      'ConvergeModule option "token" is missing: copy the webhook token of your source from Converge ' +
        '(an environment variable that is not set is a common cause), or set enabled: false.',
    );
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ConvergeOptionsError(
      'ConvergeModule option "token" holds white space or a character that no token has: copy it again.',
    );
  }
  return token;
}

function checkEndpoint(endpoint: unknown, allowInsecure: boolean): URL {
  const url = typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new ConvergeOptionsError(
      `ConvergeModule option "endpoint" is not an http(s) URL: leave it out for Converge's own ` +
        `(${CONVERGE_ENDPOINT}), or give a full one.`,
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowInsecure) {
    throw new ConvergeOptionsError(
      'ConvergeModule option "endpoint" is plain http on another machine, where token and personal data ' +
        'can be read on the way: use https, or set allowInsecureEndpoint: true.',
    );
  }
  return url;
}

/** However it is written: with a slash at the end, a query or by http. */
function isConvergesOwn({ hostname, pathname }: URL): boolean {
  const own = new URL(CONVERGE_ENDPOINT);
  return hostname === own.hostname && pathname.replace(/\/+$/, '') === own.pathname;
}

function isLoopback(hostname: string): boolean {
  return /^(127(\.\d+){3}|\[::1\]|(.+\.)?localhost)$/.test(hostname);
}

function checkBoolean(value: unknown, path: string): void {
  if (typeof value === 'boolean') return;
  throw new ConvergeOptionsError(
    `ConvergeModule option "${path}" must be true or false (an environment variable is a string: compare it).`,
  );
}

function numbers<T extends Record<string, number>>(
  given: { [K in keyof T]?: number },
  defaults: T,
  prefix: string,
): T {
  checkKeys(given, Object.keys(defaults), `ConvergeModule options ${prefix}*`);
  const resolved: Record<string, number> = { ...defaults };
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const largest = key.endsWith('Ms') ? MAX_TIMER_MS : Number.MAX_SAFE_INTEGER;
    if (!Number.isSafeInteger(value) || value < 1 || value > largest) {
      throw new ConvergeOptionsError(
        `ConvergeModule option "${prefix}${key}" must be a whole number from 1 to ${largest}.`,
      );
    }
    resolved[key] = value;
  }
  return resolved as T;
}

function checkKeys(given: unknown, known: readonly string[], what: string): void {
  if (typeof given !== 'object' || given === null) {
    throw new ConvergeOptionsError(`${what} must be an object with ${known.join(', ')}.`);
  }
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) {
      throw new ConvergeOptionsError(
        `${what}: there is no "${key}"; there are ${known.join(', ')}.`,
      );
    }
  }
}
