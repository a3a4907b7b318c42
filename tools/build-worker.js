/**
 * Bundles the code of the outbox's worker thread into a module, as a string, so that it works with every
 * bundler and test runner. An unchanged module is not written.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const THREAD = fileURLToPath(new URL('../lib/outbox/sqlite', import.meta.url));
const TARGET = join(THREAD, 'worker-code.ts');

const { outputFiles } = await build({
  entryPoints: [join(THREAD, 'store.worker.ts')],
  bundle: true,
  write: false,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  logLevel: 'warning',
  // A thread whose code is a string has no place.
  define: { 'import.meta.url': 'undefined' },
  logOverride: { 'empty-import-meta': 'error' },
});
const code = outputFiles[0].text;
const module = `/** Written by tools/build-worker.js. */\nexport const WORKER_CODE: string = ${JSON.stringify(code)};\n`;
if (!existsSync(TARGET) || readFileSync(TARGET, 'utf8') !== module) writeFileSync(TARGET, module);
