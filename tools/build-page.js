/**
 * Builds the sandbox's page from lib/sandbox/page into lib/sandbox/page-files, where tests find it;
 * with `--dist` also into dist/sandbox/page-files, from where the package serves it. A file that has
 * not changed is not touched, so that whoever reads it at that moment is not disturbed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = join(ROOT, 'lib', 'sandbox', 'page');
const BUNDLED = ['preact', '@preact/signals', '@preact/signals-core', 'uplot'];

const files = await buildFiles();
const targets = [join(ROOT, 'lib', 'sandbox', 'page-files')];
if (process.argv.includes('--dist')) targets.push(join(ROOT, 'dist', 'sandbox', 'page-files'));
for (const target of targets) {
  for (const [name, content] of files) writeChanged(join(target, name), content);
}

async function buildFiles() {
  const { outputFiles } = await build({
    entryPoints: [
      { in: join(SOURCES, 'main.tsx'), out: 'page' },
      { in: join(SOURCES, 'styles', 'all.css'), out: 'page' },
    ],
    outdir: 'assets',
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    tsconfig: join(SOURCES, 'tsconfig.json'),
    logLevel: 'warning',
  });
  const bundles = outputFiles.map(({ path, contents }) => [
    `assets/${basename(path)}`,
    Buffer.from(contents),
  ]);
  return new Map([
    ...bundles,
    ['index.html', readFileSync(join(SOURCES, 'index.html'))],
    ['assets/icon.svg', readFileSync(join(SOURCES, 'icon.svg'))],
    ['assets/licenses.txt', Buffer.from(BUNDLED.map(licenceOf).join('\n'))],
  ]);
}

function licenceOf(name) {
  return `${name}\n\n${readFileSync(join(ROOT, 'node_modules', name, 'LICENSE'), 'utf8')}`;
}

function writeChanged(path, content) {
  if (existsSync(path) && readFileSync(path).equals(content)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
