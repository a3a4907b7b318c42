import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Inside node_modules, from where the packages that lib uses are found. */
const PACKAGE = join(ROOT, 'node_modules', '.cache', 'nestjs-converge');
const FOLDER = join(PACKAGE, 'all');

/**
 * Imports modules of lib, of the command line or of the sandbox, which are TypeScript, without a build of the package.
 *
 * @param {string[]} names as seen from lib, such as `event/spec/field`
 * @returns {Promise<any>} all that they export
 */
export async function importLib(names) {
  const { outputFiles } = await build({
    stdin: {
      contents: names.map((name) => `export * from './${name}.ts';`).join('\n'),
      resolveDir: join(ROOT, 'lib'),
    },
    tsconfig: join(ROOT, 'tsconfig.json'),
    bundle: true,
    write: false,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  mkdirSync(FOLDER, { recursive: true });
  copyFileSync(join(ROOT, 'package.json'), join(PACKAGE, 'package.json'));
  const file = join(FOLDER, `${names.join('+').replaceAll(/[./]+/g, '-')}.mjs`);
  writeFileSync(file, outputFiles[0].contents);
  return import(pathToFileURL(file).href);
}
