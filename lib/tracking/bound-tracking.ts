import type { ModuleRef } from '@nestjs/core';
import { bindMapper, type BoundMapper } from './bind-mapper.js';
import { DEFAULT_MAPPERS, MAPPER_NAMES, type MapperName } from './mappers/default-mappers.js';
import { MapperError } from './mapper.error.js';
import type { EventMappers } from './event-mappers.interface.js';
import type { TrackOptions } from './track-options.interface.js';
import type { Tracking } from './tracking.interface.js';

/** A tracking whose mappers are ready to be called. */
export interface BoundTracking {
  readonly eventName: string;
  readonly mappers: Readonly<Record<MapperName, BoundMapper>>;
  /** What the decorator says besides. */
  readonly options: Pick<TrackOptions, 'validation' | 'requestContext'>;
}

/**
 * Binds a tracking's mappers: the decorator's, else the module's, else the default ones. One that
 * cannot be bound throws a MapperError whenever it is called.
 *
 * @param onUnresolved is told of each such mapper
 */
export async function bindTracking(
  { eventName, options }: Tracking,
  moduleMappers: EventMappers,
  moduleRef: ModuleRef,
  onUnresolved: (error: MapperError) => void,
): Promise<BoundTracking> {
  const bind = async (name: MapperName): Promise<[MapperName, BoundMapper]> => {
    const option = options[name] ?? moduleMappers[name] ?? DEFAULT_MAPPERS[name];
    try {
      return [name, await bindMapper(option, moduleRef)];
    } catch (cause) {
      const error = new MapperError(eventName, name, 'unresolved', cause);
      onUnresolved(error);
      return [name, () => Promise.reject(error)];
    }
  };
  const mappers = await Promise.all(MAPPER_NAMES.map(bind));
  return {
    eventName,
    options,
    mappers: Object.fromEntries(mappers) as Record<MapperName, BoundMapper>,
  };
}
