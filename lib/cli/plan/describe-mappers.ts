import { isMapperClass } from '../../tracking/check-tracking.js';
import type { EventMappers } from '../../tracking/event-mappers.interface.js';
import { MAPPER_NAMES, type MapperName } from '../../tracking/mappers/default-mappers.js';

/**
 * Names the mapper of each part of an event: the handler's, else the module's, else the default one.
 *
 * @param module the module's; undefined where only the running module knows
 */
export function describeMappers(
  own: EventMappers,
  module: EventMappers | undefined,
): Record<MapperName, string> {
  const entries = MAPPER_NAMES.map((name): [MapperName, string] => {
    if (own[name] !== undefined) return [name, nameOf(own[name], name)];
    if (module === undefined) return [name, 'module'];
    const shared = module[name];
    return [name, shared === undefined ? 'default' : `${nameOf(shared, name)} (module)`];
  });
  return Object.fromEntries(entries) as Record<MapperName, string>;
}

/** A function that stands in the options themselves has their name, which tells nothing. */
function nameOf(mapper: unknown, option: MapperName): string {
  const { name } = mapper as { name: string };
  if (isMapperClass(mapper)) return name;
  return name === option || name === '' ? 'function' : `${name}()`;
}
