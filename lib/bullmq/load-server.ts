import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { ConvergeOptionsError } from '../options/check-values.js';
import { isPostgres } from '../options/environment.js';

/** Beside this file, whatever holds it. As text, so that no bundler looks for packages that need not be there. */
const AT_URL = ['..', 'bullmq', `at-url${extname(import.meta.url)}`].join('/');

/**
 * Loads what an outbox on a server needs: its packages are installed only for that.
 *
 * @throws ConvergeOptionsError that names them, if one is missing
 */
export async function loadServer(url: string): Promise<typeof import('./at-url.js')> {
  const client = isPostgres(url) ? 'pg' : 'ioredis';
  try {
    const bullmq = createRequire(import.meta.url).resolve('bullmq');
    createRequire(bullmq).resolve(client);
    return await import(/* webpackIgnore: true */ AT_URL);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!code.endsWith('MODULE_NOT_FOUND')) throw error;
    throw new ConvergeOptionsError(
      `The outbox is the URL of a server, which needs packages that are not installed: run "npm install bullmq ${client}". ` +
        'In an application that is bundled into one file, write outbox: bullmq({ ... }) of nestjs-converge/bullmq instead.',
    );
  }
}
