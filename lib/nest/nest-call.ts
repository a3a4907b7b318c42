import type { ExecutionContext } from '@nestjs/common';
import { ContextIdFactory, type ContextId, type ModuleRef } from '@nestjs/core';
import { REQUEST_CONTEXT_ID } from '@nestjs/core/router/request/request-constants.js';
import type { TrackedCall } from '../tracking/track-options.interface.js';

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

/** By the arguments of a call. */
const contextIds = new WeakMap<readonly unknown[], ContextId>();

/** The injector's context of a call: the request's, if Nest has created one. */
export function injectorContext(call: TrackedCall, moduleRef: ModuleRef): ContextId {
  let contextId = contextIds.get(call.args);
  if (contextId === undefined) {
    contextId =
      call.transport === 'graphql' ? ofOperation(call, moduleRef) : ofCall(call, moduleRef);
    contextIds.set(call.args, contextId);
  }
  return contextId;
}

function ofCall(call: TrackedCall, moduleRef: ModuleRef): ContextId {
  const request: unknown = call.request ?? messageOf(call);
  const contextId = ContextIdFactory.getByRequest(request as Record<string, unknown>);
  // Without this, REQUEST is undefined in a request-scoped mapper.
  moduleRef.registerRequestByContextId(request, contextId);
  return contextId;
}

/**
 * All resolvers of a GraphQL operation share its context, which is also the value of CONTEXT and REQUEST.
 * Kept with it as Nest keeps it, so that a resolver that comes later gets the same instances.
 */
function ofOperation({ args }: TrackedCall, moduleRef: ModuleRef): ContextId {
  const context = contextOfOperation(args) as Record<string | symbol, unknown> | undefined;
  const contextId = ContextIdFactory.getByRequest(context as Record<string, unknown>, ['req']);
  if (context?.[REQUEST_CONTEXT_ID] !== undefined) return contextId;
  if (typeof context === 'object' && Object.isExtensible(context)) {
    Object.defineProperty(context, REQUEST_CONTEXT_ID, { value: contextId });
  }
  const { getParent, payload } = contextId;
  moduleRef.registerRequestByContextId(getParent === undefined ? context : payload, contextId);
  return contextId;
}

/** The HTTP request of a call, if it has one. */
export function requestOf(execution: ExecutionContext): unknown {
  switch (execution.getType<string>()) {
    case 'http':
      return execution.getArgByIndex(0);
    case 'graphql': {
      const context = contextOfOperation(execution.getArgs());
      return context?.req ?? context?.request ?? context?.reply?.request;
    }
    default:
      return undefined;
  }
}

/** Resolvers of references get no arguments, so that the context comes second. */
function contextOfOperation(args: readonly unknown[]): any {
  return args.length === 3 ? args[1] : args[2];
}

/** The value of REQUEST for calls without an HTTP request. */
function messageOf({ transport, args: [first, second] }: TrackedCall): unknown {
  return transport === 'ws' ? { data: second, context: first } : { data: first, context: second };
}
