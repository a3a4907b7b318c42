import type { PropertiesMapper, SubscriptionDto, TrackingContext } from 'nestjs-converge';
import { customerContact } from '../customers/customer-contact.js';
import { CURRENCY } from '../money.js';
import type { Subscription } from './subscription.interface.js';

/** The properties of a subscription's start and end. */
export class SubscriptionPropertiesMapper implements PropertiesMapper<
  Subscription,
  'Started Subscription' | 'Cancelled Subscription'
> {
  map(
    { id, customer, plan: { id: product_id, name, price } }: Subscription,
    { eventName }: Pick<TrackingContext, 'eventName'>,
  ): SubscriptionDto {
    return {
      id,
      total_price: price,
      total_tax: 0,
      total_shipping: 0,
      currency: CURRENCY,
      items: [{ product_id, name, price, currency: CURRENCY, quantity: 1 }],
      // Converge documents cancellations as `offline`; an event without a type counts as `web`.
      $sales_channel_type: eventName === 'Cancelled Subscription' ? 'offline' : undefined,
      ...customerContact(customer),
    };
  }
}
