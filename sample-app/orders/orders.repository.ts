import { Injectable } from '@nestjs/common';
import type { Order } from './order.interface.js';

/** Keeps orders in memory only, which is enough for a sample. */
@Injectable()
export class OrdersRepository {
  private readonly orders = new Map<string, Order>();
  private readonly customerIds = new Set<string>();

  find(id: string): Order | undefined {
    return this.orders.get(id);
  }

  /** Oldest first. */
  list(): Order[] {
    return [...this.orders.values()];
  }

  hasOrdered(customerId: string): boolean {
    return this.customerIds.has(customerId);
  }

  add(order: Order): void {
    this.orders.set(order.id, order);
    this.customerIds.add(order.customer.id);
  }
}
