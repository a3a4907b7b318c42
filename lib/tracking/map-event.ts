import type { ConvergeEvent } from '../event/converge-event.interface.js';
import type { BoundTracking } from './bound-tracking.js';
import type { HandlerCall } from './handler-call.js';
import { MapperError } from './mapper.error.js';
import type { MapperName } from './mappers/default-mappers.js';
import { isThenable, withinMappingTime } from './mapping-time.js';
import type { TrackingContext } from './tracking-context.interface.js';

/**
 * Asks the mappers for an event, within five seconds. The three that give its content run side by
 * side; the id and the time come after them, since they may be taken from the properties. What is given
 * at once is taken at once: most mappers never wait, and should cost nothing.
 *
 * @returns the event, not yet checked, or undefined if it is not to be tracked
 * @throws MapperError
 */
export async function mapEvent(
  tracking: BoundTracking,
  result: unknown,
  call: HandlerCall,
  context: TrackingContext,
): Promise<ConvergeEvent | undefined> {
  const ask = (name: MapperName, context: TrackingContext) =>
    askMapper(tracking, name, result, context, call);
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
  try {
    const value = mappers[name](result, context, call);
    if (!isThenable(value)) return value;
    const failed = (error: unknown): never => {
      throw MapperError.from(error, eventName, name);
    };
    return withinMappingTime(
      Promise.resolve(value).catch(failed),
      context.succeededAt,
      () => new MapperError(eventName, name, 'timed out'),
    );
  } catch (error) {
    throw MapperError.from(error, eventName, name);
  }
}
