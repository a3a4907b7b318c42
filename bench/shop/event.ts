import type { ConvergeEvent } from 'nestjs-converge';
import { CustomerAliasesMapper } from '../../sample-app/customers/customer-aliases.mapper.js';
import type { Order } from '../../sample-app/orders/order.interface.js';
import { customerContact } from '../../sample-app/customers/customer-contact.js';
import { OrderPropertiesMapper } from '../../sample-app/orders/order-properties.mapper.js';

const properties = new OrderPropertiesMapper();
const aliases = new CustomerAliasesMapper();

/** The decorator's event for an order, written by hand. */
export function placedOrder(order: Order): ConvergeEvent {
  return {
    event_name: 'Placed Order',
    event_id: order.id,
    properties: properties.map(order),
    profile_properties: customerContact(order.customer, order.ship),
    aliases: aliases.map(order).values,
    timestamp: order.placedAt,
  };
}
