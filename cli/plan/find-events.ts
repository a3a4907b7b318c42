import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, MODULE_PATH, PATH_METADATA } from '@nestjs/common/constants.js';
import { CONVERGE_OPTIONS, TRACKINGS_METADATA } from '../../lib/nest/constants.js';
import { specOf } from '../../lib/event/spec/event-spec.js';
import type { ConvergeModuleOptions } from '../../lib/options/converge-options.interface.js';
import { DEFAULTS, isMapperClass } from '../../lib/options/option-table.js';
import type {
  EventMappers,
  TrackingDeclaration,
} from '../../lib/tracking/track-options.interface.js';
import { MAPPER_NAMES, type MapperName } from '../../lib/tracking/default-mappers.js';
import type { LoadedModule } from './read-module.js';

/** A row of the tracking plan: one event of one handler. */
export interface PlannedEvent {
  /** `OrdersController#create`. */
  readonly handler: string;
  /** Its routes, e.g. `POST /orders`. */
  readonly routes: readonly string[];
  readonly event: string;
  /** Whether Converge's event spec has it; if not, it is a custom event. */
  readonly inSpec: boolean;
  /** The mapper's name, `default`, or `module` if a factory makes the module's options. */
  readonly mappers: Readonly<Record<MapperName, string>>;
  /** `warn`, `strict`, `off`, or `module` if a factory makes the module's options. */
  readonly validation: string;
}

type Modules = import('@nestjs/core').ModulesContainer;
type Handler = (...args: unknown[]) => unknown;

/**
 * Finds every tracked handler as the module does at start-up, but in Nest's preview mode, which creates
 * no provider or controller of the application.
 */
export async function findEvents({ type, core }: LoadedModule): Promise<PlannedEvent[]> {
  const { MetadataScanner, ModulesContainer, NestFactory } = core;
  const settings = { preview: true, logger: false, abortOnError: false } as const;
  const app = await NestFactory.createApplicationContext(type, settings);
  const modules = app.get(ModulesContainer);
  registerRoutes(modules, core);
  const options = staticOptions(modules);
  const scanner = new MetadataScanner();
  const seen = new Set<Handler>();
  const events: PlannedEvent[] = [];
  for (const { prototype, modulePath } of prototypesOf(modules)) {
    for (const name of scanner.getAllMethodNames(prototype)) {
      const handler = (prototype as Record<string, unknown>)[name];
      // A class can be a provider of several modules.
      if (typeof handler !== 'function' || seen.has(handler as Handler)) continue;
      seen.add(handler as Handler);
      events.push(...plannedEvents({ prototype, modulePath }, name, handler as Handler, options));
    }
  }
  return events.sort((a, b) => compare(a.handler, b.handler) || compare(a.event, b.event));
}

/** Has each RouterModule note the paths of its modules: preview mode does not create it. */
function registerRoutes(modules: Modules, { RouterModule }: LoadedModule['core']): void {
  for (const { metatype, providers } of modules.values()) {
    if (metatype !== RouterModule) continue;
    for (const [token, { instance }] of providers) {
      const isRoutes = typeof token === 'symbol' && token.description === 'ROUTES';
      // Its constructor does all of it.
      if (isRoutes) void new RouterModule(modules, instance as never);
    }
  }
}

interface Owner {
  readonly prototype: object;
  /** The path that RouterModule gives to its module. */
  readonly modulePath: string;
}

function* prototypesOf(modules: Modules): Generator<Owner> {
  for (const { controllers, providers, metatype: module } of modules.values()) {
    const modulePath = String(read(MODULE_PATH + modules.applicationId, module) ?? '');
    for (const { metatype, instance } of [...controllers.values(), ...providers.values()]) {
      const prototype: object | null =
        metatype?.prototype ?? (instance ? Object.getPrototypeOf(instance) : null);
      if (prototype !== null) yield { prototype, modulePath };
    }
  }
}

function plannedEvents(
  { prototype, modulePath }: Owner,
  name: string,
  handler: Handler,
  options: ConvergeModuleOptions | undefined,
): PlannedEvent[] {
  const trackings: TrackingDeclaration[] = Reflect.getMetadata(TRACKINGS_METADATA, handler) ?? [];
  return trackings.map(({ eventName, options: own }) => ({
    handler: `${prototype.constructor.name}#${name}`,
    routes: routesOf(prototype.constructor, handler, modulePath),
    event: eventName,
    inSpec: specOf(eventName) !== undefined,
    mappers: describeMappers(own, options && (options.mappers ?? {})),
    validation:
      own.validation ??
      (options === undefined ? 'module' : (options.validation ?? DEFAULTS.validation)),
  }));
}

/** The options of `forRoot`; undefined if a factory makes them. */
function staticOptions(modules: Modules): ConvergeModuleOptions | undefined {
  for (const { providers } of modules.values()) {
    const provider = providers.get(CONVERGE_OPTIONS);
    if (provider === undefined) continue;
    return provider.metatype === null ? (provider.instance ?? undefined) : undefined;
  }
  return undefined;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * Names the mapper of each part of an event: the handler's, else the module's, else the default one.
 *
 * @param module the module's mappers; undefined if a factory makes the module's options
 */
function describeMappers(
  own: EventMappers,
  module: EventMappers | undefined,
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

/**
 * The routes of a handler by its decorators and RouterModule, without what `main.ts` puts before them
 * (global prefix, version).
 */
function routesOf(controller: object, handler: object, modulePath: string): string[] {
  return [
    ...httpRoutes(controller, handler, modulePath),
    ...messages(handler),
    ...operations(handler),
  ];
}

function httpRoutes(controller: object, handler: object, modulePath: string): string[] {
  const method = read(METHOD_METADATA, handler);
  if (typeof method !== 'number') return [];
  return paths(controller).flatMap((prefix) =>
    paths(handler).map((path) => `${RequestMethod[method]} ${join(modulePath, prefix, path)}`),
  );
}

function paths(target: object): string[] {
  const path = read(PATH_METADATA, target);
  const all: unknown[] = Array.isArray(path) ? path : [path ?? '/'];
  return all.map(String);
}

function join(...parts: string[]): string {
  const path = parts.flatMap((part) => part.split('/')).filter((part) => part !== '');
  return `/${path.join('/')}`;
}

/** Messages and events of microservices and WebSockets, by the metadata keys of Nest's packages. */
function messages(handler: object): string[] {
  const patterns = read('microservices:pattern', handler);
  const kind = read('microservices:handler_type', handler) === 2 ? 'event' : 'message';
  const of = Array.isArray(patterns)
    ? patterns.map(
        (pattern) => `${kind} ${typeof pattern === 'string' ? pattern : JSON.stringify(pattern)}`,
      )
    : [];
  const isSubscribed = read('websockets:message_mapping', handler) === true;
  return isSubscribed ? [...of, `websocket ${String(read('message', handler))}`] : of;
}

/** Operations of GraphQL. */
function operations(handler: object): string[] {
  const type = read('graphql:resolver_type', handler);
  if (!['Query', 'Mutation', 'Subscription'].includes(String(type))) return [];
  const name = read('graphql:resolver_name', handler) ?? (handler as { name?: string }).name;
  return [`${String(type).toLowerCase()} ${String(name)}`];
}

function read(key: string, target: object): unknown {
  return Reflect.getMetadata(key, target);
}
