import { randomUUID } from 'node:crypto';
import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import type { CreateOrderDto } from './create-order.dto.js';
import { orderTotals } from './order-totals.js';
import type { Order } from './order.interface.js';
import { OrdersRepository } from './orders.repository.js';

@Injectable()
export class OrdersService {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly subscriptions: SubscriptionsService,
  ) {}

  create(dto: CreateOrderDto): Order {
    const { freight, customer, ship, lines, plan } = dto;
    // A counter would restart with the process, and Converge drops an event with a known id.
    const id = dto.id ?? randomUUID();
    const placedAt = dto.placedAt ?? new Date().toISOString();
    if (this.orders.find(id))
      throw new ConflictException(`Order ${id} already exists: use another id.`);
    const order: Order = {
      id,
      placedAt,
      freight,
      customer,
      ship,
      lines,
      totals: orderTotals(lines, freight),
      isNewCustomer: !this.orders.hasOrdered(customer.id),
      ...(plan && { startedSubscription: this.subscriptions.start(customer, plan, placedAt) }),
    };
    this.orders.add(order);
    return order;
  }

  get(id: string): Order {
    const order = this.orders.find(id);
    if (order === undefined) throw new NotFoundException(`There is no order ${id}.`);
    return order;
  }

  /** All orders, oldest first. */
  list(): readonly Order[] {
    return this.orders.list();
  }
}
