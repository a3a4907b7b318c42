import type { ConvergeEvent } from '../event/converge-event.interface.js';
import { callApplication } from './call-application.js';
import type { MapperName } from './default-mappers.js';
import type { TrackOptions } from './track-options.interface.js';
import type { TrackedCall, TrackingContext } from './tracking-context.interface.js';

/** A mapper that can be called; one that is created for each request finds it in the call. */
export type ReadyMapper = (result: unknown, context: TrackingContext, call: TrackedCall) => unknown;

/** A declared tracking whose mappers can be called. */
export interface Tracking {
  readonly eventName: string;
  readonly mappers: Readonly<Record<MapperName, ReadyMapper>>;
  /** What differs from the module's options. */
  readonly options: Pick<TrackOptions, 'validation' | 'requestContext'>;
}

/**
 * Maps a handler's result to an event. The three mappers of its content run side by side; the id and
 * the time come after them, since they may be taken from the properties.
 *
 * @returns the event, not yet checked, or undefined if it is not to be tracked
 * @throws MapperError
 */
export async function mapEvent(
  { eventName, mappers }: Tracking,
  result: unknown,
  call: TrackedCall,
  context: TrackingContext,
): Promise<ConvergeEvent | undefined> {
  const map = (name: MapperName, context: TrackingContext) =>
    callApplication(name, context, () => mappers[name](result, context, call));
  if (!(await map('when', context))) return undefined;
  const content = [
    map('properties', context),
    map('profileProperties', context),
    map('aliases', context),
  ];
  const [properties, profileProperties, aliases] = await Promise.all(content);
  const mapped: TrackingContext = { ...context, properties };
  const [eventId, timestamp] = await Promise.all([
    map('eventId', mapped),
    map('timestamp', mapped),
  ]);
  // The mappers are the application's: what they give is checked later, whatever their types promise.
  return {
    event_name: eventName,
    event_id: Number.isSafeInteger(eventId) ? String(eventId) : eventId,
    properties,
    profile_properties: profileProperties,
    aliases,
    timestamp,
  } as ConvergeEvent;
}
