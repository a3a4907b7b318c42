import { randomUUID } from 'node:crypto';
import type { TrackingContext } from './tracking-context.interface.js';
import type { MissingAdvice } from '../event/event-draft.js';
import { NO_RESULT } from '../reporting/wording.js';
import type { MapperOption } from './mapper.interface.js';
import type { EventMappers } from './track-options.interface.js';

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
