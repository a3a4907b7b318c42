import type { ProfilePropertiesMapper } from 'nestjs-converge';
import { contactFields } from '../customers/contact-fields.js';
import type { Order } from './order.interface.js';

export class OrderProfileMapper implements ProfilePropertiesMapper<Order> {
  map({ customer, ship }: Order) {
    return contactFields(customer, ship);
  }
}
