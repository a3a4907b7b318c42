import { ConvergeOptionsError } from './converge-options.error.js';
import type { ConvergeModuleOptions } from './converge-options.interface.js';
import type { DispatcherSettings } from './delivery/dispatcher.js';
import { checkMappers } from './tracking/check-tracking.js';
import type { TrackOptions } from './tracking/track-options.interface.js';

/** All settings, checked, with their defaults filled in. @internal */
export interface ResolvedOptions {
  readonly token: string | undefined;
  readonly endpoint: string;
  readonly enabled: boolean;
  readonly mappers: TrackOptions;
  readonly delivery: DispatcherSettings & { readonly timeoutMs: number };
  readonly outbox: { readonly maxEvents: number; readonly commitTimeoutMs: number };
  readonly shutdownTimeoutMs: number;
}

const CONVERGE_ENDPOINT = 'https://app.runconverge.com/api/webhooks';

/** The default of every number among the options. */
const NUMBERS = {
  delivery: { concurrency: 8, timeoutMs: 10_000 },
  retry: { baseDelayMs: 1_000, maxDelayMs: 15 * 60_000, giveUpAfterMs: 72 * 3_600_000 },
  outbox: { maxEvents: 100_000, commitTimeoutMs: 50 },
  shutdown: { shutdownTimeoutMs: 5_000 },
};

const KEYS: readonly (keyof ConvergeModuleOptions)[] = [
  'token',
  'endpoint',
  'allowInsecureEndpoint',
  'enabled',
  'mappers',
  'delivery',
  'outbox',
  'shutdownTimeoutMs',
];

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
  const {
    endpoint = CONVERGE_ENDPOINT,
    enabled = true,
    mappers = {},
    delivery = {},
    outbox = {},
  } = options;
  const { allowInsecureEndpoint = false, shutdownTimeoutMs, token } = options;
  const { retry = {}, ...deliveryNumbers } = delivery;
  checkKeys(options, KEYS, 'ConvergeModule options');
  checkBoolean(enabled, 'enabled');
  checkBoolean(allowInsecureEndpoint, 'allowInsecureEndpoint');
  const url = checkEndpoint(endpoint, allowInsecureEndpoint);
  checkMappers(mappers, 'ConvergeModule option "mappers"');
  return {
    token: checkToken(token, enabled && url.href === CONVERGE_ENDPOINT),
    endpoint,
    enabled,
    mappers,
    delivery: {
      ...numbers(deliveryNumbers, NUMBERS.delivery, 'delivery.'),
      retry: numbers(retry, NUMBERS.retry, 'delivery.retry.'),
    },
    outbox: numbers(outbox, NUMBERS.outbox, 'outbox.'),
    ...numbers({ shutdownTimeoutMs }, NUMBERS.shutdown, ''),
  };
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
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new ConvergeOptionsError(
        `ConvergeModule option "${prefix}${key}" must be a whole number of at least 1.`,
      );
    }
    resolved[key] = value;
  }
  return resolved as T;
}

function checkKeys(given: object, known: readonly string[], what: string): void {
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) {
      throw new ConvergeOptionsError(
        `${what}: there is no "${key}"; there are ${known.join(', ')}.`,
      );
    }
  }
}
