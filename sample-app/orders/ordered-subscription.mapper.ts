import type { TrackingContext, TrackOptions } from 'nestjs-converge';
import { contactFields } from '../customers/contact-fields.js';
import { SubscriptionPropertiesMapper } from '../subscriptions/subscription-properties.mapper.js';
import type { Order } from './order.interface.js';

const properties = new SubscriptionPropertiesMapper();

/** Tracks the subscription that an order started. `when` is asked first, so it is there for the rest. */
export const orderedSubscription = {
  when: (order: Order) => order.startedSubscription !== undefined,
  properties: (order: Order, context: TrackingContext) =>
    properties.map(order.startedSubscription!, context),
  profileProperties: ({ customer, ship }: Order) => contactFields(customer, ship),
  eventId: (order: Order) => order.startedSubscription!.id,
  timestamp: (order: Order) => order.startedSubscription!.startedAt,
} satisfies TrackOptions<Order>;
