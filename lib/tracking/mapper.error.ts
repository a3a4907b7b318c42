import type { MapperName } from './mappers/default-mappers.js';

/** Why a mapper gave nothing. @internal */
export type MapperFault = 'unresolved' | 'threw' | 'timed out';

/** A mapper that gave nothing; `cause` is what it threw. @internal */
export class MapperError extends Error {
  override readonly name = 'MapperError';

  constructor(
    readonly eventName: string,
    readonly mapper: MapperName,
    readonly fault: MapperFault,
    override readonly cause?: unknown,
  ) {
    super(`the ${mapper} mapper of "${eventName}" ${fault}`);
  }
}
