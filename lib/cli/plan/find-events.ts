import 'reflect-metadata';
import { CONVERGE_OPTIONS, TRACKINGS_METADATA } from '../../converge.constants.js';
import { specOf } from '../../event/spec/event-spec.js';
import type { ConvergeModuleOptions } from '../../options/converge-options.interface.js';
import { DEFAULTS } from '../../options/defaults.js';
import type { Tracking } from '../../tracking/tracking.interface.js';
import { describeMappers } from './describe-mappers.js';
import type { PlannedEvent } from './planned-event.js';
import type { LoadedModule } from './read-module.js';
import { routesOf } from './routes-of.js';

type Modules = import('@nestjs/core').ModulesContainer;
type Handler = (...args: unknown[]) => unknown;

/**
 * Finds every tracked handler, as the module does at start-up, in Nest's preview mode: no provider or
 * controller of the application is created.
 */
export async function findEvents({ type, core }: LoadedModule): Promise<PlannedEvent[]> {
  const { MetadataScanner, ModulesContainer, NestFactory } = core;
  const settings = { preview: true, logger: false, abortOnError: false } as const;
  const app = await NestFactory.createApplicationContext(type, settings);
  const modules = app.get(ModulesContainer);
  const options = staticOptions(modules);
  const scanner = new MetadataScanner();
  const seen = new Set<Handler>();
  const events: PlannedEvent[] = [];
  for (const prototype of prototypesOf(modules)) {
    for (const name of scanner.getAllMethodNames(prototype)) {
      const handler = (prototype as Record<string, unknown>)[name];
      // A class may be a provider of several modules.
      if (typeof handler !== 'function' || seen.has(handler as Handler)) continue;
      seen.add(handler as Handler);
      events.push(...plannedEvents(prototype, name, handler as Handler, options));
    }
  }
  return events.sort((a, b) => compare(a.handler, b.handler) || compare(a.event, b.event));
}

function* prototypesOf(modules: Modules): Generator<object> {
  for (const { controllers, providers } of modules.values()) {
    for (const { metatype, instance } of [...controllers.values(), ...providers.values()]) {
      const prototype: object | null =
        metatype?.prototype ?? (instance ? Object.getPrototypeOf(instance) : null);
      if (prototype !== null) yield prototype;
    }
  }
}

function plannedEvents(
  prototype: object,
  name: string,
  handler: Handler,
  options: ConvergeModuleOptions | undefined,
): PlannedEvent[] {
  const trackings: Tracking[] = Reflect.getMetadata(TRACKINGS_METADATA, handler) ?? [];
  return trackings.map(({ eventName, options: own }) => ({
    handler: `${prototype.constructor.name}#${name}`,
    routes: routesOf(prototype.constructor, handler),
    event: eventName,
    inSpec: specOf(eventName) !== undefined,
    mappers: describeMappers(own, options && (options.mappers ?? {})),
    validation:
      own.validation ??
      (options === undefined ? 'module' : (options.validation ?? DEFAULTS.validation)),
  }));
}

/** What `forRoot` was given; undefined where only a factory knows. */
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
