/**
 * Builds the sandbox's page from sandbox-page into lib/sandbox/page-files, for the tests. With `--dist`
 * it also builds into dist/sandbox/page-files, for the package, and writes the licences of the bundled
 * libraries to dist/THIRD-PARTY-LICENSES. Unchanged files are not written, because a running process may
 * be reading them.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = join(ROOT, 'sandbox-page');
const PERMISSIVE = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD'];

const { outputFiles, metafile } = await build({
  entryPoints: [
    { in: join(SOURCES, 'main.tsx'), out: 'page' },
    { in: join(SOURCES, 'styles', 'all.css'), out: 'page' },
  ],
  absWorkingDir: ROOT,
  outdir: 'assets',
  bundle: true,
  write: false,
  metafile: true,
  minify: true,
  legalComments: 'none',
  format: 'esm',
  target: ['chrome123', 'firefox120', 'safari17.5'],
  tsconfig: join(SOURCES, 'tsconfig.json'),
  logLevel: 'warning',
});
const page = new Map([
  ...outputFiles.map(({ path, contents }) => [`assets/${basename(path)}`, Buffer.from(contents)]),
  ['index.html', readFileSync(join(SOURCES, 'index.html'))],
  ['assets/icon.svg', readFileSync(join(SOURCES, 'icon.svg'))],
]);
const licences = Buffer.from(bundledPackages(metafile).map(licenceOf).join('\n\n'));

writePage(join(ROOT, 'lib', 'sandbox', 'page-files'));
if (process.argv.includes('--dist')) {
  writePage(join(ROOT, 'dist', 'sandbox', 'page-files'));
  writeChanged(join(ROOT, 'dist', 'THIRD-PARTY-LICENSES'), licences);
}

/** The names of the packages in a bundle. */
function bundledPackages({ inputs }) {
  const names = Object.keys(inputs).map(
    (path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1],
  );
  return [...new Set(names)].filter((name) => name !== undefined).sort();
}

function licenceOf(name) {
  const folder = join(ROOT, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!PERMISSIVE.includes(license)) throw new Error(`${name} may not be bundled: ${license}`);
  const text = readFileSync(join(folder, 'LICENSE'), 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text}\n\n${'-'.repeat(80)}`;
}

function writePage(folder) {
  for (const [name, content] of page) writeChanged(join(folder, name), content);
}

function writeChanged(path, content) {
  if (existsSync(path) && readFileSync(path).equals(content)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
