import type { Order } from '../orders/order.interface.js';
import { demoOrder } from './demo-order.js';

/** Places an order as a customer's browser does. */
export async function placeOrder(shopUrl: string): Promise<Order> {
  const response = await fetch(`${shopUrl}/orders`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(demoOrder),
  });
  const body = await response.text();
  if (response.status !== 201) throw new Error(`POST /orders answered ${response.status}: ${body}`);
  return JSON.parse(body);
}
