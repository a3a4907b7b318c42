import 'reflect-metadata';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Type } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import { safeStack } from '../../lib/reporting/thrown-error.js';
import { CliError, EXIT, usageError } from '../cli.error.js';
import { checkModuleFile } from './check-module-file.js';

/** An application's root module, and its copy of Nest. */
export interface LoadedModule {
  readonly type: Type;
  readonly core: typeof import('@nestjs/core');
}

/** Loads the compiled file of a root module. @throws CliError */
export async function readModule(file: string, exportName?: string): Promise<LoadedModule> {
  const path = checkModuleFile(file);
  const exported = await load(path);
  return { type: findModule(exported, file, exportName), core: await loadCore(path) };
}

async function load(path: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    // Its message may quote values of the environment.
    throw cannotLoad(path, error);
  }
}

function cannotLoad(path: string, error: unknown): CliError {
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  const what = `Cannot load ${path}: `;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
    ? new CliError(
        `${what}${message.split('\n')[0]}. Build the application and install its packages first.`,
      )
    : new CliError(
        `${what}it throws an error. Set the environment variables that it needs. `,
        EXIT.failed,
        safeStack(error),
      );
}

/** Loads the application's copy of Nest, which may not be ours. */
async function loadCore(path: string): Promise<typeof import('@nestjs/core')> {
  const require = createRequire(path);
  return import(pathToFileURL(require.resolve('@nestjs/core')).href);
}

function findModule(exported: Record<string, unknown>, file: string, name?: string): Type {
  // A CommonJS file may have all its exports in the default one.
  const all = { ...(exported['default'] as object | undefined), ...exported };
  const modules = Object.entries(all).filter(([, value]) => isModule(value));
  const found = modules.find(([key]) => key === (name ?? 'AppModule')) ?? only(modules, name);
  if (found !== undefined) return found[1] as Type;
  const names = modules.map(([key]) => key).join(', ');
  throw usageError(
    names === ''
      ? `${file} exports no Nest module: give the file of the root module.`
      : `${file} exports ${names}: choose the root module with --export.`,
  );
}

function only<T>(modules: readonly T[], name: string | undefined): T | undefined {
  return name === undefined && modules.length === 1 ? modules[0] : undefined;
}

/** A module without any setting has no metadata, so its name counts, too. */
function isModule(value: unknown): boolean {
  return (
    typeof value === 'function' &&
    (Object.values(MODULE_METADATA).some((key) => Reflect.hasMetadata(key, value)) ||
      value.name.endsWith('Module'))
  );
}
