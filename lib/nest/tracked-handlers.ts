import {
  Inject,
  Injectable,
  StreamableFile,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModuleRef, ModulesContainer } from '@nestjs/core';
import { finalize, Observable } from 'rxjs';
import type { Engine } from '../engine.js';
import { ConvergeOptionsError } from '../options/check-values.js';
import { checkEventName, type ResolvedOptions } from '../options/resolve-options.js';
import { describeFailure } from '../reporting/messages.js';
import { type CallScope, RunningCall } from '../tracking/call-context.js';
import { chooseMappers, MAPPER_NAMES, toTracking, type Tracking } from '../tracking/map-event.js';
import type { TrackingDeclaration } from '../tracking/track-options.interface.js';
import { ENGINE } from './constants.js';
import { ConvergeContext } from './converge-context.js';
import { ConvergeService } from './converge.service.js';
import {
  answersItself,
  declarationsOf,
  isInjected,
  isIntercepted,
  serializerAbove,
} from './handler-metadata.js';
import { holdCompletion } from './hold-completion.js';
import { injectMapper, isInjectorError } from './inject-mapper.js';
import { describeCall, requestOf } from './nest-call.js';

type Method = (...args: never[]) => unknown;
type HandlerClass = abstract new (...args: never[]) => unknown;
type Wrapper = ReturnType<DiscoveryService['getControllers']>[number];

/** The events of a handler, with mappers that can be called. */
interface TrackedHandler {
  /** `Class#method` */
  readonly name: string;
  readonly trackings: readonly Tracking[];
}

interface BoundHandler {
  readonly type: HandlerClass;
  readonly moduleRef: ModuleRef;
  readonly handler: Promise<TrackedHandler>;
}

/** The tracked handlers of the application, with mappers that are bound once. */
@Injectable()
export class TrackedHandlers {
  /** By method; two classes can share one, and two modules a class. */
  readonly #bound = new WeakMap<Method, BoundHandler[]>();
  readonly #engine: Engine;
  readonly #modules: ModulesContainer;
  readonly #isProduction = process.env['NODE_ENV'] === 'production';

  constructor(
    @Inject(ENGINE) engine: () => Engine,
    @Inject(ModulesContainer) modules: ModulesContainer,
  ) {
    this.#engine = engine();
    this.#modules = modules;
  }

