import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
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
 * For the top of a spec: compiles all of it before the tests, as Jest does for the specs, into a folder
 * of its own, in which the package has its own name, so that the sample shop finds it. Removes it all
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
  mkdirSync(folder, 0o700);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(packageJson()));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const files = SOURCES.flatMap((source) =>
    readdirSync(join(ROOT, source), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  await Promise.all(files.map((file) => compile(file, folder)));
}

function packageJson(): object {
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as object;
  return {
    ...own,
    exports: {
      '.': './lib/index.js',
      './bullmq': './lib/bullmq/index.js',
      './sandbox': './sandbox/server/index.js',
      './package.json': './package.json',
    },
  };
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
