import type { MapperName } from './default-mappers.js';

/** Which function of the application failed. */
export type MappingStep = MapperName | 'consent' | 'beforeSend';

/** How it failed. */
export type MapperFault = 'unresolved' | 'threw' | 'timed out' | 'answered';

/** A mapper, `consent` or `beforeSend` gave no usable value; `cause` is what it threw. */
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

  /** Wraps what was thrown. That may be anything, a revoked proxy too, which has no class. */
  static from(error: unknown, eventName: string, mapper: MappingStep): MapperError {
    try {
      if (error instanceof MapperError) return error;
    } catch {
      // Not even its class can be read.
    }
    return new MapperError(eventName, mapper, 'threw', error);
  }
}
