import type { TrackingContext, TrackOptions } from 'nestjs-converge';
import { customerContact } from '../customers/customer-contact.js';
import { SubscriptionPropertiesMapper } from '../subscriptions/subscription-properties.mapper.js';
import type { Order } from './order.interface.js';

const properties = new SubscriptionPropertiesMapper();

/** Tracks the subscription of an order. `when` runs first, so the other mappers always get one. */
export const orderedSubscription = {
  when: (order: Order) => order.startedSubscription !== undefined,
  properties: ({ startedSubscription, customer, ship }: Order, context: TrackingContext) => ({
    ...properties.map(startedSubscription!, context),
    // The order also has the address.
    ...customerContact(customer, ship),
  }),
  timestamp: (order: Order) => order.startedSubscription!.startedAt,
} satisfies TrackOptions<Order, 'Started Subscription'>;
