import { visibleName } from '../event/visible.js';
import { within } from '../outbox/time.js';
import type { TrackingContext, EventMappers } from './track-options.interface.js';

/** The time limit of all functions of the application for one event, in milliseconds. */
const MAPPING_TIMEOUT_MS = 5_000;

/**
 * Calls a function of the application for an event: a mapper, `consent` or `beforeSend`. A synchronous
 * value is returned as it is: most functions are synchronous, and a promise would cost time.
 *
 * @returns the value, or a promise of it that rejects five seconds after the handler succeeded
 * @throws MapperError for anything that the function throws
 */
export function callApplication(
  step: MappingStep,
  { eventName, succeededAt }: TrackingContext,
  call: () => unknown,
): unknown {
  const failed = (error: unknown): never => {
    throw MapperError.from(error, eventName, step);
  };
  try {
    const value = call();
    if (typeof (value as PromiseLike<unknown> | null | undefined)?.then !== 'function')
      return value;
    const tooLate = new MapperError(eventName, step, 'timed out');
    return withinMappingTime(Promise.resolve(value).catch(failed), succeededAt, tooLate);
  } catch (error) {
    return failed(error);
  }
}

/** Waits for a value of the application, until five seconds after the handler succeeded. */
export function withinMappingTime<T>(
  value: PromiseLike<T>,
  succeededAt: Date,
  tooLate: Error,
): Promise<T> {
  const left = succeededAt.getTime() + MAPPING_TIMEOUT_MS - Date.now();
  const limited = within(Promise.resolve(value), left, tooLate);
  // If another function fails first, this promise is never awaited.
  limited.catch(() => undefined);
  return limited;
}

/** The function of the application that failed. */
type MappingStep = keyof EventMappers | 'consent' | 'beforeSend';

/**
 * How it failed: `invalid` for a value that it may not return; `no result` if the route takes over its
 * response; `undefined` or `null` if that is what the handler returned.
 */
type MapperFault = 'threw' | 'timed out' | 'invalid' | 'no result' | 'undefined' | 'null';

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
