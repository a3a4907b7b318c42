import type { Transactions } from '../tracking/transactions.js';
import { ConvergeOptionsError } from './converge-options.error.js';

/** The default of the option `transactions`. */
export const NO_TRANSACTIONS: Transactions = {
  join() {
    throw new ConvergeOptionsError(
      'enqueue needs the option "transactions": set it to postgres({ connection }) of ' +
        '"nestjs-converge/postgres".',
    );
  },
  openRelay: async () => undefined,
};
