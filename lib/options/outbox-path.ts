import { ConvergeOptionsError } from './converge-options.error.js';
import { DEFAULTS } from './defaults.js';
import { isTest, readSetting, type Environment, type SettingNames } from './environment.js';

/**
 * Decides where the outbox is, for the module and the command line alike: what is given, else the variable,
 * else `memory` in a test, else the default.
 *
 * @returns `memory`, or a path that may be relative
 * @throws ConvergeOptionsError
 */
export function resolveOutboxPath(
  given: unknown,
  environment: Environment,
  names?: SettingNames,
): string {
  const setting = readSetting('outbox', given, environment, names);
  if (setting === undefined) return isTest(environment) ? 'memory' : DEFAULTS.outboxPath;
  const { value, name } = setting;
  if (typeof value !== 'string' || value.trim() === '') {
    throw new ConvergeOptionsError(`${name} must be the path of a file, or "memory".`);
  }
  if (/^(rediss?|postgres(ql)?):\/\//i.test(value)) {
    throw new ConvergeOptionsError(
      `${name} is the URL of a server, and must be the path of a file. For an outbox on Redis or PostgreSQL, ` +
        'set the option outbox: bullmq({ connection }) of nestjs-converge/bullmq.',
    );
  }
  if (/[\\/]$/.test(value)) {
    throw new ConvergeOptionsError(
      `${name} is a directory: give a file, e.g. "${DEFAULTS.outboxPath}".`,
    );
  }
  return value;
}