  /**
   * Finds all tracked handlers and binds their mappers. It cannot find a handler whose metadata was lost
   * because a decorator above `@TrackConverge` replaced the method.
   *
   * @throws ConvergeOptionsError for an event that a server never sends, for a misspelt name, for a method
   * that Nest does not call through interceptors, and for a mapper that cannot be created
   */
  async explore(): Promise<void> {
    const { scope, options } = this.#engine;
    scope.isUsed =
      isInjected(ConvergeContext, this.#modules) ||
      (usesRequest(options) && isInjected(ConvergeService, this.#modules));
    const discovery = new DiscoveryService(this.#modules);
    const wrappers = [...discovery.getControllers(), ...discovery.getProviders()];
    await Promise.all(wrappers.map((wrapper) => this.#exploreClass(wrapper)));
  }

  async #exploreClass({ metatype, instance, host }: Wrapper): Promise<void> {
    const { options, reporter } = this.#engine;
    const prototype: object | null =
      metatype?.prototype ?? (instance && Object.getPrototypeOf(instance));
    const moduleRef: ModuleRef | undefined = host?.getProviderByKey(ModuleRef)?.instance;
    if (!prototype || moduleRef === undefined) return;
    for (const key of new MetadataScanner().getAllMethodNames(prototype)) {
      const method = (prototype as Record<string, unknown>)[key] as Method;
      const declarations = typeof method === 'function' ? declarationsOf(method) : [];
      if (declarations.length === 0) continue;
      const type = prototype.constructor as HandlerClass;
      const name = `${type.name}#${key}`;
      const isCalled = isIntercepted(type, method);
      if (isCalled === false) {
        throw new ConvergeOptionsError(
          `${name} is no handler that Nest calls through interceptors: use ConvergeService.track there, and ` +
            'remove @TrackConverge.',
        );
      }
      await this.#find(type, method, moduleRef, key);
      for (const { eventName } of declarations) {
        checkEventName(eventName, name, options.events);
        if (isCalled) reporter.tracks(name, eventName);
        else reporter.report({ kind: 'perhapsNotIntercepted', origin: name, eventName });
      }
    }
  }

  /** Runs a handler, and tracks its events once it has succeeded. */
  intercept(
    execution: ExecutionContext,
    next: CallHandler,
    moduleRef: ModuleRef,
  ): Observable<unknown> {
    const { scope, options, reporter } = this.#engine;
    const running = new RunningCall(requestOf(execution));
    const originOf = () => `${execution.getClass().name}#${execution.getHandler().name}`;
    return holdCompletion(
      follow(running, scope, next),
      (result) => this.#track(execution, moduleRef, result, running),
      options.outbox.commitTimeoutMs,
      () => reporter.report({ kind: 'commitTimedOut', origin: originOf() }),
    );
  }

  /** Never rejects. */
  async #track(
    execution: ExecutionContext,
    moduleRef: ModuleRef,
    result: unknown,
    running: RunningCall,
  ): Promise<void> {
    const { tracker, reporter } = this.#engine;
    const type = execution.getClass();
    const method = execution.getHandler() as Method;
    try {
      const { name, trackings } = await this.#find(type, method, moduleRef);
      const eventNames = trackings.map(({ eventName }) => eventName);
      const before = this.#isProduction ? undefined : jsonOf(result);
      await tracker.track(trackings, result, describeCall(execution, name, eventNames), running);
      if (before !== undefined && before !== jsonOf(result))
        reporter.report({ kind: 'resultChanged', origin: name });
    } catch (error) {
      reporter.reportError(error, type.name);
    }
  }

  /** Binds a handler's mappers: at the start, or if it was not found then, at its first call. */
  #find(
    type: HandlerClass,
    method: Method,
    moduleRef: ModuleRef,
    key = method.name,
  ): Promise<TrackedHandler> {
    const ofMethod = this.#bound.get(method) ?? [];
    const known = ofMethod.find((one) => one.type === type && one.moduleRef === moduleRef);
    if (known !== undefined) return known.handler;
    const handler = this.#bind(type, key, method, moduleRef);
    this.#bound.set(method, [...ofMethod, { type, moduleRef, handler }]);
    return handler;
  }

  /** @throws ConvergeOptionsError for a mapper that cannot be created */
  async #bind(
    type: HandlerClass,
    key: string,
    method: Method,
    moduleRef: ModuleRef,
  ): Promise<TrackedHandler> {
    const name = `${type.name}#${key}`;
    const traits = { answersItself: answersItself(type, key), serializer: serializerAbove(method) };
    const { mappers } = this.#engine.options;
    const bind = async (declaration: TrackingDeclaration) => {
      const { eventName, options } = declaration;
      const ready = chooseMappers(options, mappers).map((option, index) =>
        injectMapper(option, moduleRef).catch((cause: unknown) => {
          const mapper = `the ${MAPPER_NAMES[index]} mapper ${option.name}`;
          throw new ConvergeOptionsError(
            `@TrackConverge('${eventName}') on ${name}: ${mapper} ${whyUnresolved(cause)}`,
          );
        }),
      );
      return toTracking(declaration, await Promise.all(ready), traits);
    };
    return { name, trackings: await Promise.all(declarationsOf(method).map(bind)) };
  }
}

/** Whether an event of `ConvergeService.track` gets anything of the running call's request. */
function usesRequest({ consent, beforeSend, requestContext }: ResolvedOptions): boolean {
  const hasHook = consent !== undefined || beforeSend.length > 0;
  return hasHook || Object.values(requestContext).includes(true);
}

/** @returns undefined for what JSON cannot carry, and for streams */
function jsonOf(result: any): string | undefined {
  if (typeof result?.pipe === 'function' || result instanceof StreamableFile) return undefined;
  try {
    return JSON.stringify(result);
  } catch {
    return undefined;
  }
}

function whyUnresolved(cause: unknown): string {
  if (!isInjectorError(cause))
    return `cannot be created: its constructor failed${describeFailure(cause)}`;
  return `cannot be created by Nest; ${TO_RESOLVE}: ${cause.message.split('\n')[0]}`;
}

const TO_RESOLVE =
  'add it to the providers of its module, or make its dependencies available there';

/**
 * Lets `ConvergeService.track` find the running call in handlers without `@TrackConverge`, too. Bound to
 * all handlers.
 */
export function createCallInterceptor(engine: () => Engine): NestInterceptor {
  const { scope } = engine();
  return {
    intercept(execution, next) {
      if (!scope.isUsed) return next.handle();
      const running = new RunningCall(requestOf(execution));
      const followed = follow(running, scope, next);
      return followed.pipe(finalize(() => running.hasLost && scope.onUnused()));
    },
  };
}

/** Runs a handler as the call that the code below it finds. */
function follow(running: RunningCall, scope: CallScope, next: CallHandler): Observable<unknown> {
  if (!scope.isUsed) return next.handle();
  const handled = scope.run(running, () => next.handle());
  // An observable does its work when it is subscribed to.
  return new Observable((subscriber) => scope.run(running, () => handled.subscribe(subscriber)));
}
