import { v7 as uuidv7 } from 'uuid';
import type { Mapper } from '../mapper.interface.js';
import type { TrackingContext } from '../tracking-context.interface.js';

/**
 * Takes `result.event_id`; else, for `Placed Order`, the order id in the mapped `properties.id`; else
 * the request's `Idempotency-Key` header with the event's name (one request can give several events);
 * else makes a new UUIDv7.
 *
 * @publicApi
 */
export class DefaultEventIdMapper implements Mapper<any, string> {
  map(result: any, { eventName, properties, request }: TrackingContext): string | Promise<string> {
    const given = asId(result?.event_id);
    if (given !== undefined) return given;
    const orderId = eventName === 'Placed Order' ? asId((properties as any)?.id) : undefined;
    if (orderId !== undefined) return orderId;
    const key = asId(request?.headers?.['idempotency-key']);
    return key === undefined ? uuidv7() : `${key}:${eventName}`;
  }
}

function asId(value: unknown): string | undefined {
  if (Number.isSafeInteger(value) || typeof value === 'bigint') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
