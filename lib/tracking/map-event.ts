import type { ConvergeEvent } from '../event/converge-event.interface.js';
import type { BoundTracking } from './bound-tracking.js';
import type { HandlerCall } from './handler-call.js';
import { MapperError } from './mapper.error.js';
import type { MapperName } from './mappers/default-mappers.js';
import type { TrackingContext } from './tracking-context.interface.js';

/** How long all mappers of an event may take together before it is given up, in milliseconds. */
const MAPPING_TIMEOUT_MS = 5_000;

/**
 * Asks the mappers for an event, within five seconds.
 *
 * @returns the event, not yet checked, or undefined if it is not to be tracked
 * @throws MapperError
 * @internal
 */
export function mapEvent(
  tracking: BoundTracking,
  result: unknown,
  call: HandlerCall,
): Promise<ConvergeEvent | undefined> {
  const waiting = new Set<MapperName>();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const [slowest = 'properties'] = waiting;
      reject(new MapperError(tracking.eventName, slowest, 'timed out'));
    }, MAPPING_TIMEOUT_MS);
    askAll(tracking, result, call, waiting)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

/**
 * The three mappers that give an event's content run side by side; the id and the time come after
 * them, since they may be taken from the properties.
 */
async function askAll(
  { eventName, mappers }: BoundTracking,
  result: unknown,
  call: HandlerCall,
  waiting: Set<MapperName>,
): Promise<ConvergeEvent | undefined> {
  const ask = async (name: MapperName, context: TrackingContext): Promise<unknown> => {
    waiting.add(name);
    try {
      return await mappers[name](result, context, call);
    } catch (error) {
      throw isMapperError(error) ? error : new MapperError(eventName, name, 'threw', error);
    } finally {
      waiting.delete(name);
    }
  };
  const context = call.context(eventName);
  if (!(await ask('when', context))) return undefined;
  const [properties, profileProperties, aliases] = await Promise.all([
    ask('properties', context),
    ask('profileProperties', context),
    ask('aliases', context),
  ]);
  const mapped: TrackingContext = { ...context, properties };
  const [eventId, timestamp] = await Promise.all([
    ask('eventId', mapped),
    ask('timestamp', mapped),
  ]);
  // The mappers are the application's: what they give is checked later, whatever their types say.
  return {
    event_name: eventName,
    event_id: Number.isSafeInteger(eventId) ? String(eventId) : eventId,
    properties,
    profile_properties: profileProperties,
    aliases,
    timestamp,
  } as ConvergeEvent;
}

/** A mapper may throw anything, a revoked proxy too, of which not even the class can be asked. */
function isMapperError(error: unknown): error is MapperError {
  try {
    return error instanceof MapperError;
  } catch {
    return false;
  }
}
