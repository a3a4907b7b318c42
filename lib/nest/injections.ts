import type { ModulesContainer } from '@nestjs/core';

type Module = ModulesContainer extends Map<string, infer One> ? One : never;
type Wrapper = Module extends { providers: Map<unknown, infer One> } ? One : never;

/**
 * Whether any class or factory of the application depends on a class. Read from what decorators have
 * written, so that it is known before Nest has created the instances.
 */
export function isInjected(type: unknown, modules: ModulesContainer): boolean {
  for (const { providers, controllers, injectables } of modules.values()) {
    for (const wrappers of [providers, controllers, injectables]) {
      for (const wrapper of wrappers.values() as Iterable<Wrapper>) {
        if (dependenciesOf(wrapper).includes(type)) return true;
      }
    }
  }
  return false;
}

function dependenciesOf({ metatype, inject }: Wrapper): unknown[] {
  if (inject) return inject.map(tokenOf);
  if (typeof metatype !== 'function') return [];
  const read = (key: string): any[] => Reflect.getMetadata(key, metatype) ?? [];
  const parameters = read('design:paramtypes');
  const tokens = read('self:paramtypes').map(({ param }) => param);
  const properties = read('self:properties_metadata').map((property) => property.type);
  return [...parameters, ...tokens, ...properties].map(tokenOf);
}

/** Of an optional dependency of a factory, and of one that is declared later in the file. */
function tokenOf(dependency: any): unknown {
  const { token = dependency, forwardRef } = Object(dependency);
  return typeof forwardRef === 'function' ? forwardRef() : token;
}
