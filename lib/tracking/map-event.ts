import type { ConvergeEvent } from '../event/converge-event.interface.js';
import type { MissingAdvice } from '../event/event-draft.js';
import { callApplication } from './call-application.js';
import type { MapperName } from './default-mappers.js';
import type { TrackOptions } from './track-options.interface.js';
import type { TrackedCall, TrackingContext } from './tracking-context.interface.js';

/** A mapper that can be called; a request-scoped one finds its request in the call. */
export type ReadyMapper = (result: unknown, context: TrackingContext, call: TrackedCall) => unknown;

/** A declared tracking whose mappers can be called. */
export interface Tracking {
  readonly eventName: string;
  readonly mappers: Readonly<Record<MapperName, ReadyMapper>>;
  /** What to say of the parts that neither a mapper nor the handler's result gives. */
  readonly missing: (result: unknown) => MissingAdvice;
  /** Whether the handler takes over the response, so that it mostly has no result. */
  readonly answersItself: boolean;
  /** The options that override the module's. */
  readonly options: Pick<TrackOptions, 'validation' | 'requestContext'>;
}

/**
 * Maps a handler's result to an event. The three mappers of its content run in parallel; the id and the
 * time come after them, because they may depend on the properties.
 *
 * @returns the event, not yet checked, or undefined if `when` is false
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
  // The mappers may return anything, despite their types: the event is validated later.
  return {
    event_name: eventName,
    event_id: eventId,
    properties,
    profile_properties: profileProperties,
    aliases,
    timestamp,
  } as ConvergeEvent;
}
