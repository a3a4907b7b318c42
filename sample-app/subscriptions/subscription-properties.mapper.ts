import type { PropertiesMapper, TrackingContext } from 'nestjs-converge';
import { contactFields } from '../customers/contact-fields.js';
import { CURRENCY } from '../money.js';
import type { Subscription } from './subscription.interface.js';

/** For the start and for the end of a subscription. */
export class SubscriptionPropertiesMapper implements PropertiesMapper<Subscription> {
  map({ id, customer, plan }: Subscription, { eventName }: Pick<TrackingContext, 'eventName'>) {
    return {
      id,
      total_price: plan.price,
      total_tax: 0,
      total_shipping: 0,
      currency: CURRENCY,
      items: [
        {
          product_id: plan.id,
          name: plan.name,
          price: plan.price,
          currency: CURRENCY,
          quantity: 1,
        },
      ],
      // Converge documents a cancellation as offline; without a type, an event counts as `web`.
      $sales_channel_type: eventName === 'Cancelled Subscription' ? 'offline' : undefined,
      ...contactFields(customer),
    };
  }
}
