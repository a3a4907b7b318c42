import {
  chmodSync,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { CliError } from '../cli.error.js';
import { readText } from './find-application.js';
import type { Change } from './plan-changes.js';

/** A change whose new text is complete on disk, under another name. */
interface Prepared {
  readonly change: Change;
  readonly target: string;
  readonly temporary: string;
}

/** Writes all changes or, if one is not possible, none. @throws CliError */
export function writeChanges(changes: readonly Change[]): void {
  for (const change of changes) checkTarget(change);
  const made: string[] = [];
  const prepared: Prepared[] = [];
  const replaced: Prepared[] = [];
  let current: string | undefined;
  try {
    for (const change of changes) {
      current = change.path;
      prepared.push(prepare(change, made));
    }
    for (const each of prepared) {
      current = each.change.path;
      renameSync(each.temporary, each.target);
      replaced.push(each);
    }
  } catch (error) {
    for (const each of replaced) restore(each);
    for (const { temporary } of prepared) rmSync(temporary, { force: true });
    for (const folder of made.toReversed()) removeEmpty(folder);
    throw cannotWrite(current!, reasonOf(error));
  }
}

function checkTarget({ path, before }: Change): void {
  if (readText(path) !== before) throw cannotWrite(path, 'it has changed meanwhile');
  // The superuser could write it all the same.
  if (before !== undefined && (statSync(path).mode & 0o222) === 0) {
    throw cannotWrite(path, 'it is read-only');
  }
}

/** @param made gets the folders that it makes, outer ones first */
function prepare(change: Change, made: string[]): Prepared {
  makeFolder(dirname(change.path), made);
  // The file itself, where its name is a link.
  const target = change.before === undefined ? change.path : realpathSync(change.path);
  const temporary = `${target}.nestjs-converge-${process.pid}`;
  try {
    writeFileSync(temporary, change.after, { flag: 'wx' });
    if (change.before !== undefined) chmodSync(temporary, statSync(target).mode);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return { change, target, temporary };
}

function makeFolder(folder: string, made: string[]): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder), made);
  mkdirSync(folder);
  made.push(folder);
}

/** What somebody else has put into a folder meanwhile stays. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It is not empty.
  }
}

function restore({ change: { before }, target }: Prepared): void {
  if (before === undefined) rmSync(target, { force: true });
  else writeFileSync(target, before);
}

function cannotWrite(path: string, reason: string): CliError {
  return new CliError(`Cannot write ${path}: ${reason}. Nothing was changed.`);
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unexpected error';
}
