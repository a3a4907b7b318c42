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
import { Additions } from './addition.js';
import { holdCompletion } from './hold-completion.js';
import { Tracker } from './tracker.js';

/**
 * Tracks what `@TrackConverge` says once the handler has succeeded. Nest makes one instance for each
 * module with tracked handlers; all that has state lives in the {@link Tracker}.
 */
@Injectable()
export class ConvergeInterceptor implements NestInterceptor {
  private readonly tracker: Tracker;

  constructor(
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
    @Optional() @Inject(Tracker) tracker?: Tracker,
  ) {
    if (tracker === undefined) {
      throw new ConvergeOptionsError(
        '@TrackConverge is used, but ConvergeModule is not there: add ConvergeModule.forRoot(...) to the ' +
          'imports of the root module or, with isGlobal: false, import the module that exports it.',
      );
    }
    this.tracker = tracker;
  }

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const additions = new Additions();
    return holdCompletion(
      this.tracker.context.observe(additions, () => next.handle()),
      (result) => this.tracker.track(execution, this.moduleRef, result, additions),
      this.tracker.settings.commitTimeoutMs,
      () => this.tracker.late(execution),
    );
  }
}
