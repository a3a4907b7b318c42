import { aliases, type AliasesMapper } from 'nestjs-converge';
import type { Customer } from './customer.interface.js';

/** Whatever the shop answers with a customer in it; who only reads the newsletter has no id. */
export interface WithCustomer {
  readonly customer: Partial<Pick<Customer, 'id'>> & Pick<Customer, 'email'>;
}

/** The aliases of every event of the shop: each result that is tracked carries its customer. */
export class CustomerAliasesMapper implements AliasesMapper<WithCustomer> {
  map({ customer: { id, email } }: WithCustomer) {
    return aliases().email(email).customerId(id);
  }
}
