import { Inject, Injectable, Optional } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModuleRef, ModulesContainer } from '@nestjs/core';
import { ConvergeOptionsError } from '../options/check-values.js';
import { checkEventName } from '../options/check-tracking.js';
import { checkTransactional } from './check-transactional.js';
import { TRACKINGS_METADATA } from './constants.js';
import { loadedCopies } from './copies.js';
import { isIntercepted } from './interception.js';
import { ofOwnNest } from './own-nest.js';
import { TrackedHandlers } from './tracked-handlers.js';
import { isTransactional } from './transactional-call.js';

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
    this.#discovery = new DiscoveryService(ofOwnNest(modules));
    this.#handlers = handlers;
  }

  /**
   * @throws ConvergeOptionsError for an event that a server never sends, for a misspelt name, for a method
   * that Nest does not call through interceptors, for a mapper that cannot be created, and for
   * `transactional: true` where it cannot work
   */
  async explore(): Promise<void> {
    const wrappers = [...this.#discovery.getControllers(), ...this.#discovery.getProviders()];
    await Promise.all(wrappers.map((wrapper) => this.exploreClass(wrapper)));
    const copies = loadedCopies();
    if (copies.length > 1) {
      const { reporter } = this.#handlers.getEngine();
      reporter.report({ kind: 'severalCopies', reason: copies.join(' and ') });
    }
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
      if (handler.trackings.some(isTransactional)) {
        const { transactions } = this.#handlers.getEngine().options;
        checkTransactional(type, name, handler.name, transactions);
      }
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
