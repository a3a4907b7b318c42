import { Scope, type Type } from '@nestjs/common';
import { SCOPE_OPTIONS_METADATA } from '@nestjs/common/constants.js';
import { ContextIdFactory, type ModuleRef } from '@nestjs/core';
import { RuntimeException } from '@nestjs/core/errors/exceptions/runtime.exception.js';
import { isMapperClass } from '../options/option-table.js';
import type { ReadyMapper } from '../tracking/map-event.js';
import type { Mapper, MapperOption } from '../tracking/mapper.interface.js';
import type { TrackedCall, TrackingContext } from '../tracking/tracking-context.interface.js';
import { injectorContext } from './nest-call.js';

type MapperClass = Type<Mapper<unknown, unknown>>;

/**
 * Makes a mapper callable: a function as it is, a class through Nest's injector. A registered class is
 * looked up (in the controller's module first), any other is created with that module's providers.
 * Request-scoped and transient classes are resolved at each call.
 *
 * @param moduleRef of the handler's module
 * @throws the error of Nest's injector if it cannot find a dependency of the class
 */
export async function injectMapper(
  option: MapperOption<any, unknown>,
  moduleRef: ModuleRef,
): Promise<ReadyMapper> {
  if (!isMapperClass(option)) {
    const map = option as (result: unknown, context: TrackingContext) => unknown;
    return (result, context) => map(result, context);
  }
  const type = option as MapperClass;
  const scope = registeredScope(type, moduleRef);
  if (scope === Scope.DEFAULT) {
    const mapper = registeredInstance(type, moduleRef);
    return (result, context) => mapper.map(result, context);
  }
  if (scope !== undefined) {
    return perCall((call) =>
      moduleRef.resolve(type, injectorContext(call, moduleRef), { strict: false }),
    );
  }
  const mapper = await sharedInstance(type, moduleRef);
  if (mapper !== undefined) return (result, context) => mapper.map(result, context);
  return perCall((call) => moduleRef.create(type, injectorContext(call, moduleRef)));
}

function perCall(resolve: (call: TrackedCall) => Promise<Mapper<unknown, unknown>>): ReadyMapper {
  return async (result, context, call) => (await resolve(call)).map(result, context);
}

function registeredInstance(type: MapperClass, moduleRef: ModuleRef): Mapper<unknown, unknown> {
  try {
    return moduleRef.get(type, { strict: true });
  } catch {
    return moduleRef.get(type, { strict: false });
  }
}

/** @returns undefined for a class that must be created for each request */
async function sharedInstance(
  type: MapperClass,
  moduleRef: ModuleRef,
): Promise<Mapper<unknown, unknown> | undefined> {
  if (Reflect.getMetadata(SCOPE_OPTIONS_METADATA, type)?.scope !== Scope.REQUEST) {
    try {
      return await moduleRef.create(type);
    } catch (error) {
      // It may depend on a request-scoped provider.
      if (!isInjectorError(error)) throw error;
    }
  }
  // A trial with an empty request shows whether all dependencies exist. Errors of the constructor itself
  // do not matter.
  const contextId = ContextIdFactory.create();
  moduleRef.registerRequestByContextId({}, contextId);
  try {
    await moduleRef.create(type, contextId);
  } catch (error) {
    if (isInjectorError(error)) throw error;
  }
  return undefined;
}

/** The scope of a registered class, dependencies included; undefined if it is not registered. */
function registeredScope(type: Type, moduleRef: ModuleRef): Scope | undefined {
  try {
    return moduleRef.introspect(type).scope;
  } catch {
    return undefined;
  }
}

/** Whether an error comes from the injector, whose messages name only classes. */
export function isInjectorError(error: unknown): error is Error {
  return error instanceof RuntimeException;
}
