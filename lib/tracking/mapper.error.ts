import { visibleName } from '../event/visible.js';
import type { MapperName } from './default-mappers.js';

/** The function of the application that failed. */
export type MappingStep = MapperName | 'consent' | 'beforeSend';

/**
 * How it failed: `invalid` for a value that it may not return; `no result` if the route takes over its
 * response; `undefined` or `null` if that is what the handler returned.
 */
type MapperFault =
  'unresolved' | 'threw' | 'timed out' | 'invalid' | 'no result' | 'undefined' | 'null';

/** A mapper, `consent` or `beforeSend` returned no usable value; `cause` is the thrown value. */
export class MapperError extends Error {
  override readonly name = 'MapperError';

  constructor(
    readonly eventName: string,
    readonly mapper: MappingStep,
    readonly fault: MapperFault,
    override readonly cause?: unknown,
  ) {
    super(`${mapper} of "${visibleName(eventName)}": ${fault}`);
  }

  /** The same, once the reason is known. */
  because(fault: MapperFault): MapperError {
    return new MapperError(this.eventName, this.mapper, fault, this.cause);
  }

  /** Wraps a thrown value, which may be anything, even a revoked proxy. */
  static from(error: unknown, eventName: string, mapper: MappingStep): MapperError {
    try {
      if (error instanceof MapperError) return error;
    } catch {
      // Not even its class can be read.
    }
    return new MapperError(eventName, mapper, 'threw', error);
  }
}
