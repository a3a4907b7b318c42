import { createHash, randomUUID } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from '@jest/globals';
import { transformFile } from '@swc/core';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const SOURCES = [
  'lib',
  'cli',
  'sandbox/server',
  'sample-app',
  'test/cli/programs',
  'test/engine/programs',
  'test/faults/programs',
  'test/postgres/programs',
  'test/postgres/support',
  'test/transports/programs',
  'test/transports/support',
  'test/utils',
];

/** The library, its command line, the sample shop and the tests' programs, for processes of their own. */
export interface Programs {
  /** Where they are, and where their processes run. */
  readonly folder: string;
  /** The program that `npx nestjs-converge` runs. */
  readonly main: string;
  /** The path of a compiled file, given as that of its source: `sample-app/app.module`. */
  file(source: string): string;
  /** The path of `test/faults/programs/<name>.ts`, compiled. */
  path(name: string): string;
  /** Makes an empty folder among them, for an outbox or for input. */
  newFolder(): string;
}

/**
 * For the top of a spec: all of it before the tests, compiled as Jest does the specs, in a folder of its own, in which the package has its own name, so that the sample shop finds it. Removes it all
 * after the tests.
 */
export function usePrograms(): Programs {
  const folder = join(tmpdir(), `converge-programs-${randomUUID()}`);
  beforeAll(() => build(folder));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (source: string) => join(folder, `${source}.js`);
  return {
    folder,
    main: file('cli/main'),
    file,
    path: (name) => file(`test/faults/programs/${name}`),
    newFolder: () => mkdtempSync(join(folder, 'test-')),
  };
}

async function build(folder: string): Promise<void> {
  try {
    cpSync(await compiledOnce(), folder, { recursive: true });
  } catch {
    // This user may not write to node_modules.
    await compileAll(folder);
  }
  chmodSync(folder, 0o700);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
}

/** After how long what was compiled is deleted. */
const DAY_MS = 24 * 3_600_000;

/** Compiles all of it, unless another test file has. @returns where it is */
async function compiledOnce(): Promise<string> {
  const hash = createHash('sha256').update(ownPackage());
  for (const file of sources()) hash.update(`${file} ${statSync(file).mtimeMs}\n`);
  const cache = join(ROOT, 'node_modules', '.cache', 'converge-programs');
  const folder = join(cache, hash.digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    const old = join(cache, name);
    const { mtimeMs = Infinity } = statSync(old, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs < Date.now() - DAY_MS) rmSync(old, { recursive: true, force: true });
  }
  const temporary = mkdtempSync(`${folder}-`);
  await compileAll(temporary);
  try {
    renameSync(temporary, folder);
  } catch {
    // Another test file has been faster.
    rmSync(temporary, { recursive: true });
  }
  return folder;
}

function sources(): string[] {
  return SOURCES.flatMap((source) =>
    readdirSync(join(ROOT, source), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
}

async function compileAll(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), ownPackage());
  await Promise.all(sources().map((file) => compile(file, folder)));
}

function ownPackage(): string {
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as object;
  return JSON.stringify({
    ...own,
    exports: {
      '.': './lib/index.js',
      './bullmq': './lib/bullmq/index.js',
      './sandbox': './sandbox/server/index.js',
      './package.json': './package.json',
    },
  });
}

async function compile(file: string, folder: string): Promise<void> {
  const { code } = await transformFile(file, {
    configFile: false,
    swcrc: false,
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
    module: { type: 'es6' },
  });
  const target = join(folder, relative(ROOT, file)).replace(/\.ts$/, '.js');
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code);
}
