import type { ProfilePropertiesMapper } from 'nestjs-converge';
import { contactFields } from '../customers/contact-fields.js';
import type { Subscription } from './subscription.interface.js';

export class SubscriptionProfileMapper implements ProfilePropertiesMapper<Subscription> {
  map({ customer }: Subscription) {
    return contactFields(customer);
  }
}
