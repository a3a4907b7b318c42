import type { PropertiesMapper } from 'nestjs-converge';
import { customerContact } from '../customers/customer-contact.js';
import type { Order } from './order.interface.js';

export class OrderPropertiesMapper implements PropertiesMapper<Order, 'Placed Order'> {
  map({ id, customer, ship, lines, totals, isNewCustomer }: Order) {
    const { currency } = totals;
    return {
      id,
      total_price: totals.total,
      total_tax: totals.tax,
      total_shipping: totals.shipping,
      total_discount: totals.discount,
      currency,
      items: lines.map(({ productId, name, unitPrice, quantity }) => ({
        product_id: productId,
        name,
        price: unitPrice,
        currency,
        quantity,
      })),
      $is_new_customer: isNewCustomer,
      ...customerContact(customer, ship),
    };
  }
}
