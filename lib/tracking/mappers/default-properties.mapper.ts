import type { PropertiesMapper } from '../mapper.interface.js';
import type { TrackingContext } from '../tracking-context.interface.js';

/**
 * Takes `result.properties`.
 *
 * @publicApi
 */
export class DefaultPropertiesMapper implements PropertiesMapper {
  map(result: any, _context: TrackingContext): object | Promise<object> {
    return result?.properties;
  }
}
