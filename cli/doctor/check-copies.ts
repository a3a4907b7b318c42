import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fail, ok, warn, type Finding } from './finding.js';

const OWN = 'nestjs-converge';
/** Nest knows its own parts by their classes, and logs through one of them. */
const SHARED = ['@nestjs/common', '@nestjs/core'];

const keepOne = (name: string) =>
  `keep one: find them with "npm ls ${name}", give all the same version, and run "npm dedupe"; a linked package ` +
  'uses the packages of its own folder';

/** Checks whether the application and this library use the same Nest, and whether there is one library. */
export function checkCopies(appDir: string): Finding[] {
  const roots = createRequire(join(appDir, 'package.json')).resolve.paths(OWN) ?? [];
  const copies = [...new Set(roots.flatMap((root) => [...copiesBelow(root)]))];
  const findings = copies.flatMap((copy) => SHARED.flatMap((name) => compare(name, appDir, copy)));
  if (copies.length > 1) {
    const message = `there are ${copies.length} copies: ${copies.join(' and ')}`;
    findings.push(warn(OWN, message, keepOne(OWN)));
  }
  const [only] = copies;
  const hasNest = SHARED.some((name) => installedIn(name, appDir) !== undefined);
  return findings.length > 0 || only === undefined
    ? findings
    : [ok('copies', `one of ${OWN} (${only})${hasNest ? ', and one of Nest' : ''}`)];
}

function compare(name: string, appDir: string, copy: string): Finding[] {
  const theirs = installedIn(name, appDir);
  const ours = installedIn(name, copy);
  if (theirs === undefined || ours === undefined || theirs === ours) return [];
  const message = `there are two copies: the application uses ${theirs}, and ${OWN} uses ${ours}`;
  return [fail(name, message, keepOne(name))];
}

/** The real folder of a package, as imports from a folder find it. */
function installedIn(name: string, folder: string): string | undefined {
  const roots = createRequire(join(folder, 'package.json')).resolve.paths(name) ?? [];
  const found = roots
    .map((root) => join(root, name))
    .find((path) => existsSync(join(path, 'package.json')));
  return found && realpathSync(found);
}

/** The real folders of this library in a node_modules, and in those of the packages there. */
function* copiesBelow(nodeModules: string): Generator<string> {
  const own = join(nodeModules, OWN);
  if (existsSync(join(own, 'package.json'))) yield realpathSync(own);
  for (const folder of packagesIn(nodeModules)) yield* copiesBelow(join(folder, 'node_modules'));
}

/** Its packages, and those that pnpm keeps; no links, which could lead in circles. */
function packagesIn(nodeModules: string): string[] {
  return foldersIn(nodeModules).flatMap((name) => {
    const folder = join(nodeModules, name);
    if (name !== '.pnpm' && !name.startsWith('@')) return [folder];
    return foldersIn(folder).map((inner) => join(folder, inner));
  });
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}
