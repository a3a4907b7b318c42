import {
  Inject,
  Injectable,
  Optional,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Observable } from 'rxjs';
import { ConvergeOptionsError } from '../options/check-values.js';
import { Enrichments } from '../tracking/call-scope.js';
import { TRACKED_HANDLERS } from './constants.js';
import { follow } from './call.interceptor.js';
import { holdCompletion } from './hold-completion.js';
import { requestOf } from './nest-call.js';
import type { TrackedHandlers } from './tracked-handlers.js';

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
