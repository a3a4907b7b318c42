import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConvergeOptionsError } from '../options/check-values.js';

/**
 * Expects what Nest itself provides in every application. It is known by its class, so that the Nest of
 * another folder does not have it.
 *
 * @throws ConvergeOptionsError with the folders of both
 */
export function ofOwnNest<T>(given: T | undefined): T {
  if (given !== undefined) return given;
  const theirs = callingNest(new Error().stack) ?? 'another folder';
  throw new ConvergeOptionsError(
    `there are two copies of @nestjs/core: the application runs that of ${theirs}, and nestjs-converge ` +
      `uses that of ${ownNest()}. Keep one: run "npm ls @nestjs/core", give both the same version, and ` +
      'run "npm dedupe"; a package that is linked uses the packages of its own folder.',
  );
}

/** The Nest that creates the instance: it is among the callers. */
export function callingNest(stack = ''): string | undefined {
  const found = /[( ]((?:file:\/\/)?(?:\/|[A-Za-z]:\\)[^\n]*?[\\/]@nestjs[\\/]core)[\\/]/.exec(
    stack,
  );
  const folder = found?.[1];
  return folder?.startsWith('file:') === true ? fileURLToPath(folder) : folder;
}

function ownNest(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('@nestjs/core/package.json'));
  } catch {
    return 'another folder';
  }
}
