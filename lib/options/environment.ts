import { sep } from 'node:path';
import { ConvergeOptionsError } from './check-values.js';
import type { ConvergeModuleOptions } from './converge-options.interface.js';

export const CONVERGE_ENDPOINT = 'https://app.runconverge.com/api/webhooks';
/** Its path, which the sandbox has, too. */
export const WEBHOOK_PATH = new URL(CONVERGE_ENDPOINT).pathname;
/** The token of a sandbox that has no other. It stands in the documentation, and protects nothing. */
export const SANDBOX_TOKEN = 'sandbox-token';
/** The outbox's file by default. */
export const OUTBOX_PATH = '.converge/outbox';

/** The environment variables that say what the options do not. */
export const VARIABLES = {
  token: 'CONVERGE_TOKEN',
  endpoint: 'CONVERGE_ENDPOINT',
  outbox: 'CONVERGE_OUTBOX_PATH',
} as const;

/** `process.env`, or what stands for it. */
export type Environment = NodeJS.Dict<string>;

/** What errors call the settings where they are not options of the module, e.g. `--token`. */
type SettingNames = Partial<Record<keyof typeof VARIABLES, string>>;

/** A setting that was given, and the name of the place, for errors. */
type Given = { readonly value: unknown; readonly name: string };

/** Reads a setting: what is given wins over the variable. An empty one counts as not set. */
function readSetting(
  key: keyof typeof VARIABLES,
  given: unknown,
  environment: Environment,
  names: SettingNames = {},
): Given | undefined {
  if (given !== undefined && given !== null && given !== '') {
    return { value: given, name: names[key] ?? `ConvergeModule option "${key}"` };
  }
  const value = environment[VARIABLES[key]];
  return value ? { value, name: `The environment variable ${VARIABLES[key]}` } : undefined;
}

const wrong = ({ name }: Given, what: string) => new ConvergeOptionsError(`${name} ${what}`);

export interface Connection {
  readonly endpoint: string;
  /** Undefined for an endpoint that needs no token, or if it is missing and not required. */
  readonly token: string | undefined;
}

/**
 * Decides where events go, for the module and the command line alike: what is given, else the variables,
 * else Converge's own endpoint. On this machine, the path and the token are those of the sandbox unless
 * others are set.
 *
 * @throws ConvergeOptionsError
 */
export function resolveConnection(
  { enabled = false, allowInsecureEndpoint = false, ...given }: ConvergeModuleOptions,
  environment: Environment,
  names?: SettingNames,
): Connection {
  const endpoint = readSetting('endpoint', given.endpoint, environment, names);
  const url = checkEndpoint(endpoint, allowInsecureEndpoint, names === undefined);
  const token = checkToken(readSetting('token', given.token, environment, names));
  if (token === undefined && enabled && isConvergesOwn(url)) {
    throw new ConvergeOptionsError(
      `The webhook token is missing: set the environment variable ${VARIABLES.token} or the option "token" to ` +
        'the one that your source in Converge shows. To try it without an account, run "npx nestjs-converge ' +
        `sandbox" and set ${VARIABLES.endpoint} to its address; in a test, use ConvergeTestingModule.`,
    );
  }
  const isLocal = isLoopback(url.hostname);
  // The sandbox's own address stands for its webhook.
  const isBase = isLocal && url.pathname === '/' && url.search === '';
  return {
    endpoint: isBase
      ? new URL(WEBHOOK_PATH, url).href
      : ((endpoint?.value as string | undefined) ?? CONVERGE_ENDPOINT),
    token: token ?? (isLocal ? SANDBOX_TOKEN : undefined),
  };
}

/** Whether it is Converge's own endpoint; host in any case, trailing slashes ignored. */
export function isConvergesOwn({ hostname, pathname }: URL): boolean {
  const own = new URL(CONVERGE_ENDPOINT);
  return hostname === own.hostname && pathname.replace(/\/+$/, '') === own.pathname;
}

/**
 * Whether a host is this machine itself: a name or address as `URL.hostname` has it, or an address as
 * `Server.address()` has it. Not a name below `localhost`: a resolver may give it any address.
 */
export function isLoopback(host: string): boolean {
  return /^(127(\.\d+){3}|\[::1\]|::1|localhost)$/.test(host);
}

