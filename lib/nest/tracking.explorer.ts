import { Inject, Injectable, Optional } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModuleRef, ModulesContainer } from '@nestjs/core';
import { ConvergeOptionsError } from '../options/check-values.js';
import { checkEventName } from '../options/check-tracking.js';
import { TRACKINGS_METADATA } from './constants.js';
import { TrackedHandlers } from './tracked-handlers.js';

type Wrapper = ReturnType<DiscoveryService['getControllers']>[number];

/**
 * Finds all tracked handlers at start-up and binds their mappers, so that a mapper that cannot be created
 * ends the start. It cannot find a handler whose metadata was lost because a
 * decorator above `@TrackConverge` replaced the method.
 */
@Injectable()
export class TrackingExplorer {
  readonly #scanner = new MetadataScanner();
  readonly #discovery: DiscoveryService;
  readonly #handlers: TrackedHandlers;

  constructor(
    @Optional() @Inject(ModulesContainer) modules: ModulesContainer | undefined,
    @Inject(TrackedHandlers) handlers: TrackedHandlers,
  ) {
    // Where there are none, ConvergeModule refuses the start.
    this.#discovery = new DiscoveryService(modules!);
    this.#handlers = handlers;
  }

  /**
   * @throws ConvergeOptionsError for an event that a server never sends, for a misspelt name, for a method
   * that Nest does not call through interceptors, and for a mapper that cannot be created
   */
  async explore(): Promise<void> {
    const wrappers = [...this.#discovery.getControllers(), ...this.#discovery.getProviders()];
    await Promise.all(wrappers.map((wrapper) => this.exploreClass(wrapper)));
  }

  private async exploreClass(wrapper: Wrapper): Promise<void> {
    const prototype: object | null =
      wrapper.metatype?.prototype ?? (wrapper.instance && Object.getPrototypeOf(wrapper.instance));
    const moduleRef: ModuleRef | undefined = wrapper.host?.getProviderByKey(ModuleRef)?.instance;
    if (!prototype || moduleRef === undefined) return;
    for (const name of this.#scanner.getAllMethodNames(prototype)) {
      const method = (prototype as Record<string, unknown>)[name];
      if (typeof method !== 'function' || !Reflect.hasMetadata(TRACKINGS_METADATA, method))
        continue;
      const type = prototype.constructor as new () => unknown;
      const isCalled = isIntercepted(type, method);
      if (isCalled === false) {
        throw new ConvergeOptionsError(
          `${type.name}#${name} is no handler that Nest calls through interceptors: use ConvergeService.track ` +
            'there, and remove @TrackConverge.',
        );
      }
      const handler = await this.#handlers.find(type, method as () => unknown, moduleRef, name);
      for (const problem of handler.problems) throw problem;
      for (const eventName of handler.eventNames) {
        this.announce(handler.name, eventName, isCalled);
      }
    }
  }

  private announce(origin: string, eventName: string, isCalled: true | undefined): void {
    const { options, reporter } = this.#handlers.getEngine();
    checkEventName(eventName, origin, options.validator.events);
    if (isCalled) reporter.tracks(origin, eventName);
    else reporter.report({ kind: 'perhapsNotIntercepted', origin, eventName });
  }
}

/** The metadata of methods that Nest calls through their interceptors. */
const INTERCEPTED = new Set<unknown>([
  'path',
  'microservices:pattern',
  'websockets:message_mapping',
  'graphql:resolver_type',
]);

/** The metadata of methods, and of classes all of whose methods, Nest's modules call directly. */
const CALLED_DIRECTLY = new Set<unknown>([
  'SCHEDULE_CRON_OPTIONS',
  'SCHEDULE_INTERVAL_OPTIONS',
  'SCHEDULE_TIMEOUT_OPTIONS',
  'EVENT_LISTENER_METADATA',
  'bullmq:worker_events_metadata',
  'bullmq:processor_metadata',
  '__commandHandler__',
  '__queryHandler__',
  '__eventsHandler__',
]);

/** What says nothing about who calls a method: Nest's own, and what the compiler writes. */
const NEUTRAL = /^(__|design:|self:|scope:|version:|swagger\/|path$|host$|websockets:)/;

/**
 * Whether Nest calls a method through interceptors: a route, a message handler, a query or mutation. Not
 * known for a method with metadata of another kind, whose module may do either.
 */
function isIntercepted(type: object, method: object): boolean | undefined {
  // It gives an iterator, whose values pass no interceptor.
  if (Reflect.getMetadata('graphql:resolver_type', method) === 'Subscription') return false;
  const keys: unknown[] = Reflect.getMetadataKeys(method);
  const all = [...keys, ...Reflect.getMetadataKeys(type)];
  if (keys.some((key) => INTERCEPTED.has(key))) return true;
  if (all.some((key) => CALLED_DIRECTLY.has(key))) return false;
  const isForeign = (key: unknown) => key !== TRACKINGS_METADATA && !NEUTRAL.test(String(key));
  return all.some(isForeign) ? undefined : false;
}
