/**
 * Builds the sandbox's page from sandbox/page into sandbox/page-files, where tests find it; with
 * `--dist` also into dist/page-files, from where the package serves it, with the
 * licences of the libraries in it. A file that has not changed is not touched, so that a process
 * which reads it at that moment is not disturbed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundledLicences } from './bundle-licences.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = join(ROOT, 'sandbox', 'page');

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

writePage(join(ROOT, 'sandbox', 'page-files'));
if (process.argv.includes('--dist')) {
  writePage(join(ROOT, 'dist', 'page-files'));
  const licences = bundledLicences(metafile, ROOT);
  writeFileSync(join(ROOT, 'dist', 'page-files', 'THIRD-PARTY-LICENSES.txt'), licences);
}

function writePage(folder) {
  for (const [name, content] of page) writeChanged(join(folder, name), content);
}

function writeChanged(path, content) {
  if (existsSync(path) && readFileSync(path).equals(content)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
