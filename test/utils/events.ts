import type { ConvergeEvent } from '../../lib/index.js';

const EMAIL = 'jane@example.com';

/** What a handler returns for the default mappers to find: an order without any violation. */
export function orderParts(id = 'order-1') {
  return {
    properties: {
      id,
      total_price: 42.5,
      total_tax: 6.79,
      total_shipping: 4.9,
      currency: 'EUR',
      $email: EMAIL,
      $is_new_customer: false,
    },
    profile_properties: { $email: EMAIL },
    aliases: [`urn:email:${EMAIL}`],
  };
}

/** The same for a subscription, or for one of its renewals. */
export function subscriptionParts(id: string) {
  const { properties, ...rest } = orderParts(id);
  const { $is_new_customer: _, ...purchase } = properties;
  return { ...rest, properties: purchase };
}

/** A right event, to be varied. */
export function orderEvent(
  change: Partial<Record<keyof ConvergeEvent, unknown>> = {},
): ConvergeEvent<'Placed Order'> {
  return {
    event_name: 'Placed Order',
    event_id: 'order-1',
    ...orderParts(),
    timestamp: '2024-09-02T12:34:56Z',
    ...change,
  } as ConvergeEvent<'Placed Order'>;
}

/** Another right event. */
export function signUpEvent(id: string): ConvergeEvent<'Signed Up'> {
  const { profile_properties, aliases } = orderParts();
  const properties = { ...profile_properties };
  return { event_name: 'Signed Up', event_id: id, properties, profile_properties, aliases };
}
