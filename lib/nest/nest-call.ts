import { Scope, type ExecutionContext } from '@nestjs/common';
import { SCOPE_OPTIONS_METADATA } from '@nestjs/common/constants.js';
import { ContextIdFactory, type ContextId, type ModuleRef } from '@nestjs/core';
import { RuntimeException } from '@nestjs/core/errors/exceptions/runtime.exception.js';
import { REQUEST_CONTEXT_ID } from '@nestjs/core/router/request/request-constants.js';
import { isMapperClass } from '../options/option-table.js';
import { describeFailure } from '../reporting/messages.js';
import type { ReadyMapper } from '../tracking/map-event.js';
import type { MapperOption } from '../tracking/track-options.interface.js';
import type { TrackedCall } from '../tracking/tracker.js';

/**
 * Makes a mapper callable: a function as it is, a class through Nest's injector. A registered class is
 * looked up (in the controller's module first), any other is created with that module's providers.
 * Request-scoped and transient classes are resolved at each call, and must be registered.
 *
 * @param moduleRef of the handler's module
 * @throws the error of Nest's injector if it cannot find a dependency of the class
 */
export async function injectMapper(
  option: MapperOption<any, unknown>,
  moduleRef: ModuleRef,
): Promise<ReadyMapper> {
  if (!isMapperClass(option)) return option;
  // Of its dependencies, too; undefined if it is not registered.
  const scope = ifFound(() => moduleRef.introspect(option).scope);
  if (scope !== undefined && scope !== Scope.DEFAULT) {
    return async (result, context) => {
      const contextId = injectorContext(context, moduleRef);
      const mapper = await moduleRef.resolve(option, contextId, { strict: false });
      return mapper.map(result, context);
    };
  }
  const isOfRequest = Reflect.getMetadata(SCOPE_OPTIONS_METADATA, option)?.scope === Scope.REQUEST;
  if (scope === undefined && isOfRequest) {
    throw new RuntimeException('a request-scoped mapper must be registered.');
  }
  const get = (strict: boolean) => moduleRef.get(option, { strict });
  const mapper =
    scope === undefined ? await moduleRef.create(option) : (ifFound(() => get(true)) ?? get(false));
  return (result, context) => mapper.map(result, context);
}

function ifFound<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}

/** Why {@link injectMapper} has failed. Only the injector's messages are shown: they name only classes. */
export function whyUnresolved(cause: unknown): string {
  if (!(cause instanceof RuntimeException))
    return `cannot be created: its constructor failed${describeFailure(cause)}`;
  const step = 'add it to the providers of its module, or make its dependencies available there';
  return `cannot be created by Nest; ${step}: ${cause.message.split('\n')[0]}`;
}

/** By the arguments of a call. */
const contextIds = new WeakMap<readonly unknown[], ContextId>();

/** The injector's context of a call: the request's, if Nest has created one. */
function injectorContext(call: TrackedCall, moduleRef: ModuleRef): ContextId {
  const known = contextIds.get(call.args);
  if (known !== undefined) return known;
  const find = call.transport === 'graphql' ? ofOperation : ofCall;
  const contextId = find(call, moduleRef);
  contextIds.set(call.args, contextId);
  return contextId;
}

function ofCall({ transport, args, request }: TrackedCall, moduleRef: ModuleRef): ContextId {
  const [context, data] = transport === 'ws' ? args : [args[1], args[0]];
  // What REQUEST is without an HTTP request.
  const value: unknown = request ?? { data, context };
  const contextId = ContextIdFactory.getByRequest(value as Record<string, unknown>);
  // Without this, REQUEST is undefined in a request-scoped mapper.
  moduleRef.registerRequestByContextId(value, contextId);
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
  const transport = execution.getType<string>();
  if (transport === 'http') return execution.getArgByIndex(0);
  if (transport !== 'graphql') return undefined;
  const context = contextOfOperation(execution.getArgs());
  return context?.req ?? context?.request ?? context?.reply?.request;
}

/** Resolvers of references get no arguments, so that the context comes second. */
function contextOfOperation(args: readonly unknown[]): any {
  return args.length === 3 ? args[1] : args[2];
}