function checkToken(setting: Given | undefined): string | undefined {
  if (setting === undefined) return undefined;
  const { value } = setting;
  if (typeof value !== 'string') throw wrong(setting, 'must be a string.');
  if (/^["'`]|["'`]$/.test(value)) throw wrong(setting, QUOTED);
  if (/^[\x21-\x7e]+$/.test(value)) return value;
  throw wrong(setting, 'holds white space or another invalid character: copy it again.');
}

const QUOTED = 'has quotes around it: write it without them.';

function checkEndpoint(setting: Given | undefined, isHttpAllowed: boolean, isModule: boolean): URL {
  if (setting === undefined) return new URL(CONVERGE_ENDPOINT);
  const { value } = setting;
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    const own = `or leave it out for Converge's own (${CONVERGE_ENDPOINT}).`;
    throw wrong(setting, `is not an http(s) URL: give a full one, ${own}`);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !isHttpAllowed) {
    const step = isModule ? 'use https, or set allowInsecureEndpoint: true.' : 'use https.';
    const danger = 'which exposes the token and personal data';
    throw wrong(setting, `is plain http to another machine, ${danger}: ${step}`);
  }
  return url;
}

export interface OutboxPlace {
  /** `memory`, or a path that may be relative; with a server, where events are kept while that is away. */
  readonly path: string;
  /** The URL of a server that keeps the events instead; it may hold a password. */
  readonly url?: string;
  /** Whether it was given or set: in a test, `memory` may be only the default. */
  readonly isChosen: boolean;
}

/** What the URLs of servers look like, for errors. */
export const EXAMPLE_URLS = {
  redis: 'redis://user:password@host:6379',
  postgres: 'postgres://user:password@host:5432/database',
};

/** What is not the path of a file, and what to write instead. */
const NO_FILES: readonly (readonly [pattern: RegExp, what: string])[] = [
  // As a path, it would be a folder whose name has the password.
  [
    /:\/\//,
    'is the URL of an unknown kind of server: it may begin with redis://, rediss:// or postgres://; of a ' +
      'file, give the path.',
  ],
  [/^(file:)?:memory:/, 'is SQLite\'s name for memory: write "memory".'],
  [
    /^~/,
    'begins with ~, which only a shell replaces: give the whole path, e.g. with os.homedir().',
  ],
  [
    /^\/(proc|sys|dev(?!\/shm\/))(\/|$)/,
    `is in a file system of the kernel: give a file on a disk, e.g. "${OUTBOX_PATH}".`,
  ],
  [/^["'`]/, QUOTED],
  [/[\\/]$/, `is a directory: give a file, e.g. "${OUTBOX_PATH}".`],
];

/**
 * Decides where the outbox is, for the module and the command line alike: what is given, else the variable,
 * else `memory` in a test, else the default. The URL of a server may stand wherever a path may.
 */
export function resolveOutboxPath(
  given: unknown,
  environment: Environment,
  names?: SettingNames,
): OutboxPlace {
  const setting = readSetting('outbox', given, environment, names);
  // Jest and Vitest set it: a test must neither send nor fill what a shop has in its file.
  const path = environment['NODE_ENV'] === 'test' ? 'memory' : OUTBOX_PATH;
  if (setting === undefined) return { path, isChosen: false };
  const { value } = setting;
  if (typeof value !== 'string' || value.trim() === '') {
    throw wrong(setting, 'must be the path of a file, "memory", or the URL of a server.');
  }
  if (/^(rediss?|postgres(ql)?):/i.test(value)) {
    if (value.includes('://') && URL.canParse(value)) return { path, url: value, isChosen: true };
    throw wrong(
      setting,
      `is not a URL: write it as ${EXAMPLE_URLS.redis} or ${EXAMPLE_URLS.postgres}, with % codes for ` +
        'special characters in a password.',
    );
  }
  const mistake = NO_FILES.find(([pattern]) => pattern.test(value));
  if (mistake !== undefined) throw wrong(setting, mistake[1]);
  if (sep === '/' && /^[a-z]:[\\/]|\\/i.test(value)) {
    const step = 'write it with "/", without a drive';
    throw wrong(setting, `is a path of Windows, but this is not Windows: ${step}.`);
  }
  return { path: value, isChosen: true };
}

/** Else it is Redis. */
export function isPostgres(url: string): boolean {
  return /^postgres/i.test(url);
}
