import type { Address } from '../customers/address.interface.js';
import type { Customer } from '../customers/customer.interface.js';
import type { Subscription } from '../subscriptions/subscription.interface.js';

export interface OrderLine {
  readonly productId: string;
  readonly name: string;
  readonly unitPrice: number;
  readonly quantity: number;
  /** A fraction of the line: 0.05 is five per cent. */
  readonly discount: number;
}

export interface OrderTotals {
  readonly currency: string;
  readonly subtotal: number;
  readonly discount: number;
  readonly shipping: number;
  readonly tax: number;
  readonly total: number;
}

export interface Order {
  readonly id: string;
  readonly placedAt: string;
  readonly freight: number;
  readonly customer: Customer;
  readonly ship: Address & { readonly address: string };
  readonly lines: readonly OrderLine[];
  readonly totals: OrderTotals;
  /** Whether it is the customer's first order in this shop. */
  readonly isNewCustomer: boolean;
  /** Only for an order with a plan. */
  readonly startedSubscription?: Subscription;
}
