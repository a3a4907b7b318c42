import { resolve } from 'node:path';
import type { OutboxFileAdmin } from '../outbox/outbox-file-admin.js';
import { DEFAULTS } from '../options/defaults.js';
import { CliError } from './cli.error.js';

/** The options of every outbox command. */
export interface OutboxOptions {
  readonly path?: string;
  readonly json?: boolean;
}

/**
 * Opens the outbox of --path, else the one that the module uses, and closes it after the work.
 *
 * @throws CliError if it is not on disk
 * @throws OutboxUnavailableError if the file cannot be used
 */
export async function withOutbox<T>(
  given: string | undefined,
  work: (outbox: OutboxFileAdmin) => Promise<T>,
): Promise<T> {
  const path = given ?? (process.env['CONVERGE_OUTBOX_PATH'] || DEFAULTS.outboxPath);
  if (path === 'memory') {
    throw new CliError(
      'CONVERGE_OUTBOX_PATH is "memory", which commands cannot read: ' +
        'give the path of a file with --path.',
    );
  }
  const { OutboxFileAdmin } = await import('../outbox/outbox-file-admin.js');
  const outbox = await OutboxFileAdmin.open(resolve(path));
  try {
    return await work(outbox);
  } finally {
    outbox.close();
  }
}
