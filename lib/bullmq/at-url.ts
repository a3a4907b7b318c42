import { SchemaMigrationRequiredError } from 'bullmq';
import { isPostgres } from '../options/outbox-path.js';
import type { Broker } from '../outbox/outbox.js';
import type { OutboxAdmin } from '../outbox/outbox.js';
import { endsWithin } from '../outbox/time.js';
import { BullmqAdmin } from './bullmq-admin.js';
import { bullmq, DEFAULT_QUEUE, serverOf, type BullmqOptions } from './bullmq.js';
import { Member } from './member.js';
import { QueueLedger } from './queue-ledger.js';
import type { Server } from './server.js';
import { Sources } from './sources.js';
import { unavailable } from './unavailable.js';

/** How long it may take to connect, and to say farewell, in milliseconds. */
const [CONNECT_MS, CLOSE_MS] = [5_000, 1_000];
/** How long notes of the command line are kept: the applications know better, and delete them. */
const LEDGER_MS = 10 * 365 * 24 * 3_600_000;

/**
 * The outbox on the server of a URL, whose query may have more options of `bullmq()`.
 *
 * @throws ConvergeOptionsError
 */
export function brokerAt(url: string): Broker {
  return bullmq(optionsAt(url, true)).broker!;
}

/**
 * The query may have `queue`, and `prefix` (Redis) or `schema` (PostgreSQL); all else is the server's.
 *
 * @param migrate whether BullMQ's tables are made or brought up to date
 */
function optionsAt(
  url: string,
  migrate: boolean,
): Pick<BullmqOptions, 'connection' | 'postgres' | 'queue' | 'prefix'> {
  const rest = new URL(url);
  const take = (name: string) => {
    const value = rest.searchParams.get(name) ?? undefined;
    rest.searchParams.delete(name);
    return value;
  };
  const queue = take('queue');
  if (!isPostgres(url)) return { queue, prefix: take('prefix'), connection: rest.href };
  return { queue, postgres: { schema: take('schema'), connectionString: rest.href, migrate } };
}

/** What operators do there, from outside of an application. */
export interface ServerAdmin extends OutboxAdmin {
  close(): Promise<void>;
}

/**
 * Opens the queue of a source for operators. It leases nothing, lists no source, and makes no tables.
 *
 * @returns undefined if no application has recorded anything with this source
 * @throws OutboxUnavailableError
 */
export async function openAdminAt(url: string, source: string): Promise<ServerAdmin | undefined> {
  const options = optionsAt(url, false);
  const server = serverOf(options);
  const { queue: name = DEFAULT_QUEUE } = options;
  const sources = new Sources(name, source);
  if (!(await isListed(server, name, sources))) return undefined;
  const queue = new Member(() => server.queue(sources.own));
  await endsWithin(queue.tried(), CONNECT_MS);
  const ledger = new QueueLedger(queue, server.ledger(LEDGER_MS));
  const admin = new BullmqAdmin(queue, ledger, sources, source, async () => 0);
  return Object.assign(admin, { close: () => queue.close(CLOSE_MS) });
}

/** Asks by the queue that lists the sources: that of an unknown one would be made by being opened. */
async function isListed(server: Server, name: string, sources: Sources): Promise<boolean> {
  const list = new Member(() => server.queue(name));
  try {
    const tried = list.tried();
    const failure = (await endsWithin(tried, CONNECT_MS)) ? await tried : undefined;
    if (failure instanceof SchemaMigrationRequiredError) return false;
    return await sources.isListed(list.now.getBackend());
  } catch (error) {
    throw unavailable(error);
  } finally {
    await list.close(CLOSE_MS);
  }
}
