import { Scope, type Type } from '@nestjs/common';
import { SCOPE_OPTIONS_METADATA } from '@nestjs/common/constants.js';
import type { ModuleRef } from '@nestjs/core';
import { isMapperClass } from './check-tracking.js';
import type { HandlerCall } from './handler-call.js';
import type { Mapper, MapperOption } from './mapper.interface.js';
import type { TrackingContext } from './tracking-context.interface.js';

/** A mapper that is ready to be called. @internal */
export type BoundMapper = (result: unknown, context: TrackingContext, call: HandlerCall) => unknown;

/**
 * Makes a mapper callable: a function as it is, a class through Nest's injector: found where it is
 * registered (in the controller's module first), created with that module's providers where it is
 * not. Request-scoped ones are resolved at each call, all others once.
 *
 * @param moduleRef the reference of the module that the handler belongs to
 * @throws what Nest's injector throws for a class whose dependencies it cannot find
 * @internal
 */
export async function bindMapper(
  option: MapperOption<any, unknown>,
  moduleRef: ModuleRef,
): Promise<BoundMapper> {
  if (!isMapperClass(option)) {
    const map = option as (result: unknown, context: TrackingContext) => unknown;
    return (result, context) => map(result, context);
  }
  const type = option as Type<Mapper<unknown, unknown>>;
  const scope = registeredScope(type, moduleRef);
  if (scope === Scope.REQUEST) {
    return perCall((call) =>
      moduleRef.resolve(type, call.injectorContext(moduleRef), { strict: false }),
    );
  }
  if (scope === undefined && ownScope(type) === Scope.REQUEST) {
    return perCall((call) => moduleRef.create(type, call.injectorContext(moduleRef)));
  }
  const mapper = await staticInstance(type, scope, moduleRef);
  return (result, context) => mapper.map(result, context);
}

function perCall(resolve: (call: HandlerCall) => Promise<Mapper<unknown, unknown>>): BoundMapper {
  return async (result, context, call) => (await resolve(call)).map(result, context);
}

function staticInstance(
  type: Type<Mapper<unknown, unknown>>,
  scope: Scope | undefined,
  moduleRef: ModuleRef,
): Mapper<unknown, unknown> | Promise<Mapper<unknown, unknown>> {
  if (scope === undefined) return moduleRef.create(type);
  if (scope === Scope.TRANSIENT) return moduleRef.resolve(type, undefined, { strict: false });
  try {
    return moduleRef.get(type, { strict: true });
  } catch {
    return moduleRef.get(type, { strict: false });
  }
}

/** The scope of a registered class, dependencies included; undefined if it is not registered. */
function registeredScope(type: Type, moduleRef: ModuleRef): Scope | undefined {
  try {
    return moduleRef.introspect(type).scope;
  } catch {
    return undefined;
  }
}

function ownScope(type: Type): Scope | undefined {
  return Reflect.getMetadata(SCOPE_OPTIONS_METADATA, type)?.scope;
}
