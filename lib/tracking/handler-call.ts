import type { ExecutionContext } from '@nestjs/common';
import { ContextIdFactory, type ContextId, type ModuleRef } from '@nestjs/core';
import type { TrackingContext } from './tracking-context.interface.js';

/** One call of a tracked handler. */
export class HandlerCall {
  private contextId?: ContextId;

  constructor(
    /** `Class#method` */
    readonly handler: string,
    private readonly execution: ExecutionContext,
    readonly succeededAt: Date,
    /** The events that the handler tracks. */
    private readonly eventNames: readonly string[],
  ) {}

  context(eventName: string): TrackingContext {
    return {
      eventName,
      eventNames: this.eventNames,
      handler: this.handler,
      transport: this.execution.getType<string>(),
      args: this.execution.getArgs(),
      request: this.request(),
      succeededAt: this.succeededAt,
    };
  }

  /** The injector's context of this call: the request's own where Nest has made one. */
  injectorContext(moduleRef: ModuleRef): ContextId {
    if (this.contextId === undefined) {
      const request: unknown = this.request() ?? this.message();
      this.contextId = ContextIdFactory.getByRequest(request as Record<string, unknown>);
      // Without this, a request-scoped mapper would find REQUEST undefined.
      moduleRef.registerRequestByContextId(request, this.contextId);
    }
    return this.contextId;
  }

  /** What takes the place of a request, for mappers that inject it, where there is none. */
  private message(): unknown {
    const [first, second] = this.execution.getArgs<unknown[]>();
    return this.execution.getType<string>() === 'ws'
      ? { data: second, context: first }
      : { data: first, context: second };
  }

  private request(): unknown {
    switch (this.execution.getType<string>()) {
      case 'http':
        return this.execution.getArgByIndex(0);
      case 'graphql': {
        const context = this.execution.getArgByIndex(2);
        return context?.req ?? context?.request;
      }
      default:
        return undefined;
    }
  }
}
