import { SchemaMigrationRequiredError } from 'bullmq';
import { isPostgres } from '../options/environment.js';
import { TOO_SLOW, unavailable } from '../outbox/errors.js';
import type { Broker, OutboxAdmin } from '../outbox/outbox.js';
import { within } from '../outbox/time.js';
import { BullmqAdmin, listQueues, nameOf } from './admin.js';
import { bullmq, placeOf } from './bullmq.js';
import { connected, disconnect, CONNECT_MS, type Server } from './server.js';
import { siblingOf } from './internals.js';
import { LedgerWriter } from './ledger.js';

/**
 * The outbox on the server of a URL, whose query may have more options of `bullmq()`.
 *
 * @throws ConvergeOptionsError
 */
export function brokerAt(url: string): Broker {
  return bullmq(isPostgres(url) ? { postgres: url } : { connection: url }).broker!;
}

/** A server as operators use it, from outside of an application: nothing is sent. */
export interface ServerAt {
  /** Why events are not safe there, in words, with what to do. */
  risks(): Promise<string[]>;
  /** @returns undefined if no application has recorded anything with this source */
  adminOf(source: string): OutboxAdmin | undefined;
}

/**
 * Connects to the server of a URL, without making any tables or queues, and disconnects after the work.
 *
 * @throws OutboxUnavailableError
 */
export async function useServerAt<T>(url: string, work: (at: ServerAt) => Promise<T>): Promise<T> {
  const options = isPostgres(url)
    ? { postgres: { connectionString: url, migrate: false } }
    : { connection: url };
  const { queue: base, server: serverAt } = placeOf(options);
  const server = serverAt();
  const { listing, names } = await openListing(server, base).catch((error: unknown) => {
    throw unavailable(error);
  });
  const adminOf = (source: string) => {
    const own = nameOf(base, source);
    if (!names.includes(own)) return undefined;
    const queue = siblingOf(listing, own);
    const ledger = new LedgerWriter(server.ledger(queue));
    return new BullmqAdmin({ server, queue, ledger }, base);
  };
  try {
    return await work({ risks: () => server.risks(listing), adminOf });
  } finally {
    await disconnect(listing);
  }
}

async function openListing(server: Server, base: string) {
  const listing = server.queue(base);
  try {
    await within(connected(listing), CONNECT_MS, TOO_SLOW);
    return { listing, names: await listQueues(listing, base) };
  } catch (error) {
    await disconnect(listing);
    // Without BullMQ's tables, nothing was recorded.
    if (error instanceof SchemaMigrationRequiredError) return { listing, names: [] };
    throw error;
  }
}
