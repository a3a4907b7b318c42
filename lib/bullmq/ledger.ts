import { setImmediate } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import type { LedgerEntry } from '../outbox/ledger.js';
import { isTableMissing } from '../outbox/errors.js';
import { keyOf, poolOf, redisOf } from './internals.js';
import { storable } from './job-record.js';

/** What has become of the events of a queue, kept beside it on its server. */
export interface Ledger {
  append(entries: readonly LedgerEntry[]): Promise<void>;
  /** Calls the function with all entries of some events, and perhaps with others. */
  read(eventIds: readonly string[], onEntry: (entry: LedgerEntry) => void): Promise<void>;
  /** Deletes older entries. @param before milliseconds since the epoch */
  prune(before: number): Promise<void>;
}

/** How many entries are read at once. */
const PAGE = 5_000;
/** How many entries are kept in memory while the server does not take them; then the oldest are left out. */
const MAX_KEPT = 100_000;

/** Redis deletes by age from 6.2 on; before, the stream grows. */
const PRUNE_SCRIPT = "return redis.pcall('XTRIM', KEYS[1], 'MINID', '~', ARGV[1])";

/** A stream. */
export function redisLedger(queue: Queue): Ledger {
  const key = keyOf(queue, 'converge-ledger');
  return {
    async append(entries) {
      const client = await redisOf(queue);
      await Promise.all(entries.map((entry) => client.xadd(key, '*', { e: toText(entry) })));
    },

    async read(_eventIds, onEntry) {
      const client = await redisOf(queue);
      for (let id: string | undefined = '0'; id !== undefined;) {
        const streams: [string, [string, string[]][]][] | null = await client.xread([{ key, id }], {
          COUNT: PAGE,
        });
        const entries = streams?.[0]?.[1] ?? [];
        for (const [, [, text]] of entries) onEntry(fromText(text!));
        id = entries.at(-1)?.[0];
      }
    },

    async prune(before) {
      const client = await redisOf(queue);
      client.defineCommand('convergePrune', { numberOfKeys: 1, lua: PRUNE_SCRIPT });
      await client.runCommand('convergePrune', [key, before]);
    },
  };
}

/** An outcome that is `delivered` is left out. */
function toText({ eventId, eventName, outcome, at }: LedgerEntry): string {
  const fields = [Math.floor(at / 1_000), eventId, eventName];
  return JSON.stringify(outcome === 'delivered' ? fields : [...fields, outcome]);
}

function fromText(text: string): LedgerEntry {
  const [seconds, eventId, eventName, outcome = 'delivered'] = JSON.parse(text);
  return { at: seconds * 1_000, eventId, eventName, outcome };
}

/** An audit reads all rows of a queue, so that they need no index of ids; `at` is in seconds. */
const TABLE = `
  CREATE TABLE IF NOT EXISTS converge_ledger (
    at integer NOT NULL,
    queue text NOT NULL,
    event_id text NOT NULL,
    event_name text NOT NULL,
    outcome text NOT NULL
  );
  CREATE INDEX IF NOT EXISTS converge_ledger_at ON converge_ledger USING brin (at)`;
const APPEND = `INSERT INTO converge_ledger (queue, at, event_id, event_name, outcome)
  SELECT $1, at / 1000, "eventId", "eventName", outcome
  FROM jsonb_to_recordset($2) AS entry (at bigint, "eventId" text, "eventName" text, outcome text)`;
const READ = `SELECT at * 1000.0::float AS at, event_id AS "eventId", event_name AS "eventName", outcome
  FROM converge_ledger JOIN unnest($2::text[]) AS wanted (id) ON event_id = wanted.id WHERE queue = $1`;
const PRUNE = 'DELETE FROM converge_ledger WHERE queue = $1 AND at < $2';

/** A table next to those of BullMQ, made with the first entry. */
export function postgresLedger(queue: Queue): Ledger {
  const pool = poolOf(queue);
  const run = async <Row>(sql: string, ...params: unknown[]): Promise<Row[] | undefined> => {
    try {
      return (await pool.query<Row & object>(sql, [queue.name, ...params])).rows;
    } catch (error) {
      // Made only then: a role that may not create tables may write into one that is there.
      if (isTableMissing(error)) return undefined;
      throw error;
    }
  };
  return {
    async append(entries) {
      const storableOf = (_key: string, value: unknown) =>
        typeof value === 'string' ? storable(value) : value;
      const rows = JSON.stringify(entries, storableOf);
      if ((await run(APPEND, rows)) !== undefined) return;
      await pool.query(TABLE);
      await run(APPEND, rows);
    },

    async read(eventIds, onEntry) {
      const entries = await run<LedgerEntry>(READ, eventIds.map(storable));
      for (const entry of entries ?? []) onEntry(entry);
    },

    async prune(before) {
      await run(PRUNE, Math.floor(before / 1_000));
    },
  };
}

/** Appends in batches: what comes in one turn of the event loop in one call. */
export class LedgerWriter {
  private entries: LedgerEntry[] = [];
  private next?: Promise<void>;

  /** @param ledger undefined for none */
  constructor(private readonly ledger: Ledger | undefined) {}

  /** What is not written yet. */
  get unwritten(): readonly LedgerEntry[] {
    return this.entries;
  }

  /**
   * Resolves when the event may be deleted: its entry is written, or cannot be written now. Then it is
   * written together with later ones: an event that is missing in the ledger is a smaller loss than one that
   * is not sent.
   */
  async add(entries: readonly LedgerEntry[]): Promise<void> {
    if (this.ledger === undefined || entries.length === 0) return;
    this.entries.push(...entries);
    await (this.next ??= this.write(this.ledger));
  }

  private async write(ledger: Ledger): Promise<void> {
    await setImmediate();
    const batch = this.entries;
    this.entries = [];
    this.next = undefined;
    try {
      await ledger.append(batch);
    } catch {
      this.entries = [...batch, ...this.entries].slice(-MAX_KEPT);
    }
  }
}
