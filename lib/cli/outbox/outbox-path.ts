import { resolve } from 'node:path';
import { DEFAULTS } from '../../options/defaults.js';
import { CliError } from '../cli.error.js';

/** What it is asked for. */
export interface OutboxCommandOptions {
  readonly path?: string;
  readonly json?: boolean;
}

/**
 * Where the outbox is: as given, else as the module finds it.
 *
 * @throws CliError where there is none on disk
 */
export function outboxPath(given: string | undefined): string {
  const path = given ?? (process.env['CONVERGE_OUTBOX_PATH'] || DEFAULTS.outbox.path);
  if (path !== 'memory') return resolve(path);
  throw new CliError(
    'CONVERGE_OUTBOX_PATH says that events are kept in memory, where no command can look: ' +
      'give the path of a file with --path.',
  );
}
