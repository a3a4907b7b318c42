import type { ConvergeEvent } from '../event/converge-event.interface.js';
import type { BoundTracking } from './bound-tracking.js';
import type { HandlerCall } from './handler-call.js';
import { MapperError } from './mapper.error.js';
import type { MapperName } from './mappers/default-mappers.js';
import type { TrackingContext } from './tracking-context.interface.js';

/** How long all mappers of an event may take together before it is given up, in milliseconds. */
const MAPPING_TIMEOUT_MS = 5_000;

/**
 * Asks the mappers for an event, within five seconds. The three that give its content run side by
 * side; the id and the time come after them, since they may be taken from the properties. What is given
 * at once is taken at once: most mappers never wait, and should cost nothing.
 *
 * @returns the event, not yet checked, or undefined if it is not to be tracked
 * @throws MapperError
 * @internal
 */
export async function mapEvent(
  tracking: BoundTracking,
  result: unknown,
  call: HandlerCall,
): Promise<ConvergeEvent | undefined> {
  const ask = (name: MapperName, context: TrackingContext) =>
    askMapper(tracking, name, result, context, call);
  const context = call.context(tracking.eventName);
  if (!(await ask('when', context))) return undefined;
  const content = [
    ask('properties', context),
    ask('profileProperties', context),
    ask('aliases', context),
  ];
  const [properties, profileProperties, aliases] = await Promise.all(content);
  const mapped: TrackingContext = { ...context, properties };
  const [eventId, timestamp] = await Promise.all([
    ask('eventId', mapped),
    ask('timestamp', mapped),
  ]);
  // The mappers are the application's: what they give is checked later, whatever their types say.
  return {
    event_name: tracking.eventName,
    event_id: Number.isSafeInteger(eventId) ? String(eventId) : eventId,
    properties,
    profile_properties: profileProperties,
    aliases,
    timestamp,
  } as ConvergeEvent;
}

/** @returns the value, or a promise of it that keeps within the time */
function askMapper(
  { eventName, mappers }: BoundTracking,
  name: MapperName,
  result: unknown,
  context: TrackingContext,
  call: HandlerCall,
): unknown {
  const failed = (error: unknown) =>
    isMapperError(error) ? error : new MapperError(eventName, name, 'threw', error);
  let value: unknown;
  try {
    value = mappers[name](result, context, call);
    if (!isThenable(value)) return value;
  } catch (error) {
    throw failed(error);
  }
  const left = context.succeededAt.getTime() + MAPPING_TIMEOUT_MS - Date.now();
  const promise = new Promise((resolve, reject) => {
    const timeUp = () => reject(new MapperError(eventName, name, 'timed out'));
    const timer = setTimeout(timeUp, Math.max(left, 0));
    Promise.resolve(value)
      .then(resolve, (error: unknown) => reject(failed(error)))
      .finally(() => clearTimeout(timer));
  });
  // If a mapper beside it throws first, nobody waits for this one any more.
  promise.catch(() => undefined);
  return promise;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined | null)?.then === 'function';
}

/** A mapper may throw anything, a revoked proxy too, of which not even the class can be asked. */
function isMapperError(error: unknown): error is MapperError {
  try {
    return error instanceof MapperError;
  } catch {
    return false;
  }
}
