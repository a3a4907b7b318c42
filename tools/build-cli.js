/**
 * Builds the command line from lib/cli into dist/cli and bundles the packages that only commands use, so
 * that applications do not install them. The rest of the library is imported from dist. Code that a
 * command loads when it runs becomes a separate file.
 *
 *   node tools/build-cli.js [folder beside the compiled rooms, dist/cli by default]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundledLicences } from './bundle-licences.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LIB = join(ROOT, 'lib');
const CLI = join(LIB, 'cli');
const [out = join(ROOT, 'dist', 'cli')] = process.argv.slice(2);
const { dependencies, peerDependencies } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
);

/** Imports the other folders of lib from dist instead of bundling them. */
const roomsOutside = {
  name: 'rooms-outside',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, importer }) => {
      const target = resolve(dirname(importer), path);
      const isRoom = importer.startsWith(CLI) && !target.startsWith(CLI);
      return isRoom ? { path: `../${relative(LIB, target)}`, external: true } : undefined;
    });
  },
};

const { metafile } = await build({
  absWorkingDir: ROOT,
  entryPoints: [join(CLI, 'main.ts')],
  outdir: out,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: [...Object.keys(dependencies), ...Object.keys(peerDependencies)],
  plugins: [roomsOutside],
  // For the bundled CommonJS packages.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(join(out, 'THIRD-PARTY-LICENSES.txt'), bundledLicences(metafile, ROOT));
