import { MapperError, type MappingStep } from './mapper.error.js';
import type { TrackingContext } from './tracking-context.interface.js';

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
  try {
    const value = call();
    if (!isThenable(value)) return value;
    const failed = (error: unknown): never => {
      throw MapperError.from(error, eventName, step);
    };
    return withinMappingTime(
      Promise.resolve(value).catch(failed),
      succeededAt,
      () => new MapperError(eventName, step, 'timed out'),
    );
  } catch (error) {
    throw MapperError.from(error, eventName, step);
  }
}

/**
 * Waits for a value of the application, until five seconds after the handler succeeded.
 *
 * @param onTimeUp creates the error if it takes longer
 */
export function withinMappingTime<T>(
  value: PromiseLike<T>,
  succeededAt: Date,
  onTimeUp: () => Error,
): Promise<T> {
  const left = succeededAt.getTime() + MAPPING_TIMEOUT_MS - Date.now();
  const promise = new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(onTimeUp()), Math.max(left, 0));
    Promise.resolve(value)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
  // If another function fails first, this promise is never awaited.
  promise.catch(() => undefined);
  return promise;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined | null)?.then === 'function';
}
