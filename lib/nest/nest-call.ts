import type { ExecutionContext } from '@nestjs/common';
import { ContextIdFactory, type ContextId, type ModuleRef } from '@nestjs/core';
import type { TrackedCall } from '../tracking/tracking-context.interface.js';

/** Describes a call of a handler that has just succeeded. */
export function describeCall(
  execution: ExecutionContext,
  handler: string,
  eventNames: readonly string[],
): TrackedCall {
  return {
    eventNames,
    handler,
    transport: execution.getType<string>(),
    args: execution.getArgs(),
    request: requestOf(execution),
    succeededAt: new Date(),
  };
}

const contextIds = new WeakMap<TrackedCall, ContextId>();

/** The injector's context of a call: that of the request, if Nest has created one. */
export function injectorContext(call: TrackedCall, moduleRef: ModuleRef): ContextId {
  let contextId = contextIds.get(call);
  if (contextId === undefined) {
    const request: unknown = call.request ?? messageOf(call);
    contextId = ContextIdFactory.getByRequest(request as Record<string, unknown>);
    // Without this, REQUEST is undefined in a request-scoped mapper.
    moduleRef.registerRequestByContextId(request, contextId);
    contextIds.set(call, contextId);
  }
  return contextId;
}

function requestOf(execution: ExecutionContext): unknown {
  switch (execution.getType<string>()) {
    case 'http':
      return execution.getArgByIndex(0);
    case 'graphql': {
      const context = execution.getArgByIndex(2);
      return context?.req ?? context?.request;
    }
    default:
      return undefined;
  }
}

/** The value of REQUEST for calls without an HTTP request. */
function messageOf({ transport, args: [first, second] }: TrackedCall): unknown {
  return transport === 'ws' ? { data: second, context: first } : { data: first, context: second };
}
