import { checkKeys, ConvergeOptionsError, received } from '../options/check-values.js';
import type { Relay, Transactions } from '../tracking/transactions.js';
import { DEFAULT_TABLE, eventsTable } from './events-table.js';
import { connectorTo, PostgresRelay } from './postgres-relay.js';
import { runnerOf } from './transaction-handle.js';

export { migration } from './events-table.js';
export type { StatementRunner } from './transaction-handle.js';
export type { Transactions };

/** The options of {@link postgres}. */
export interface PostgresOptions {
  /**
   * Where the relay of this process connects: a URL, or the settings of node-postgres, or a pool of it,
   * whose settings are then used. The relay has one connection of its own, which must reach PostgreSQL
   * itself or a pooler in session mode. `false` if another process moves the events to its outbox.
   */
  connection: string | object | false | undefined;
  /**
   * The table of {@link migration}, with its schema if that is not in the `search_path`.
   *
   * @default 'converge_events'
   */
  table?: string;
}

/**
 * Lets `enqueue` write events in the transactions of the application's PostgreSQL, so that an event exists
 * exactly when its order does. A relay moves them to the outbox after the commit.
 *
 * @throws ConvergeOptionsError for invalid settings
 *
 * @example
 * ```ts
 * ConvergeModule.forRoot({ transactions: postgres({ connection: process.env.DATABASE_URL }) })
 * ```
 */
export function postgres(options: PostgresOptions): Transactions {
  checkKeys(options, ['connection', 'table'], 'postgres: the options');
  const { connection } = options;
  const table = eventsTable(options.table ?? DEFAULT_TABLE);
  if (!isConnection(connection)) {
    throw new ConvergeOptionsError(
      'postgres: "connection" must be a URL, or the settings or a pool of node-postgres, or false if another ' +
        `process moves the events to its outbox; got ${received(connection && typeof connection)}.`,
    );
  }
  return {
    join(handle, source) {
      const run = runnerOf(handle);
      return { put: (record) => table.insert(run, record, source) };
    },
    async openRelay(parts) {
      if (connection === false) return ELSEWHERE;
      return new PostgresRelay(table, await connectorTo(connection), parts);
    },
  };
}

/** Another process moves the events: this one cannot do it, and does not know whether any are left. */
const ELSEWHERE: Relay = {
  start: () => undefined,
  drain: async () => false,
  adopt: async () => 0,
  stop: async () => undefined,
};

function isConnection(value: unknown): value is string | object | false {
  return value === false || (Boolean(value) && ['string', 'object'].includes(typeof value));
}
