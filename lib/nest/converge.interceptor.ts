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
import { ConvergeOptionsError } from '../options/converge-options.error.js';
import { Enrichments } from '../tracking/enrichment-scope.js';
import { holdCompletion, type Subscribable } from './hold-completion.js';
import { TrackedHandlers } from './tracked-handlers.js';

/**
 * Tracks the declared events after the handler has succeeded. Nest creates one instance for each module
 * with tracked handlers, so all state is in {@link TrackedHandlers} and the engine.
 */
@Injectable()
export class ConvergeInterceptor implements NestInterceptor {
  readonly #moduleRef: ModuleRef;
  readonly #handlers: TrackedHandlers;

  constructor(
    @Inject(ModuleRef) moduleRef: ModuleRef,
    @Optional() @Inject(TrackedHandlers) handlers?: TrackedHandlers,
  ) {
    if (handlers === undefined) {
      throw new ConvergeOptionsError(
        '@TrackConverge is used, but ConvergeModule is missing: add ConvergeModule.forRoot(...) to the ' +
          'imports of the root module or, with isGlobal: false, import the module that exports it. In a unit ' +
          "test, add ConvergeTestingModule.forRoot() of 'nestjs-converge/testing'.",
      );
    }
    this.#moduleRef = moduleRef;
    this.#handlers = handlers;
  }

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const enrichments = new Enrichments();
    return holdCompletion(
      this.handle(next, enrichments),
      (result) => this.#handlers.track(execution, this.#moduleRef, result, enrichments),
      this.#handlers.getEngine().options.outbox.commitTimeoutMs,
      () => this.#handlers.commitTimedOut(execution),
    );
  }

  /** Runs the handler in a scope in which services can enrich its events. */
  private handle(next: CallHandler, enrichments: Enrichments): Subscribable<unknown> {
    const { scope } = this.#handlers.getEngine();
    if (!scope.isUsed) return next.handle();
    const handled = scope.run(enrichments, () => next.handle());
    // An observable does its work when it is subscribed to.
    return {
      subscribe: (observer) => scope.run(enrichments, () => handled.subscribe(observer)),
    };
  }
}
