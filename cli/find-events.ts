import 'reflect-metadata';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Type } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import { CONVERGE_OPTIONS, TRACKINGS_METADATA } from '../lib/nest/constants.js';
import { specOf } from '../lib/event/spec/event-spec.js';
import type { ConvergeModuleOptions } from '../lib/options/converge-options.interface.js';
import { DEFAULTS, isMapperClass } from '../lib/options/option-table.js';
import { safeStack } from '../lib/reporting/messages.js';
import { MAPPER_NAMES, type MapperName } from '../lib/tracking/map-event.js';
import type { TrackingDeclaration } from '../lib/tracking/map-event.js';
import { CliError, EXIT, usageError } from './cli.error.js';

/** A row of the tracking plan: one event of one handler. */
export interface PlannedEvent {
  /** `OrdersController#create`. */
  readonly handler: string;
  readonly event: string;
  /** Whether Converge's event spec has it; if not, it is a custom event. */
  readonly inSpec: boolean;
  /** The mapper's name, `default`, or `module` if a factory makes the module's options. */
  readonly mappers: Readonly<Record<MapperName, string>>;
  /** `warn`, `strict`, `off`, or `module` if a factory makes the module's options. */
  readonly validation: string;
}

type Modules = import('@nestjs/core').ModulesContainer;

/**
 * Finds every tracked handler as the module does at start-up, but in Nest's preview mode, which creates
 * no provider or controller of the application.
 */
export async function findEvents(file: string, exportName?: string): Promise<PlannedEvent[]> {
  const { type, core } = await readModule(file, exportName);
  const settings = { preview: true, logger: false, abortOnError: false } as const;
  const app = await core.NestFactory.createApplicationContext(type, settings);
  const modules = app.get(core.ModulesContainer);
  const options = staticOptions(modules);
  const validation = options ? (options.validation ?? DEFAULTS.validation) : 'module';
  const scanner = new core.MetadataScanner();
  const seen = new Set<unknown>();
  const events: PlannedEvent[] = [];
  for (const prototype of prototypesOf(modules)) {
    for (const name of scanner.getAllMethodNames(prototype)) {
      const handler = (prototype as Record<string, unknown>)[name];
      // A class can be a provider of several modules.
      if (typeof handler !== 'function' || seen.has(handler)) continue;
      seen.add(handler);
      const trackings: TrackingDeclaration[] =
        Reflect.getMetadata(TRACKINGS_METADATA, handler) ?? [];
      for (const { eventName, options: own } of trackings) {
        events.push({
          handler: `${prototype.constructor.name}#${name}`,
          event: eventName,
          inSpec: specOf(eventName) !== undefined,
          mappers: describeMappers(own, options && (options.mappers ?? {})),
          validation: own.validation ?? validation,
        });
      }
    }
  }
  const key = ({ handler, event }: PlannedEvent) => `${handler}\0${event}`;
  return events.sort((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
}

/** What the classes of an application have as methods. */
function* prototypesOf(modules: Modules): Generator<object> {
  for (const { controllers, providers } of modules.values()) {
    for (const { metatype, instance } of [...controllers.values(), ...providers.values()]) {
      const prototype: object | null =
        metatype?.prototype ?? (instance ? Object.getPrototypeOf(instance) : null);
      if (prototype !== null) yield prototype;
    }
  }
}

/** The options of `forRoot`; undefined if a factory makes them. */
function staticOptions(modules: Modules): ConvergeModuleOptions | undefined {
  const provider = [...modules.values()]
    .map(({ providers }) => providers.get(CONVERGE_OPTIONS))
    .find((each) => each !== undefined);
  const optionsOf = provider?.metatype === null ? (provider.instance as unknown) : undefined;
  return typeof optionsOf === 'function' ? optionsOf() : undefined;
}

/** Names the handler's mappers, else the module's (undefined if a factory makes its options), else the defaults. */
function describeMappers(
  own: TrackingDeclaration['options'],
  module: ConvergeModuleOptions['mappers'],
): Record<MapperName, string> {
  const entries = MAPPER_NAMES.map((name): [MapperName, string] => {
    if (own[name] !== undefined) return [name, nameOf(own[name], name)];
    if (module === undefined) return [name, 'module'];
    const shared = module[name];
    return [name, shared === undefined ? 'default' : `${nameOf(shared, name)} (module)`];
  });
  return Object.fromEntries(entries) as Record<MapperName, string>;
}

/** An inline function is named after its option, which is no useful name. */
function nameOf(mapper: unknown, option: MapperName): string {
  const { name } = mapper as { name: string };
  if (isMapperClass(mapper)) return name;
  return name === option || name === '' ? 'function' : `${name}()`;
}

/** Loads the compiled file of a root module, and the application's copy of Nest. @throws CliError */
async function readModule(file: string, exportName?: string) {
  const path = resolve(file);
  const fault = faultOf(path);
  if (fault !== undefined) {
    const how =
      'build the application, and give its compiled root module, e.g. --app dist/app.module.js';
    throw usageError(`${file} ${fault}: ${how}.`);
  }
  const exported = await load(path);
  const type = findModule(exported, file, exportName);
  const nest = pathToFileURL(createRequire(path).resolve('@nestjs/core')).href;
  return { type, core: (await import(nest)) as typeof import('@nestjs/core') };
}

/** Why a file cannot be the compiled one of a module, seen before anything is loaded. */
function faultOf(path: string): string | undefined {
  if (/\.[cm]?tsx?$/.test(path)) return 'is TypeScript';
  if (!existsSync(path)) return 'does not exist';
  if (!statSync(path).isFile()) return 'is not a file';
  const startsNest = /\bNestFactory\s*\.\s*create\w*\s*\(/;
  const isMain = /^main\.[cm]?js$/.test(basename(path));
  return isMain || startsNest.test(readFileSync(path, 'utf8'))
    ? 'starts the application'
    : undefined;
}

async function load(path: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
    if (code?.endsWith('MODULE_NOT_FOUND') === true) {
      const why = `Cannot load ${path}: ${message.split('\n')[0]}`;
      throw new CliError(`${why}. Build the application and install its packages first.`);
    }
    // The message of any other error may quote values of the environment.
    const why = `Cannot load ${path}: it throws an error. Set the environment variables that it needs. `;
    throw new CliError(why, EXIT.failed, safeStack(error));
  }
}

function findModule(exported: Record<string, unknown>, file: string, name?: string): Type {
  // A CommonJS file may have all its exports in the default one.
  const all = { ...(exported['default'] as object | undefined), ...exported };
  const modules = Object.entries(all).filter(([, value]) => isModule(value));
  const found = modules.find(([key]) => key === (name ?? 'AppModule'));
  if (found !== undefined) return found[1] as Type;
  if (name === undefined && modules.length === 1) return modules[0]![1] as Type;
  const names = modules.map(([key]) => key).join(', ');
  throw usageError(
    modules.length === 0
      ? `${file} exports no Nest module: give the file of the root module.`
      : `${file} exports ${names}: choose the root module with --export.`,
  );
}

/** A module without any setting has no metadata, so its name counts, too. */
function isModule(value: unknown): boolean {
  const keys = Object.values(MODULE_METADATA);
  return (
    typeof value === 'function' &&
    (value.name.endsWith('Module') || keys.some((key) => Reflect.hasMetadata(key, value)))
  );
}
