import type { ProfilePropertiesMapper } from '../mapper.interface.js';
import type { TrackingContext } from '../tracking-context.interface.js';

/**
 * Takes `result.profile_properties`.
 *
 * @publicApi
 */
export class DefaultProfilePropertiesMapper implements ProfilePropertiesMapper {
  map(result: any, _context: TrackingContext): object | Promise<object> {
    return result?.profile_properties;
  }
}
