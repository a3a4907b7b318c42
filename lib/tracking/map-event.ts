import { randomUUID } from 'node:crypto';
import type { ConvergeEvent } from '../event/converge-event.interface.js';
import type { MissingAdvice } from '../event/event-draft.js';
import { NO_RESULT } from '../reporting/messages.js';
import { callApplication } from './call-application.js';
import type {
  EventMappers,
  MapperOption,
  TrackingContext,
  TrackingDeclaration,
} from './track-options.interface.js';

/** A mapper that can be called. */
export type ReadyMapper = (result: unknown, context: TrackingContext) => unknown;

/** What a handler's declaration says of its result. */
export interface HandlerTraits {
  /** Whether it takes over the response, so that it mostly has no result. */
  readonly answersItself?: boolean;
  /** The interceptor that makes a plain object of its result before the mappers get it. */
  readonly serializer?: string;
}

/** A declared tracking whose mappers can be called. */
export interface Tracking extends TrackingDeclaration {
  readonly mappers: Readonly<Record<MapperName, ReadyMapper>>;
  readonly handler: HandlerTraits;
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
  context: TrackingContext,
): Promise<ConvergeEvent | undefined> {
  const map = (name: MapperName, given = context) =>
    callApplication(name, given, () => mappers[name](result, given));
  if (!(await map('when'))) return undefined;
  const content = [map('properties'), map('profileProperties'), map('aliases')];
  const [properties, profile_properties, aliases] = await Promise.all(content);
  const mapped = { ...context, properties };
  const [event_id, timestamp] = await Promise.all([
    map('eventId', mapped),
    map('timestamp', mapped),
  ]);
  // The mappers may return anything, despite their types: the event is validated later.
  const event = {
    event_name: eventName,
    event_id,
    properties,
    profile_properties,
    aliases,
    timestamp,
  };
  return event as ConvergeEvent;
}

/** The mappers that are used if neither the decorator nor the module has one. */
export const DEFAULT_MAPPERS: Required<EventMappers> = {
  properties: (result) => result?.properties,
  // Nothing is known of many customers, and the contract has no optional part.
  profileProperties: (result) => result?.profile_properties ?? {},
  aliases: (result) => result?.aliases,
  eventId: defaultEventId,
  timestamp: (_result, { succeededAt }) => succeededAt,
  when: () => true,
};

export type MapperName = keyof EventMappers;

export const MAPPER_NAMES = Object.keys(DEFAULT_MAPPERS) as readonly MapperName[];

type Options = Readonly<Partial<Record<MapperName, MapperOption<any, unknown>>>>;

/** The mapper of each name: the handler's, else the module's, else the default one. */
export function chooseMappers(own: Options, ofModule: Options): MapperOption<any, unknown>[] {
  return MAPPER_NAMES.map((name) => own[name] ?? ofModule[name] ?? DEFAULT_MAPPERS[name]);
}

/** @param mappers in the order of {@link chooseMappers} */
export function toTracking(
  declaration: TrackingDeclaration,
  mappers: readonly ReadyMapper[],
  handler: HandlerTraits = {},
): Tracking {
  const named = MAPPER_NAMES.map((name, index) => [name, mappers[index]]);
  return { ...declaration, mappers: Object.fromEntries(named), handler };
}

/** What to do about a part or field of an event that is missing, if the handler's result may be the reason. */
export function adviceOnMissing(
  { mappers, handler: { answersItself, serializer } }: Tracking,
  result: unknown,
): MissingAdvice {
  return (path, value, given) => {
    let advice = given;
    const mapper = mappers[path as MapperName];
    if (value === undefined && mapper && mapper === DEFAULT_MAPPERS[path as MapperName]) {
      const isNothing = result === undefined || result === null;
      const why = isNothing ? `handler returned ${result}` : `handler's result has no "${path}"`;
      const next = answersItself ? NO_RESULT : `return them as "${path}", or give such a mapper`;
      advice = `no ${path} mapper was given, and the ${why}: ${next}`;
    }
    return serializer === undefined ? advice : `${advice}; ${serializer} ${SERIALIZED}`;
  };
}

const SERIALIZED =
  'above @TrackConverge gives mappers a plain object without what @Exclude() hides: if that has it, write the ' +
  'interceptor below';

/** Turns the id in an event's properties into the event's id, different for each kind of event. */
const ID_OF: Readonly<Record<string, (id: string) => string>> = {
  'Placed Order': (orderId) => orderId,
  'Placed Recurring Subscription Order': (orderId) => orderId,
  'Started Subscription': (subscriptionId) => subscriptionId,
  'Cancelled Subscription': (subscriptionId) => `${subscriptionId}:cancelled`,
};

/**
 * The first of these that exists:
 *
 * 1. `result.event_id`, where the handler tracks no other event;
 * 2. for an order or a renewal, the order's id in the mapped `properties.id`; for the start of a
 *    subscription, the subscription's id there; for its end, `<subscription id>:cancelled`;
 * 3. `<Idempotency-Key header of the request>:<event name>`;
 * 4. a new UUID.
 */
function defaultEventId(
  result: any,
  { eventName, eventNames, properties, request }: TrackingContext,
): string {
  const given = eventNames.length === 1 ? asId(result?.event_id) : undefined;
  if (given !== undefined) return given;
  const id = asId((properties as any)?.id);
  if (id !== undefined && Object.hasOwn(ID_OF, eventName)) return ID_OF[eventName]!(id);
  const key = asId(request?.headers?.['idempotency-key']);
  return key === undefined ? randomUUID() : `${key}:${eventName}`;
}

function asId(value: unknown): string | undefined {
  if (Number.isSafeInteger(value) || typeof value === 'bigint') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
