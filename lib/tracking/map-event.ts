import type { ConvergeEvent } from '../event/converge-event.interface.js';
import type { BoundTracking } from './bound-tracking.js';
import type { HandlerCall } from './handler-call.js';
import { MapperError } from './mapper.error.js';
import type { MapperName } from './mappers/default-mappers.js';
import type { TrackingContext } from './tracking-context.interface.js';

/** How long one mapper may take before its event is given up, in milliseconds. */
const MAPPER_TIMEOUT_MS = 5_000;

/**
 * Asks the mappers for an event. The three that give its content run side by side; the id and the
 * time come after them, since they may be taken from the properties.
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
  const context = call.context(tracking.eventName);
  if (!(await ask('when', tracking, result, context, call))) return undefined;
  const [properties, profileProperties, aliases] = await Promise.all([
    ask('properties', tracking, result, context, call),
    ask('profileProperties', tracking, result, context, call),
    ask('aliases', tracking, result, context, call),
  ]);
  const mapped: TrackingContext = { ...context, properties };
  const [eventId, timestamp] = await Promise.all([
    ask('eventId', tracking, result, mapped, call),
    ask('timestamp', tracking, result, mapped, call),
  ]);
  // The mappers are the application's: what they give is checked later, whatever their types say.
  return {
    event_name: tracking.eventName,
    event_id: typeof eventId === 'number' ? String(eventId) : eventId,
    properties,
    profile_properties: profileProperties,
    aliases,
    timestamp,
  } as ConvergeEvent;
}

async function ask(
  name: MapperName,
  { eventName, mappers }: BoundTracking,
  result: unknown,
  context: TrackingContext,
  call: HandlerCall,
): Promise<unknown> {
  try {
    const value = mappers[name](result, context, call);
    return isThenable(value)
      ? await inTime(value, new MapperError(eventName, name, 'timed out'))
      : value;
  } catch (error) {
    throw error instanceof MapperError ? error : new MapperError(eventName, name, 'threw', error);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}

function inTime(value: PromiseLike<unknown>, timeout: MapperError): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(timeout), MAPPER_TIMEOUT_MS);
    value.then(
      (mapped) => {
        clearTimeout(timer);
        resolve(mapped);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
