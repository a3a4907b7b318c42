import { extname } from 'node:path';
import { ConvergeOptionsError } from '../options/check-values.js';
import { isPostgres } from '../options/environment.js';

/** Beside this file, whatever holds it. As text, so that no bundler looks for packages that need not be there. */
const BULLMQ = ['..', 'bullmq', `bullmq${extname(import.meta.url)}`].join('/');

/**
 * Loads what an outbox on a server needs: its packages are installed only for that.
 *
 * @throws ConvergeOptionsError that names them, if BullMQ is missing
 */
export async function loadServer(url: string): Promise<typeof import('./bullmq.js')> {
  try {
    return await import(/* webpackIgnore: true */ BULLMQ);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!code.endsWith('MODULE_NOT_FOUND')) throw error;
    throw new ConvergeOptionsError(
      `The outbox is the URL of a server, which needs packages that are not installed: run "npm install bullmq ${isPostgres(url) ? 'pg' : 'ioredis'}". ` +
        'In an application that is bundled into one file, write outbox: bullmq({ ... }) of nestjs-converge/bullmq instead.',
    );
  }
}
