import { randomUUID } from 'node:crypto';
import type { ConvergeEvent } from '../event/converge-event.interface.js';
import type { MissingAdvice } from '../event/event-draft.js';
import { visibleName } from '../event/visible.js';
import { within } from '../outbox/time.js';
import { NO_RESULT } from '../reporting/messages.js';
import type {
  EventMappers,
  MapperOption,
  TrackingContext,
  TrackOptions,
} from './track-options.interface.js';

export type ReadyMapper = (result: unknown, context: TrackingContext) => unknown;

/** The declaration of one `@TrackConverge` on a handler. */
export interface TrackingDeclaration {
  readonly eventName: string;
  readonly options: TrackOptions;
}

/** A declared tracking whose mappers can be called. */
export interface Tracking extends TrackingDeclaration {
  readonly mappers: Readonly<Record<MapperName, ReadyMapper>>;
  /** Whether the handler takes over the response, so that it mostly has no result. */
  readonly answersItself?: boolean;
  /** The interceptor that makes a plain object of its result before the mappers get it. */
  readonly serializer?: string;
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
  const last = [map('eventId', mapped), map('timestamp', mapped)];
  const [event_id, timestamp] = await Promise.all(last);
  const parts = { event_id, properties, profile_properties, aliases, timestamp };
  // The mappers may return anything, despite their types: the event is validated later.
  return { event_name: eventName, ...parts } as ConvergeEvent;
}

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
    throw new MapperError(eventName, step, 'threw', error);
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

export function withinMappingTime<T>(value: Promise<T>, succeededAt: Date, tooLate: Error) {
  const limited = within(value, succeededAt.getTime() + MAPPING_TIMEOUT_MS - Date.now(), tooLate);
  // If another function fails first, this promise is never awaited.
  limited.catch(() => undefined);
  return limited;
}

type MappingStep = MapperName | 'consent' | 'beforeSend';

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
}

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

/** The mapper of each name, as entries of an object. */
export function chooseMappers(own: Options, ofModule: Options) {
  return MAPPER_NAMES.map((name) => {
    return [name, own[name] ?? ofModule[name] ?? DEFAULT_MAPPERS[name]] as const;
  });
}

/** What to do about a part or field of an event that is missing, if the handler's result may be the reason. */
export function adviceOnMissing(
  { mappers, answersItself, serializer }: Tracking,
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

/** The events whose id follows from the id in their properties, each with what is added to that. */
const ENDING: Readonly<Record<string, string>> = {
  'Placed Order': '',
  'Placed Recurring Subscription Order': '',
  'Started Subscription': '',
  'Cancelled Subscription': ':cancelled',
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
  if (id !== undefined && Object.hasOwn(ENDING, eventName)) return `${id}${ENDING[eventName]}`;
  const key = asId(request?.headers?.['idempotency-key']);
  return key === undefined ? randomUUID() : `${key}:${eventName}`;
}

function asId(value: unknown): string | undefined {
  if (Number.isSafeInteger(value) || typeof value === 'bigint') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
