import { SchemaMigrationRequiredError } from 'bullmq';
import { isPostgres } from '../options/environment.js';
import { TOO_SLOW } from '../outbox/errors.js';
import type { Broker, OutboxAdmin } from '../outbox/outbox.js';
import { unavailable } from '../outbox/server-error.js';
import { within } from '../outbox/time.js';
import { BullmqAdmin, listQueues, nameOf } from './admin.js';
import { bullmq, placeOf } from './bullmq.js';
import { connected, disconnect } from './connect.js';
import { siblingOf } from './internals.js';
import { LedgerWriter } from './ledger.js';

/** How long it may take to connect, in milliseconds. */
const CONNECT_MS = 5_000;

/**
 * The outbox on the server of a URL, whose query may have more options of `bullmq()`.
 *
 * @throws ConvergeOptionsError
 */
export function brokerAt(url: string): Broker {
  return bullmq(isPostgres(url) ? { postgres: url } : { connection: url }).broker!;
}

/** Connects to the queue that lists the sources, without making any tables. */
async function connectTo(url: string) {
  const options = isPostgres(url)
    ? { postgres: { connectionString: url, migrate: false } }
    : { connection: url };
  const { queue: base, server: serverAt } = placeOf(options);
  const server = serverAt();
  const listing = server.queue(base);
  try {
    await within(connected(listing), CONNECT_MS, TOO_SLOW);
    return { base, server, listing, names: await listQueues(listing, base) };
  } catch (error) {
    await disconnect(listing);
    throw error;
  }
}

/** Why events are not safe on the server of a URL, in words, with what to do; nothing if it cannot be asked. */
export async function risksAt(url: string): Promise<string[]> {
  const to = await connectTo(url).catch(() => undefined);
  if (to === undefined) return [];
  const risks = await to.server.risks(to.listing);
  await disconnect(to.listing);
  return risks;
}

/** What operators do there, from outside of an application. */
export interface ServerAdmin extends OutboxAdmin {
  close(): Promise<void>;
}

/**
 * Opens the queue of a source for operators, by the one that lists the sources: opening that of an unknown
 * source would make it. It sends nothing.
 *
 * @returns undefined if no application has recorded anything with this source
 * @throws OutboxUnavailableError
 */
export async function openAdminAt(url: string, source: string): Promise<ServerAdmin | undefined> {
  try {
    const { base, server, listing, names } = await connectTo(url);
    const close = () => disconnect(listing);
    const own = nameOf(base, source);
    if (names.includes(own)) {
      const queue = siblingOf(listing, own);
      const ledger = new LedgerWriter(server.ledger(queue));
      return Object.assign(new BullmqAdmin({ server, queue, ledger }, base), { close });
    }
    await close();
    return undefined;
  } catch (error) {
    if (error instanceof SchemaMigrationRequiredError) return undefined;
    throw unavailable(error);
  }
}
