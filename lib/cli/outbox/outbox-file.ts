import { statSync } from 'node:fs';
import { OutboxAdmin } from '../../outbox/outbox-admin.js';
import { OutboxUnavailableError } from '../../outbox/outbox-unavailable.error.js';
import { UndeliverableError } from '../../outbox/undeliverable.error.js';
import { CliError } from '../cli.error.js';

/** Opens a file for one piece of work. @throws CliError */
export async function withOutbox<T>(
  path: string,
  work: (admin: OutboxAdmin) => Promise<T>,
): Promise<T> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new CliError(
      `There is no outbox at ${path}: give its file with --path or CONVERGE_OUTBOX_PATH.`,
    );
  }
  let admin: OutboxAdmin | undefined;
  try {
    admin = await OutboxAdmin.open(path);
    return await work(admin);
  } catch (error) {
    if (error instanceof OutboxUnavailableError || error instanceof UndeliverableError) {
      throw new CliError(error.message);
    }
    throw error;
  } finally {
    admin?.close();
  }
}
