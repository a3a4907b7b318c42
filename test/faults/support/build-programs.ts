import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const SOURCES = ['lib', 'test/faults/programs', 'test/utils'];

/** The library and the programs of these tests, made ready for processes of their own. */
export interface Programs {
  /** A folder that is there until {@link remove}; outboxes may be put into it. */
  readonly folder: string;
  /** The path of `test/faults/programs/<name>.ts`, as JavaScript. */
  path(name: string): string;
  remove(): void;
}

/** Translates all that the programs need, as Jest does for the specs, into a folder of its own. */
export async function buildPrograms(): Promise<Programs> {
  const folder = mkdtempSync(join(tmpdir(), 'converge-faults-'));
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const files = SOURCES.flatMap((source) =>
    readdirSync(join(ROOT, source), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  await Promise.all(files.map((file) => translate(file, folder)));
  return {
    folder,
    path: (name) => join(folder, 'test', 'faults', 'programs', `${name}.js`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function translate(file: string, folder: string): Promise<void> {
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
