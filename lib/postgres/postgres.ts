import { checkKeys, ConvergeOptionsError, received } from '../options/check-values.js';
import type { Transactions } from '../tracking/transactions.js';
import { DEFAULT_TABLE, EventsTable } from './events-table.js';
import { PostgresRelay, RelayConnection } from './postgres-relay.js';
import { runnerOf } from './transaction-handle.js';

/**
 * The options of {@link postgres}.
 */
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
  const table = new EventsTable(options.table ?? DEFAULT_TABLE);
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
      if (connection === false) return undefined;
      const connect = await RelayConnection.prepare(connection);
      return new PostgresRelay(table, connect, parts, parts.source);
    },
  };
}

function isConnection(value: unknown): value is string | object | false {
  return value === false || (Boolean(value) && ['string', 'object'].includes(typeof value));
}
