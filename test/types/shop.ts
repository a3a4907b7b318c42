import type { PlacedOrderDto, PropertiesMapper, ProfilePropertiesMapper } from '../../lib/index.js';

/** What the handlers of the type tests give. */
export interface Order {
  id: string;
  total: number;
  email: string;
}

export interface ImportedOrder extends Order {
  importedAt: Date;
}

export declare const order: Order;

/** The properties of an order, as a mapper gives them. */
export declare function orderProperties(order: Order): {
  id: string;
  total_price: number;
  total_tax: number;
  total_shipping: number;
  currency: string;
  $email: string;
  $is_new_customer: boolean;
};

export class OrderMapper implements PropertiesMapper<Order, 'Placed Order'> {
  map(order: Order) {
    return { ...orderProperties(order), warehouse: 7 };
  }
}

/** Written for more than the handlers give. */
export class ImportedMapper implements PropertiesMapper<ImportedOrder, 'Placed Order'> {
  map(order: ImportedOrder): PlacedOrderDto {
    return orderProperties(order);
  }
}

/** Written for less than the handlers give, and asynchronous. */
export class ContactMapper implements ProfilePropertiesMapper<{ email: string }, 'Placed Order'> {
  async map({ email }: { email: string }) {
    return { $email: email, vip: true };
  }
}

/** Written for no event in particular. */
export class LooseMapper implements PropertiesMapper<Order> {
  map({ id }: Order) {
    return { id };
  }
}
