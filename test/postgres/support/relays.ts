import { afterEach } from '@jest/globals';
import { OutboxFullError, type FullReason } from '../../../lib/outbox/errors.js';
import type { NewRecord } from '../../../lib/outbox/outbox.js';
import { postgres } from '../../../lib/postgres/index.js';
import { Reporter } from '../../../lib/reporting/reporter.js';
import type { Relay } from '../../../lib/tracking/transactions.js';
import type { TestDatabase } from '../../utils/postgres.js';
import { inTransaction } from './libraries.js';

/** An outbox of a relay that keeps what it gets, and refuses what a test says. */
export class RelayOutbox {
  readonly records: NewRecord[] = [];
  refuses: (record: NewRecord) => FullReason | undefined = () => undefined;
  /** What happens between the put of a record and its deletion from the table. */
  afterPut: () => Promise<unknown> = async () => undefined;

  get bodies(): string[] {
    return this.records.map(({ body }) => body);
  }

  async put(record: NewRecord): Promise<void> {
    const reason = this.refuses(record);
    if (reason !== undefined) throw new OutboxFullError(reason);
    this.records.push(record);
    await this.afterPut();
  }
}

/** For the top of a spec: relays that are stopped after each test, and the lines that they log. */
export function useRelays(database: TestDatabase) {
  const started: Relay[] = [];
  const lines: string[] = [];
  const write = (_level: string, line: string) => void lines.push(line);
  const log = { write, isDebugEnabled: () => false };
  // A new one for each test, since it logs only the first of equal reports.
  let reporter = new Reporter({}, log);
  afterEach(async () => {
    await Promise.all(started.splice(0).map((relay) => relay.stop(1_000)));
    await database.pool.query('DELETE FROM converge_events');
    lines.length = 0;
    reporter = new Reporter({}, log);
  });
  return {
    lines,
    async start(
      outbox: RelayOutbox,
      {
        source = 'source',
        table = 'converge_events',
        connection = database.url as string | object,
      } = {},
    ): Promise<Relay> {
      const relay = await postgres({ connection, table }).openRelay({ outbox, source, reporter });
      started.push(relay!);
      relay!.start();
      return relay!;
    },
    /** Commits events with these bodies, each in a transaction of its own. */
    async commit(bodies: readonly string[], { source = 'source', table = 'converge_events' } = {}) {
      const transactions = postgres({ connection: false, table });
      for (const body of bodies) {
        const record = { eventName: 'Placed Order', origin: 'Shop#order', body, recordedAt: 0 };
        await inTransaction(database.pool, (client) =>
          transactions.join(client, source).put(record),
        );
      }
    },
  };
}

export function numbered(count: number, prefix = 'order'): string[] {
  return Array.from({ length: count }, (_, n) => `{"event_id":"${prefix}-${n}"}`);
}
