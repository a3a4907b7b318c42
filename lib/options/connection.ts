import { ConvergeOptionsError } from './converge-options.error.js';
import { CONVERGE_ENDPOINT, SANDBOX_TOKEN, WEBHOOK_PATH } from './defaults.js';
import {
  readSetting,
  VARIABLES,
  type Environment,
  type Setting,
  type SettingNames,
} from './environment.js';
import { isLoopback } from './loopback.js';

/** Where events go. */
export interface Connection {
  readonly endpoint: string;
  /** Undefined for an endpoint that needs no token, or if it is missing and not required. */
  readonly token: string | undefined;
}

interface GivenConnection {
  readonly token?: unknown;
  readonly endpoint?: unknown;
}

interface ConnectionRules {
  /** Whether a token must be there for Converge's own endpoint. */
  readonly isTokenRequired: boolean;
  /** Whether plain http to another machine is allowed. */
  readonly isHttpAllowed: boolean;
  /** The options of the module by default. */
  readonly names?: SettingNames;
}

/**
 * Decides where events go, for the module and the command line alike: what is given, else the variables,
 * else Converge's own endpoint. On this machine, the path and the token are those of the sandbox unless
 * others are set.
 *
 * @throws ConvergeOptionsError
 */
export function resolveConnection(
  given: GivenConnection,
  environment: Environment,
  { isTokenRequired, isHttpAllowed, names }: ConnectionRules,
): Connection {
  const endpoint = readSetting('endpoint', given.endpoint, environment, names);
  const url = checkEndpoint(endpoint, isHttpAllowed, names === undefined);
  const token = checkToken(readSetting('token', given.token, environment, names));
  if (token === undefined && isTokenRequired && isConvergesOwn(url)) throw missingToken();
  return {
    endpoint: withPath(url, endpoint?.value as string | undefined),
    token: token ?? (isLoopback(url.hostname) ? SANDBOX_TOKEN : undefined),
  };
}

/** Whether it is Converge's own endpoint; host in any case, trailing slashes ignored. */
export function isConvergesOwn({ hostname, pathname }: URL): boolean {
  const own = new URL(CONVERGE_ENDPOINT);
  return hostname === own.hostname && pathname.replace(/\/+$/, '') === own.pathname;
}

function checkToken(setting: Setting | undefined): string | undefined {
  if (setting === undefined) return undefined;
  const { value, name } = setting;
  if (typeof value !== 'string') throw new ConvergeOptionsError(`${name} must be a string.`);
  if (/^[\x21-\x7e]+$/.test(value)) return value;
  throw new ConvergeOptionsError(
    `${name} holds white space or another invalid character: copy it again.`,
  );
}

function checkEndpoint(
  setting: Setting | undefined,
  isHttpAllowed: boolean,
  isModule: boolean,
): URL {
  if (setting === undefined) return new URL(CONVERGE_ENDPOINT);
  const { value, name } = setting;
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new ConvergeOptionsError(
      `${name} is not an http(s) URL: give a full one, or leave it out for Converge's own ` +
        `(${CONVERGE_ENDPOINT}).`,
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !isHttpAllowed) {
    throw new ConvergeOptionsError(
      `${name} is plain http to another machine, which exposes the token and personal data: use https` +
        (isModule ? ', or set allowInsecureEndpoint: true.' : '.'),
    );
  }
  return url;
}

/** The sandbox's own address stands for its webhook. */
function withPath(url: URL, given: string = CONVERGE_ENDPOINT): string {
  const isBase = url.pathname === '/' && url.search === '';
  return isBase && isLoopback(url.hostname) ? new URL(WEBHOOK_PATH, url).href : given;
}

function missingToken(): ConvergeOptionsError {
  return new ConvergeOptionsError(
    `The webhook token is missing: set the environment variable ${VARIABLES.token} or the option "token" to ` +
      'the one that your source in Converge shows. To try it without an account, run "npx nestjs-converge ' +
      `sandbox" and set ${VARIABLES.endpoint} to its address; in a test, use ConvergeTestingModule.`,
  );
}
