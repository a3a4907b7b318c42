import { Scope, type Type } from '@nestjs/common';
import { SCOPE_OPTIONS_METADATA } from '@nestjs/common/constants.js';
import type { ModuleRef } from '@nestjs/core';
import { RuntimeException } from '@nestjs/core/errors/exceptions/runtime.exception.js';
import { isMapperClass } from '../options/option-table.js';
import type { ReadyMapper } from '../tracking/map-event.js';
import type { Mapper, MapperOption } from '../tracking/track-options.interface.js';
import { injectorContext } from './nest-call.js';

type MapperClass = Type<Mapper<unknown, unknown>>;

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
  if (!isMapperClass(option)) return option as ReadyMapper;
  const type = option as MapperClass;
  const scope = registeredScope(type, moduleRef);
  if (scope !== undefined && scope !== Scope.DEFAULT) {
    return async (result, context) => {
      const contextId = injectorContext(context, moduleRef);
      const mapper = await moduleRef.resolve(type, contextId, { strict: false });
      return mapper.map(result, context);
    };
  }
  const mapper = scope === undefined ? await created(type, moduleRef) : registered(type, moduleRef);
  return (result, context) => mapper.map(result, context);
}

/** The scope of a registered class, dependencies included; undefined if it is not registered. */
function registeredScope(type: MapperClass, moduleRef: ModuleRef): Scope | undefined {
  try {
    return moduleRef.introspect(type).scope;
  } catch {
    return undefined;
  }
}

function registered(type: MapperClass, moduleRef: ModuleRef): Mapper<unknown, unknown> {
  try {
    return moduleRef.get(type, { strict: true });
  } catch {
    return moduleRef.get(type, { strict: false });
  }
}

function created(type: MapperClass, moduleRef: ModuleRef): Promise<Mapper<unknown, unknown>> {
  if (Reflect.getMetadata(SCOPE_OPTIONS_METADATA, type)?.scope === Scope.REQUEST) {
    throw new RuntimeException('a request-scoped mapper must be registered.');
  }
  return moduleRef.create(type);
}

/** Whether an error comes from the injector, whose messages name only classes. */
export function isInjectorError(error: unknown): error is Error {
  return error instanceof RuntimeException;
}
