/**
 * Builds the library: *.js for `import`, *.cjs for `require`. Each is a bundle: the entry points share
 * their common code, and packages that need not be installed are in it. Few files load much faster than a
 * hundred. Code that is loaded when it is needed becomes a separate file. The declarations of *.cjs are
 * copies of those that the compiler has written.
 *
 *   node tools/build-lib.js [folder, dist by default]
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { bundledLicences } from './bundle-licences.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const [out = join(ROOT, 'dist')] = process.argv.slice(2);
const { dependencies, peerDependencies, version } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
);
/** The path of each entry point below dist, and its source. */
const ENTRIES = {
  index: 'lib/index.ts',
  'bullmq/index': 'lib/bullmq/index.ts',
  // Loaded by its path: see lib/bullmq/load-server.ts.
  'bullmq/bullmq': 'lib/bullmq/bullmq.ts',
  'express/index': 'lib/express/index.ts',
  'opentelemetry/index': 'lib/opentelemetry/index.ts',
  'postgres/index': 'lib/postgres/index.ts',
  'sandbox/index': 'sandbox/server/index.ts',
  'testing/index': 'lib/testing/index.ts',
};

/** Data that is loaded when it is needed: bundlers see only the plain word `require`. */
const plainRequire = {
  name: 'plain-require',
  setup({ onLoad }) {
    onLoad({ filter: /lib\/event\/values\/contact\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8')
        .replace(/^const load = createRequire\(import\.meta\.url\);$/m, '')
        .replaceAll(/\bload\(/g, 'requireWhenNeeded('),
    }));
    // A bundler warns of "require" with a path that it does not know.
    onLoad({ filter: /lib\/bullmq\/load-server\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents:
        "import { createRequire } from 'node:module';\n" +
        readFileSync(path, 'utf8').replace(
          'import(/* webpackIgnore: true */ ',
          'createRequire(import.meta.url)(',
        ),
    }));
  },
};

const { metafile } = await bundle(
  { ...ENTRIES, 'cli/main': 'cli/main.ts' },
  {
    // For the bundled CommonJS packages.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
    },
    metafile: true,
  },
);
writeFileSync(join(out, 'THIRD-PARTY-LICENSES.txt'), bundledLicences(metafile, ROOT));
await buildCommonJs();
copyDeclarations();

function bundle(entries, options) {
  return build({
    absWorkingDir: ROOT,
    entryPoints: entries,
    outdir: out,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: [...Object.keys(dependencies), ...Object.keys(peerDependencies)],
    // Of the tracer and the meter.
    define: { 'process.env.NESTJS_CONVERGE_VERSION': JSON.stringify(version) },
    logLevel: 'warning',
    ...options,
  });
}

/** The same bundle, translated file by file: esbuild splits only ES modules. */
async function buildCommonJs() {
  const { outputFiles } = await bundle(ENTRIES, {
    outExtension: { '.js': '.cjs' },
    write: false,
    plugins: [plainRequire],
  });
  for (const { path, text } of outputFiles) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      define: { 'import.meta.url': 'moduleUrl' },
      banner: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;",
      // Jest runs CommonJS without dynamic imports.
      supported: { 'dynamic-import': false },
    });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code.replaceAll('requireWhenNeeded(', 'require('));
  }
}

function copyDeclarations() {
  for (const name of readdirSync(out, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue;
    const text = readFileSync(join(out, name), 'utf8');
    const copy = text.replace(/((?:from |import\()'\..*?)\.js'/g, "$1.cjs'");
    writeFileSync(join(out, name.replace(/\.ts$/, '.cts')), copy);
  }
}
