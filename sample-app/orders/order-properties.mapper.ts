import type { PropertiesMapper } from 'nestjs-converge';
import { contactFields } from '../customers/contact-fields.js';
import type { Order } from './order.interface.js';

export class OrderPropertiesMapper implements PropertiesMapper<Order> {
  map({ id, customer, ship, lines, totals, isNewCustomer }: Order) {
    return {
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
      ...contactFields(customer, ship),
    };
  }
}
