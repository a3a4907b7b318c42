import {
  Inject,
  Injectable,
  Optional,
  StreamableFile,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModuleRef, ModulesContainer } from '@nestjs/core';
import { finalize, Observable } from 'rxjs';
import type { Engine } from '../engine.js';
import { ConvergeOptionsError } from '../options/check-values.js';
import { checkEventName } from '../options/resolve-options.js';
import { type CallScope, RunningCall } from '../tracking/call-context.js';
import { chooseMappers, type Tracking } from '../tracking/map-event.js';
import { ENGINE, TRACKED_HANDLERS } from './constants.js';
import { ConvergeContext, ConvergeService } from './converge.service.js';
import {
  answersItself,
  declarationsOf,
  isInjected,
  isIntercepted,
  serializerAbove,
} from './handler-metadata.js';
import { holdCompletion } from './hold-completion.js';
import { injectMapper, requestOf, whyUnresolved } from './nest-call.js';

type Method = (...args: never[]) => unknown;

interface BoundHandler {
  readonly type: Type;
  readonly moduleRef: ModuleRef;
  /** `Class#method` */
  readonly name: string;
  readonly trackings: Promise<readonly Tracking[]>;
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
   * Finds all tracked handlers, checks them, and binds their mappers. It cannot find a handler whose
   * metadata was lost because a decorator above `@TrackConverge` replaced the method.
   */
  async explore(): Promise<void> {
    const { scope, options } = this.#engine;
    const { consent, beforeSend, requestContext } = options;
    // Whether an event of `ConvergeService.track` gets anything of the running call's request.
    const usesRequest =
      consent !== undefined ||
      beforeSend.length > 0 ||
      Object.values(requestContext).includes(true);
    scope.isUsed =
      isInjected(ConvergeContext, this.#modules) ||
      (usesRequest && isInjected(ConvergeService, this.#modules));
    const discovery = new DiscoveryService(this.#modules);
    const wrappers = [...discovery.getControllers(), ...discovery.getProviders()];
    for (const { metatype, instance, host } of wrappers) {
      const prototype = metatype?.prototype ?? (instance && Object.getPrototypeOf(instance));
      const moduleRef: ModuleRef | undefined = host?.getProviderByKey(ModuleRef)?.instance;
      if (!prototype || moduleRef === undefined) continue;
      for (const key of new MetadataScanner().getAllMethodNames(prototype)) {
        await this.#check(prototype.constructor, key, prototype[key], moduleRef);
      }
    }
  }

  async #check(type: Type, key: string, method: Method, moduleRef: ModuleRef): Promise<void> {
    const declarations = declarationsOf(method);
    if (declarations.length === 0) return;
    const { options, reporter } = this.#engine;
    const name = `${type.name}#${key}`;
    const isCalled = isIntercepted(type, method);
    if (isCalled === false) {
      throw new ConvergeOptionsError(
        `${name} is no handler that Nest calls through interceptors: use ConvergeService.track there, and ` +
          'remove @TrackConverge.',
      );
    }
    await this.#find(type, method, moduleRef, key).trackings;
    for (const { eventName } of declarations) {
      checkEventName(eventName, name, options.events);
      if (isCalled) reporter.tracks(name, eventName);
      else reporter.report({ kind: 'perhapsNotIntercepted', origin: name, eventName });
    }
  }

  /** Runs a handler, and tracks its events once it has succeeded. */
  intercept(execution: ExecutionContext, next: CallHandler, moduleRef: ModuleRef) {
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
      const { name, trackings: bound } = this.#find(type, method, moduleRef);
      const trackings = await bound;
      const before = this.#isProduction ? undefined : jsonOf(result);
      const call = {
        handler: name,
        transport: execution.getType<string>(),
        args: execution.getArgs(),
        request: running.request,
      };
      await tracker.track(trackings, result, call, running);
      if (before !== undefined && before !== jsonOf(result))
        reporter.report({ kind: 'resultChanged', origin: name });
    } catch (error) {
      reporter.reportError(error, { origin: type.name });
    }
  }

  /**
   * Binds a handler's mappers: at the start, or if it was not found then, at its first call. The promise
   * rejects with a ConvergeOptionsError for a mapper that cannot be created.
   */
  #find(type: Type, method: Method, moduleRef: ModuleRef, key = method.name): BoundHandler {
    const ofMethod = this.#bound.get(method) ?? [];
    const known = ofMethod.find((one) => one.type === type && one.moduleRef === moduleRef);
    if (known !== undefined) return known;
    const name = `${type.name}#${key}`;
    const traits = { answersItself: answersItself(type, key), serializer: serializerAbove(method) };
    const { mappers } = this.#engine.options;
    const trackings = declarationsOf(method).map(async (declaration) => {
      const { eventName, options } = declaration;
      const ready = chooseMappers(options, mappers).map(async ([part, option]) => {
        try {
          return [part, await injectMapper(option, moduleRef)];
        } catch (cause) {
          const mapper = `the ${part} mapper ${option.name} ${whyUnresolved(cause)}`;
          throw new ConvergeOptionsError(`@TrackConverge('${eventName}') on ${name}: ${mapper}`);
        }
      });
      return { ...declaration, ...traits, mappers: Object.fromEntries(await Promise.all(ready)) };
    });
    const bound = { type, moduleRef, name, trackings: Promise.all(trackings) };
    this.#bound.set(method, [...ofMethod, bound]);
    return bound;
  }
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

/**
 * Tracks the declared events after the handler has succeeded. Nest creates one instance for each module
 * with tracked handlers, so all state is in {@link TrackedHandlers}.
 */
@Injectable()
export class ConvergeInterceptor implements NestInterceptor {
  constructor(
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
    @Optional() @Inject(TRACKED_HANDLERS) private readonly handlers: TrackedHandlers,
  ) {
    if (handlers !== undefined) return;
    throw new ConvergeOptionsError(
      '@TrackConverge is used, but ConvergeModule is missing: add ConvergeModule.forRoot(...) to the ' +
        'imports of the root module or, with isGlobal: false, import the module that exports it. In a unit ' +
        "test, add ConvergeTestingModule.forRoot() of 'nestjs-converge/testing'.",
    );
  }

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    return this.handlers.intercept(execution, next, this.moduleRef);
  }
}

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
      return follow(running, scope, next).pipe(finalize(() => running.hasLost && scope.onUnused()));
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
