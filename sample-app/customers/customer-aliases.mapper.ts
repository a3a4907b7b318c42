import { aliases, type AliasesMapper } from 'nestjs-converge';
import type { Customer } from './customer.interface.js';

/** A result of the shop that has a customer. A newsletter reader has no id. */
export interface WithCustomer {
  readonly customer: Partial<Pick<Customer, 'id'>> & Pick<Customer, 'email'>;
}

/** The aliases of all events of the shop: every tracked result has a customer. */
export class CustomerAliasesMapper implements AliasesMapper<WithCustomer> {
  map({ customer: { id, email } }: WithCustomer) {
    return aliases().email(email).customerId(id);
  }
}
