import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { usageError } from '../cli.error.js';

/**
 * Refuses what cannot be the compiled file of a module, before anything is loaded.
 *
 * @returns its absolute path
 * @throws CliError
 */
export function checkModuleFile(file: string): string {
  if (/\.[cm]?tsx?$/.test(file)) {
    throw usageError(
      `${file} is TypeScript: build the application first, then give the built file: --app ${builtFile(file)}.`,
    );
  }
  const path = resolve(file);
  if (!existsSync(path)) {
    throw usageError(
      `${file} does not exist: build the application, and give its compiled root module, e.g. --app dist/app.module.js.`,
    );
  }
  if (!statSync(path).isFile()) {
    throw usageError(
      `${file} is not a file: give the compiled root module, e.g. --app ${moduleIn(file)}.`,
    );
  }
  if (isMain(path)) {
    throw usageError(
      `${file} starts the application: give the module's file, not main: --app ${moduleIn(dirname(file))}.`,
    );
  }
  return path;
}

/** Where the usual settings of Nest put it: `src/app.module.ts` at `dist/app.module.js`. */
function builtFile(source: string): string {
  const [, below = basename(source)] = /(?:^|[\\/])src[\\/](.+)$/.exec(source) ?? [];
  return join('dist', below.replace(/tsx?$/, 'js'));
}

function moduleIn(folder: string): string {
  const path = join(folder, 'app.module.js');
  return existsSync(path) ? path : 'dist/app.module.js';
}

/** Loading it would start the application: it is called main, or calls Nest's factory. */
function isMain(path: string): boolean {
  return (
    /^main\.[cm]?js$/.test(basename(path)) ||
    /\bNestFactory\s*\.\s*create\w*\s*\(/.test(readFileSync(path, 'utf8'))
  );
}
