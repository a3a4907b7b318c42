import type { MapperName } from './mappers/default-mappers.js';

/** Who of the application gave nothing. */
export type MappingStep = MapperName | 'consent' | 'beforeSend';

/** Why. */
export type MapperFault = 'unresolved' | 'threw' | 'timed out' | 'answered';

/** A mapper, or another function of the application, that gave nothing; `cause` is what it threw. */
export class MapperError extends Error {
  override readonly name = 'MapperError';

  constructor(
    readonly eventName: string,
    readonly mapper: MappingStep,
    readonly fault: MapperFault,
    override readonly cause?: unknown,
  ) {
    super(`the ${mapper} mapper of "${eventName}" ${fault}`);
  }

  /** What was thrown, as a MapperError. It may be anything, a revoked proxy too, which has no class. */
  static from(error: unknown, eventName: string, mapper: MappingStep): MapperError {
    try {
      if (error instanceof MapperError) return error;
    } catch {
      // Not even its class can be asked.
    }
    return new MapperError(eventName, mapper, 'threw', error);
  }
}
