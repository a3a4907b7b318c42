import { CliError } from '../cli.error.js';
import { readToken } from '../read-connection.js';
import { fail, ok, warn, type Finding } from './finding.js';
import type { Settings } from './settings.js';

/** Which settings there are, by name alone. */
export function lookAtConfiguration({ values, found }: Settings): Finding[] {
  const names = found.length === 0 ? 'none of the variables is set' : found.join(', ');
  const { CONVERGE_TOKEN: token } = values;
  if (token === undefined) {
    const remedy =
      'set CONVERGE_TOKEN, unless the application gives forRoot its token in another way, which cannot be seen from here';
    return [warn('configuration', `${names}; no token was found`, remedy)];
  }
  try {
    readToken(token, true);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return [fail('configuration', names, error.message)];
  }
  return [ok('configuration', names)];
}
