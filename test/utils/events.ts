import type { ConvergeEvent } from '../../lib/index.js';

/** A right event, to be varied. */
export function orderEvent(
  change: Partial<Record<keyof ConvergeEvent, unknown>> = {},
): ConvergeEvent {
  return {
    event_name: 'Placed Order',
    event_id: 'order-1',
    properties: { id: 'order-1', total_price: 42.5, currency: 'EUR' },
    profile_properties: { $email: 'jane@example.com' },
    aliases: ['urn:email:jane@example.com'],
    timestamp: '2024-09-02T12:34:56Z',
    ...change,
  } as ConvergeEvent;
}
