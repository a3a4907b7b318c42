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
import { TRACKED_HANDLERS } from './constants.js';
import type { TrackedHandlers } from './tracked-handlers.js';

/**
 * Tracks the declared events after the handler has succeeded. Nest creates one instance for each module
 * with tracked handlers, so all state is in {@link TrackedHandlers}.
 */
@Injectable()
export class ConvergeInterceptor implements NestInterceptor {
  readonly #moduleRef: ModuleRef;
  readonly #handlers: TrackedHandlers;

  constructor(
    @Inject(ModuleRef) moduleRef: ModuleRef,
    @Optional() @Inject(TRACKED_HANDLERS) handlers?: TrackedHandlers,
  ) {
    this.#moduleRef = moduleRef;
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
    return this.#handlers.intercept(execution, next, this.#moduleRef);
  }
}
