import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const BENCH = fileURLToPath(new URL('..', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A package.json with the library's name, so that the shops import this build. */
const PACKAGE = {
  name: 'nestjs-converge',
  version: '0.0.0',
  private: true,
  type: 'module',
  exports: { '.': './lib/index.js', './package.json': './package.json' },
};

/** Compiles the library and the shops of the benchmarks into bench/dist. */
export function build() {
  rmSync(`${BENCH}dist`, { recursive: true, force: true });
  mkdirSync(`${BENCH}dist`);
  writeFileSync(`${BENCH}dist/package.json`, JSON.stringify(PACKAGE));
  const compiler = `${ROOT}node_modules/typescript/bin/tsc`;
  execFileSync(process.execPath, [compiler, '-p', `${BENCH}tsconfig.json`], { stdio: 'inherit' });
}

/** Installs the libraries to compare with, into a separate folder. */
export function installPeers() {
  if (existsSync(`${BENCH}peers/node_modules`)) return;
  console.log('Installing the libraries to compare with ...');
  execFileSync('npm', ['ci', '--no-audit', '--prefix', `${BENCH}peers`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    cwd: `${BENCH}peers`,
  });
}
