import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Provider, Type } from '@nestjs/common';

/** A class that applications inject, of one of the copies of this library that are loaded. */
interface SharedClass {
  readonly name: string;
  readonly type: Type;
  /** The folder of its package. */
  readonly folder: string;
}

const KEY = Symbol.for('nestjs-converge:classes');

/** In the process, not in this module: the builds for `import` and for `require` have one each. */
const classes = ((globalThis as Record<symbol, unknown>)[KEY] ??= []) as SharedClass[];

const FOLDER = ownFolder();

/** Makes a class injectable in applications whose module is of another copy of this library. */
export function Shared(name: string) {
  return (type: abstract new (...args: any[]) => unknown): void => {
    classes.push({ name, type: type as Type, folder: FOLDER });
  };
}

/** Lets the classes of other copies stand for those of this one. */
export function providersOfOtherCopies(own: readonly Type[]): Provider[] {
  const names = new Map(
    classes.filter(({ type }) => own.includes(type)).map(({ name, type }) => [name, type]),
  );
  return classes
    .filter(({ name, type }) => names.has(name) && !own.includes(type))
    .map(({ name, type }) => ({ provide: type, useExisting: names.get(name) }));
}

/** The folders of all packages of this library that are loaded, sorted: more than one is a mistake. */
export function loadedCopies(): string[] {
  return [...new Set(classes.map(({ folder }) => folder))].sort();
}

/** For errors that a second copy may be the reason of. */
export function hintAtCopies(): string {
  const folders = loadedCopies();
  return folders.length < 2 ? '' : ` nestjs-converge is loaded from ${folders.join(' and from ')}.`;
}

/** The folder of the package, or of the application's bundle that has it in it. */
function ownFolder(): string {
  const url: string = import.meta.url;
  if (!url.startsWith('file:')) return url;
  const file = fileURLToPath(url);
  let folder = dirname(file);
  while (!isOurs(folder)) {
    const above = dirname(folder);
    if (above === folder) return file;
    folder = above;
  }
  return folder;
}

function isOurs(folder: string): boolean {
  try {
    const path = join(folder, 'package.json');
    return existsSync(path) && JSON.parse(readFileSync(path, 'utf8')).name === 'nestjs-converge';
  } catch {
    return false;
  }
}
