import { CURRENCY, fromCents, share, toCents } from '../money.js';
import type { OrderLine, OrderTotals } from './order.interface.js';

export function orderTotals(lines: readonly OrderLine[], freight: number): OrderTotals {
  let subtotal = 0;
  let discount = 0;
  for (const line of lines) {
    const gross = toCents(line.unitPrice) * line.quantity;
    subtotal += gross;
    discount += share(gross, line.discount);
  }
  const shipping = toCents(freight);
  return {
    currency: CURRENCY,
    subtotal: fromCents(subtotal),
    discount: fromCents(discount),
    shipping: fromCents(shipping),
    tax: 0,
    total: fromCents(subtotal - discount + shipping),
  };
}
