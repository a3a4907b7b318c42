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

/** The fields of an order as they are, without parsing a phone number or looking up a country. */
export const plain = {
  properties: ({ id, customer, ship, lines, totals, isNewCustomer }: Order) => ({
    id,
    total_price: totals.total,
    total_tax: totals.tax,
    total_shipping: totals.shipping,
    total_discount: totals.discount,
    currency: totals.currency,
    items: lines.map(({ productId, name, unitPrice, quantity }) => ({
      product_id: productId,
      name,
      price: unitPrice,
      currency: totals.currency,
      quantity,
    })),
    $is_new_customer: isNewCustomer,
    ...plainContact(customer, ship),
  }),
  profileProperties: ({ customer, ship }: Order) => plainContact(customer, ship),
  aliases: ({ customer }: Order) => [
    `urn:email:${customer.email}`,
    `urn:customer_id:${customer.id}`,
  ],
};

function plainContact({ email, phone }: Order['customer'], { city, postalCode }: Order['ship']) {
  return { $email: email, $phone_number: phone, $city: city, $zip_code: postalCode };
}

export function plainOrder(order: Order): ConvergeEvent {
  return {
    event_name: 'Placed Order',
    event_id: order.id,
    properties: plain.properties(order),
    profile_properties: plain.profileProperties(order),
    aliases: plain.aliases(order),
    timestamp: order.placedAt,
  };
}
