export { migration } from './events-table.js';
export { postgres, type PostgresOptions } from './postgres.js';
export type { StatementRunner } from './transaction-handle.js';
export type { Transactions } from '../tracking/transactions.js';
