import { randomUUID } from 'node:crypto';
import type { ConvergeEvent } from '../event/converge-event.interface.js';
import type { MissingAdvice } from '../event/event-draft.js';
import { NO_RESULT } from '../reporting/messages.js';
import { callApplication } from './call-application.js';
import type {
  TrackOptions,
  TrackedCall,
  TrackingContext,
  MapperOption,
  EventMappers,
} from './track-options.interface.js';

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

/** The handler's mapper, else the module's, else the default one. */
export function chooseMapper(
  name: MapperName,
  own: Options,
  ofModule: Options,
): MapperOption<any, unknown> {
  return own[name] ?? ofModule[name] ?? DEFAULT_MAPPERS[name];
}

/**
 * What to say of the parts that no mapper was given for, if the handler's result does not have them
 * either.
 *
 * @param answersItself whether the handler takes over the response, so that its result is not needed
 */
export function adviceOnMissing(
  own: Options,
  ofModule: Options,
  answersItself: boolean,
): (result: unknown) => MissingAdvice {
  const names = (['properties', 'aliases'] as const).filter(
    (name) => chooseMapper(name, own, ofModule) === DEFAULT_MAPPERS[name],
  );
  const adviceFor = (result: string): MissingAdvice =>
    Object.fromEntries(
      names.map((name) => {
        const next = answersItself ? NO_RESULT : `return them as "${name}", or give such a mapper`;
        const why =
          result === ''
            ? `the handler's result has no "${name}"`
            : `the handler returned ${result}`;
        return [name, `no ${name} mapper was given, and ${why}: ${next}`];
      }),
    );
  const [ofObject, ofUndefined, ofNull] = ['', 'undefined', 'null'].map(adviceFor);
  return (result) => (result === undefined ? ofUndefined! : result === null ? ofNull! : ofObject!);
}

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
