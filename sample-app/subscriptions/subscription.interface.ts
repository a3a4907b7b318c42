import type { Customer } from '../customers/customer.interface.js';
import type { Plan } from './plans.js';

export interface Subscription {
  readonly id: string;
  readonly customer: Customer;
  readonly plan: Plan;
  readonly startedAt: string;
  readonly cancelledAt?: string;
}
