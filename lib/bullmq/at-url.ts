import { SchemaMigrationRequiredError, type Queue } from 'bullmq';
import { isPostgres } from '../options/environment.js';
import type { Broker, OutboxAdmin } from '../outbox/outbox.js';
import { endsWithin } from '../outbox/time.js';
import { BullmqAdmin, Sources } from './admin.js';
import { bullmq, DEFAULT_QUEUE, serverOf, type BullmqOptions } from './bullmq.js';
import { siblingOf } from './internals.js';
import { LedgerWriter } from './ledger.js';
import { ReconnectingClient, unavailable } from './reconnecting-client.js';

/** How long it may take to connect, and to disconnect, in milliseconds. */
const [CONNECT_MS, CLOSE_MS] = [5_000, 1_000];

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
 * Opens the queue of a source for operators, by the one that lists the sources: opening that of an unknown
 * source would make it. It sends nothing, and makes no tables.
 *
 * @returns undefined if no application has recorded anything with this source
 * @throws OutboxUnavailableError
 */
export async function openAdminAt(url: string, source: string): Promise<ServerAdmin | undefined> {
  const options = optionsAt(url, false);
  const server = serverOf(options);
  const sources = new Sources(options.queue ?? DEFAULT_QUEUE, source);
  let client!: ReconnectingClient<Queue>;
  const tried = new Promise<void>((resolve) => {
    client = new ReconnectingClient(
      () => server.queue(sources.base),
      () => resolve(),
    );
  });
  const close = () => client.close(CLOSE_MS);
  try {
    await endsWithin(tried, CONNECT_MS);
    const isMade = !(client.error instanceof SchemaMigrationRequiredError);
    if (isMade && (await sources.names(client.now)).includes(sources.own)) {
      const queue = siblingOf(client.now, sources.own);
      const admin = new BullmqAdmin(
        { now: queue },
        {
          source,
          sources,
          writer: new LedgerWriter(() => server.ledger(queue)),
          ledger: (each) => server.ledger(each),
          eraseHeld: async () => 0,
        },
      );
      return Object.assign(admin, { close });
    }
  } catch (error) {
    await close();
    throw unavailable(error);
  }
  await close();
  return undefined;
}
