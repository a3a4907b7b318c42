import { DiscoveryService, MetadataScanner, ModuleRef, type ModulesContainer } from '@nestjs/core';
import { TRACKINGS_METADATA } from '../converge.constants.js';
import type { Reporter } from '../report/reporter.js';
import { checkEventName } from './check-tracking.js';
import { ConvergeContext } from './converge-context.js';
import { Tracker } from './tracker.js';

type Wrapper = ReturnType<DiscoveryService['getControllers']>[number];

/**
 * Lists at start-up which handlers track what, and has their mappers bound, so that one that cannot
 * be resolved is known before the first request. A handler that is missing from the list lost its
 * metadata to a decorator above `@TrackConverge` that replaced the method.
 */
export class TrackingExplorer {
  private readonly scanner = new MetadataScanner();

  constructor(
    private readonly modules: ModulesContainer,
    private readonly discovery: DiscoveryService,
    private readonly tracker: Tracker,
    private readonly ownEvents: ReadonlySet<string>,
    private readonly reporter: Reporter,
  ) {}

  /** @throws ConvergeOptionsError for an event that is never sent, and for one that is misspelt */
  async explore(): Promise<void> {
    const wrappers = [...this.discovery.getControllers(), ...this.discovery.getProviders()];
    await Promise.all(wrappers.map((wrapper) => this.exploreClass(wrapper)));
    this.tracker.context.isUsed = this.isContextInjected();
  }

  private isContextInjected(): boolean {
    return [...this.modules.values()]
      .flatMap(({ providers, controllers, injectables }) => [
        ...providers.values(),
        ...controllers.values(),
        ...injectables.values(),
      ])
      .some(
        (wrapper) => wrapper.token !== Tracker && dependenciesOf(wrapper).includes(ConvergeContext),
      );
  }

  private async exploreClass(wrapper: Wrapper): Promise<void> {
    const prototype: object | null =
      wrapper.metatype?.prototype ?? (wrapper.instance && Object.getPrototypeOf(wrapper.instance));
    const moduleRef: ModuleRef | undefined = wrapper.host?.getProviderByKey(ModuleRef)?.instance;
    if (!prototype || moduleRef === undefined) return;
    for (const name of this.scanner.getAllMethodNames(prototype)) {
      const method = (prototype as Record<string, unknown>)[name];
      if (typeof method !== 'function' || !Reflect.hasMetadata(TRACKINGS_METADATA, method))
        continue;
      const type = prototype.constructor as new () => unknown;
      const plan = await this.tracker.plan(type, method as () => unknown, moduleRef, name);
      for (const { eventName } of plan.trackings) {
        checkEventName(eventName, plan.handler, this.ownEvents);
        this.reporter.found(plan.handler, eventName);
      }
    }
  }
}

function dependenciesOf(wrapper: Wrapper): unknown[] {
  const parameters: readonly (Wrapper | undefined)[] = wrapper.getCtorMetadata() ?? [];
  const properties = wrapper.getPropertiesMetadata() ?? [];
  return [
    ...parameters.map((parameter) => parameter?.token),
    ...properties.map((property) => property.wrapper.token),
  ];
}
