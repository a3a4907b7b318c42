import { v7 as uuidv7 } from 'uuid';
import type { Mapper } from '../mapper.interface.js';
import type { TrackingContext } from '../tracking-context.interface.js';

/** How the id in an event's properties becomes the event's id, so that no two kinds share one. */
const ID_OF: Readonly<Record<string, (id: string) => string>> = {
  'Placed Order': (orderId) => orderId,
  'Placed Recurring Subscription Order': (orderId) => orderId,
  'Started Subscription': (subscriptionId) => subscriptionId,
  'Cancelled Subscription': (subscriptionId) => `${subscriptionId}:cancelled`,
};

/**
 * Follows what the event is. Takes the first of these that there is:
 *
 * 1. `result.event_id`, where the handler tracks no other event;
 * 2. for an order or a renewal, the order's id in the mapped `properties.id`; for the start of a
 *    subscription, the subscription's id there; for its end, `<subscription id>:cancelled`;
 * 3. `<Idempotency-Key header of the request>:<event name>`;
 * 4. a new UUIDv7.
 *
 * @publicApi
 */
export class DefaultEventIdMapper implements Mapper<any, string> {
  map(
    result: any,
    { eventName, eventNames, properties, request }: TrackingContext,
  ): string | Promise<string> {
    const given = eventNames.length === 1 ? asId(result?.event_id) : undefined;
    if (given !== undefined) return given;
    const id = asId((properties as any)?.id);
    if (id !== undefined && Object.hasOwn(ID_OF, eventName)) return ID_OF[eventName]!(id);
    const key = asId(request?.headers?.['idempotency-key']);
    return key === undefined ? uuidv7() : `${key}:${eventName}`;
  }
}

function asId(value: unknown): string | undefined {
  if (Number.isSafeInteger(value) || typeof value === 'bigint') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
