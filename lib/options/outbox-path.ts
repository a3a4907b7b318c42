import { ConvergeOptionsError } from './converge-options.error.js';
import { DEFAULTS } from './defaults.js';
import { isTest, readSetting, type Environment, type SettingNames } from './environment.js';

/** Where the outbox is. */
export interface OutboxPlace {
  /** `memory`, or a path that may be relative; with a server, where its spill is. */
  readonly path: string;
  /** Of a server that keeps the events instead. May hold a password. */
  readonly url?: string;
}

/** What the URLs of servers look like, for errors. */
export const EXAMPLE_URLS = {
  redis: 'redis://user:password@host:6379',
  postgres: 'postgres://user:password@host:5432/database',
};
/** What the URL of a server begins with. */
const SERVER = /^(rediss?|postgres(ql)?):/i;

/**
 * Decides where the outbox is, for the module and the command line alike: what is given, else the variable,
 * else `memory` in a test, else the default. The URL of a server may stand wherever a path may.
 *
 * @throws ConvergeOptionsError
 */
export function resolveOutboxPath(
  given: unknown,
  environment: Environment,
  names?: SettingNames,
): OutboxPlace {
  const setting = readSetting('outbox', given, environment, names);
  const path = isTest(environment) ? 'memory' : DEFAULTS.outboxPath;
  if (setting === undefined) return { path };
  const { value, name } = setting;
  if (typeof value !== 'string' || value.trim() === '') {
    throw new ConvergeOptionsError(
      `${name} must be the path of a file, "memory", or the URL of a server.`,
    );
  }
  if (SERVER.test(value)) {
    if (value.includes('://') && URL.canParse(value)) return { path, url: value };
    throw new ConvergeOptionsError(
      `${name} is not a URL: write it as ${EXAMPLE_URLS.redis} or ` +
        `${EXAMPLE_URLS.postgres}, with % codes for special characters in a password.`,
    );
  }
  // As a path, it would be a folder whose name has the password.
  if (value.includes('://')) {
    throw new ConvergeOptionsError(
      `${name} is the URL of an unknown kind of server: it may begin with redis://, rediss:// or postgres://; ` +
        'of a file, give the path.',
    );
  }
  if (/[\\/]$/.test(value)) {
    throw new ConvergeOptionsError(
      `${name} is a directory: give a file, e.g. "${DEFAULTS.outboxPath}".`,
    );
  }
  return { path: value };
}

/** Whether the server of a URL is PostgreSQL, and not Redis. */
export function isPostgres(url: string): boolean {
  return /^postgres/i.test(url);
}
