import { money } from 'nestjs-converge';
import { CURRENCY, share, toCents } from '../money.js';
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
    subtotal: inDollars(subtotal),
    discount: inDollars(discount),
    shipping: inDollars(shipping),
    tax: 0,
    total: inDollars(subtotal - discount + shipping),
  };
}

function inDollars(cents: number): number {
  return money(cents, { minor: true, currency: CURRENCY });
}
