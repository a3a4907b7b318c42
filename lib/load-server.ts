import { createRequire } from 'node:module';
import { ConvergeOptionsError } from './options/converge-options.error.js';
import { isPostgres } from './options/outbox-path.js';

/**
 * Loads what an outbox on a server needs: its packages are installed only for that.
 *
 * @throws ConvergeOptionsError that names those that are missing
 */
export async function loadServer(url: string) {
  const client = isPostgres(url) ? 'pg' : 'ioredis';
  if (!isInstalled(client)) {
    throw new ConvergeOptionsError(
      'The outbox is the URL of a server, which needs packages that are not installed: ' +
        `run "npm install bullmq ${client}".`,
    );
  }
  return import('./bullmq/at-url.js');
}

/** Whether BullMQ is there, and finds its client. */
function isInstalled(client: string): boolean {
  try {
    const bullmq = createRequire(import.meta.url).resolve('bullmq');
    createRequire(bullmq).resolve(client);
    return true;
  } catch {
    return false;
  }
}
