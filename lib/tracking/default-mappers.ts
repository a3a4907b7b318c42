import { randomUUID } from 'node:crypto';
import type { TrackingContext } from './tracking-context.interface.js';
import type { EventMappers } from './track-options.interface.js';

/** The mappers that are used if neither the decorator nor the module has one. */
export const DEFAULT_MAPPERS: Required<EventMappers> = {
  properties: (result) => result?.properties,
  profileProperties: (result) => result?.profile_properties,
  aliases: (result) => result?.aliases,
  eventId: defaultEventId,
  timestamp: (_result, { succeededAt }) => succeededAt,
  when: () => true,
};

export type MapperName = keyof EventMappers;

export const MAPPER_NAMES = Object.keys(DEFAULT_MAPPERS) as readonly MapperName[];

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
