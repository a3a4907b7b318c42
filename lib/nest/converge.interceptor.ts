import {
  Inject,
  Injectable,
  Optional,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ModuleRef, type ModulesContainer } from '@nestjs/core';
import { Observable, finalize } from 'rxjs';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { ConvergeOptionsError } from '../options/check-values.js';
import { Enrichments, type CallScope, type RunningCall } from '../tracking/call-scope.js';
import type { Engine } from '../engine.js';
import { TRACKED_HANDLERS } from './constants.js';
import { holdCompletion } from './hold-completion.js';
import { requestOf } from './nest-call.js';
import type { TrackedHandlers } from './tracked-handlers.js';
import { ConvergeContext } from './converge-context.js';
import { ConvergeService } from './converge.service.js';

/**
 * Tracks the declared events after the handler has succeeded. Nest creates one instance for each module
 * with tracked handlers, so all state is in {@link TrackedHandlers} and the engine.
 */
@Injectable()
export class ConvergeInterceptor implements NestInterceptor {
  readonly #moduleRef: ModuleRef;
  readonly #handlers: TrackedHandlers;

  constructor(
    @Optional() @Inject(ModuleRef) moduleRef?: ModuleRef,
    @Optional() @Inject(TRACKED_HANDLERS) handlers?: TrackedHandlers,
  ) {
    // Where there is none, ConvergeModule refuses the start.
    this.#moduleRef = moduleRef!;
    if (handlers === undefined) {
      throw new ConvergeOptionsError(
        '@TrackConverge is used, but ConvergeModule is missing: add ConvergeModule.forRoot(...) to the ' +
          'imports of the root module or, with isGlobal: false, import the module that exports it. In a unit ' +
          "test, add ConvergeTestingModule.forRoot() of 'nestjs-converge/testing'.",
      );
    }
    this.#handlers = handlers;
  }

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { scope, options } = this.#handlers.getEngine();
    const enrichments = new Enrichments();
    const call = { request: requestOf(execution), enrichments };
    return holdCompletion(
      scope.isUsed ? follow(call, scope, next) : next.handle(),
      (result) => this.#handlers.track(execution, this.#moduleRef, result, enrichments),
      options.outbox.commitTimeoutMs,
      () => this.#handlers.commitTimedOut(execution),
    );
  }
}

/**
 * Lets `ConvergeService.track` find the running call, in handlers without `@TrackConverge`, too. Bound to
 * all handlers, but only in applications that need it: see {@link createCallInterceptor}.
 */
class CallInterceptor implements NestInterceptor {
  constructor(private readonly scope: CallScope) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const enrichments = new Enrichments();
    const followed = follow({ request: requestOf(execution), enrichments }, this.scope, next);
    return followed.pipe(
      finalize(() => {
        if (enrichments.areLost) this.scope.onUnused();
      }),
    );
  }
}

/**
 * Decides, before the first handler is bound, whether calls are followed.
 *
 * @returns undefined, which Nest leaves out, if no event of `ConvergeService.track` would get anything of
 * its call
 */
export function createCallInterceptor(
  { scope, options }: Engine,
  modules?: ModulesContainer,
): NestInterceptor | undefined {
  const { consent, beforeSend, requestContext } = options;
  const usesRequest =
    consent !== undefined || beforeSend.length > 0 || Object.values(requestContext).includes(true);
  const usesContext = isInjected(ConvergeContext, modules);
  const followsAll = (usesRequest || usesContext) && isInjected(ConvergeService, modules);
  scope.isUsed = usesContext || followsAll;
  return followsAll ? new CallInterceptor(scope) : undefined;
}

/** Runs a handler as the call that the code below it finds. */
function follow(call: RunningCall, scope: CallScope, next: CallHandler): Observable<unknown> {
  const handled = scope.run(call, () => next.handle());
  // An observable does its work when it is subscribed to.
  return new Observable((subscriber) => scope.run(call, () => handled.subscribe(subscriber)));
}

/**
 * Whether any class or factory of the application depends on a class. Read from what decorators have
 * written, so that it is known before Nest has created the instances.
 */
function isInjected(type: unknown, modules?: ModulesContainer): boolean {
  for (const { providers, controllers, injectables } of modules?.values() ?? []) {
    for (const wrappers of [providers, controllers, injectables]) {
      for (const wrapper of wrappers.values()) {
        if (dependenciesOf(wrapper).includes(type)) return true;
      }
    }
  }
  return false;
}

function dependenciesOf({ metatype, inject }: InstanceWrapper): unknown[] {
  if (inject) return inject.map(tokenOf);
  if (typeof metatype !== 'function') return [];
  const read = (key: string): any[] => Reflect.getMetadata(key, metatype) ?? [];
  const parameters = read('design:paramtypes');
  const tokens = read('self:paramtypes').map(({ param }) => param);
  const properties = read('self:properties_metadata').map((property) => property.type);
  return [...parameters, ...tokens, ...properties].map(tokenOf);
}

/** Of an optional dependency of a factory, and of one that is declared later in the file. */
function tokenOf(dependency: any): unknown {
  const { token = dependency, forwardRef } = Object(dependency);
  return typeof forwardRef === 'function' ? forwardRef() : token;
}
