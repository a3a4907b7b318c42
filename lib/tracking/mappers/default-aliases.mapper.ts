import type { AliasesMapper } from '../mapper.interface.js';
import type { TrackingContext } from '../tracking-context.interface.js';

/**
 * Takes `result.aliases`.
 *
 * @publicApi
 */
export class DefaultAliasesMapper implements AliasesMapper {
  map(result: any, _context: TrackingContext): readonly string[] | Promise<readonly string[]> {
    return result?.aliases;
  }
}
