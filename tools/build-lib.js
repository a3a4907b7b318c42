/**
 * Builds the library: bundles the three entry points of the package, which share their common code, and
 * the packages that need not be installed with it. Few files load much faster than a hundred. Code that
 * is loaded when it is needed becomes a separate file.
 *
 *   node tools/build-lib.js [folder, dist by default]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundledLicences } from './bundle-licences.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const [out = join(ROOT, 'dist')] = process.argv.slice(2);
const { dependencies, peerDependencies } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
);

const { metafile } = await build({
  absWorkingDir: ROOT,
  entryPoints: ['index', 'sandbox/index', 'cli/main'].map((name) => ({
    in: join('lib', `${name}.ts`),
    out: name,
  })),
  outdir: out,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: [...Object.keys(dependencies), ...Object.keys(peerDependencies)],
  // For the bundled CommonJS packages.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(join(out, 'THIRD-PARTY-LICENSES.txt'), bundledLicences(metafile, ROOT));
