import { randomUUID } from 'node:crypto';
import {
  BadRequestException,
  ConflictException,
  Injectable,
  NotFoundException,
} from '@nestjs/common';
import type { Customer } from '../customers/customer.interface.js';
import { PLANS } from './plans.js';
import type { Subscription } from './subscription.interface.js';

@Injectable()
export class SubscriptionsService {
  private readonly subscriptions = new Map<string, Subscription>();

  start(customer: Customer, planId: string, startedAt = new Date().toISOString()): Subscription {
    const plan = PLANS.find(({ id }) => id === planId);
    if (plan === undefined) throw new BadRequestException(`There is no plan ${planId}.`);
    const subscription = { id: randomUUID(), customer, plan, startedAt };
    this.subscriptions.set(subscription.id, subscription);
    return subscription;
  }

  cancel(id: string): Subscription {
    const subscription = this.subscriptions.get(id);
    if (subscription === undefined) throw new NotFoundException(`There is no subscription ${id}.`);
    if (subscription.cancelledAt !== undefined) {
      throw new ConflictException(`Subscription ${id} is already cancelled.`);
    }
    const cancelled = { ...subscription, cancelledAt: new Date().toISOString() };
    this.subscriptions.set(id, cancelled);
    return cancelled;
  }
}
