import { setImmediate } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import { MAX_ENTRIES, type LedgerEntry } from '../outbox/ledger.js';
import { isTableMissing } from '../outbox/errors.js';
import { keyOf, poolOf, redisOf } from './internals.js';
import { storable } from './job-record.js';

/** How many entries are read at once. */
const PAGE = 5_000;

/**
 * What has become of the events of a queue, kept beside it on its server. Appends in batches: what comes in one
 * turn of the event loop in one call.
 */
export abstract class Ledger {
  /** What is not written yet. */
  unwritten: LedgerEntry[] = [];
  private next?: Promise<void> | undefined;

  constructor(
    protected readonly queue: Queue,
    private readonly isKept: boolean,
  ) {}

  /** Calls the function with all entries of some events, and perhaps with others. */
  abstract read(ids: readonly string[], onEntry: (entry: LedgerEntry) => void): Promise<void>;
  /** Deletes older entries. @param before milliseconds since the epoch */
  abstract prune(before: number): Promise<void>;
  protected abstract append(entries: readonly LedgerEntry[]): Promise<void>;

  /**
   * Resolves when the event may be deleted: its entry is written, or cannot be written now. Then it is
   * written together with later ones: an event that is missing in the ledger is a smaller loss than one that
   * is not sent.
   */
  async add(entries: readonly LedgerEntry[]): Promise<void> {
    if (!this.isKept || entries.length === 0) return;
    this.unwritten.push(...entries);
    await (this.next ??= this.write());
  }

  private async write(): Promise<void> {
    await setImmediate();
    const batch = this.unwritten;
    this.unwritten = [];
    this.next = undefined;
    try {
      await this.append(batch);
    } catch {
      this.unwritten = [...batch, ...this.unwritten].slice(-MAX_ENTRIES);
    }
  }
}

/** @param isKept whether it gets entries */
export function ledgerOf(queue: Queue, isKept = true): Ledger {
  const Kind = poolOf(queue) === undefined ? RedisLedger : PostgresLedger;
  return new Kind(queue, isKept);
}

/** Redis deletes by age from 6.2 on; before, the stream grows. */
const PRUNE_SCRIPT = "return redis.pcall('XTRIM', KEYS[1], 'MINID', '~', ARGV[1])";

/** A stream. Of each entry, it has seconds, id, name, and the outcome unless that is `delivered`. */
class RedisLedger extends Ledger {
  private readonly key = keyOf(this.queue, 'converge-ledger');

  async append(entries: readonly LedgerEntry[]): Promise<void> {
    const client = await redisOf(this.queue);
    const texts = entries.map(({ at, eventId, eventName, outcome }) => {
      const fields = [Math.floor(at / 1_000), eventId, eventName];
      return JSON.stringify(outcome === 'delivered' ? fields : [...fields, outcome]);
    });
    await Promise.all(texts.map((e) => client.xadd(this.key, '*', { e })));
  }

  async read(_ids: readonly string[], onEntry: (entry: LedgerEntry) => void): Promise<void> {
    const client = await redisOf(this.queue);
    for (let id: string | undefined = '0'; id !== undefined;) {
      const from = [{ key: this.key, id }];
      const streams: [string, [string, string[]][]][] | null = await client.xread(from, {
        COUNT: PAGE,
      });
      const entries = streams?.[0]?.[1] ?? [];
      for (const [, [, text]] of entries) {
        const [seconds, eventId, eventName, outcome = 'delivered'] = JSON.parse(text!);
        onEntry({ at: seconds * 1_000, eventId, eventName, outcome });
      }
      id = entries.at(-1)?.[0];
    }
  }

  async prune(before: number): Promise<void> {
    const client = await redisOf(this.queue);
    client.defineCommand('convergePrune', { numberOfKeys: 1, lua: PRUNE_SCRIPT });
    await client.runCommand('convergePrune', [this.key, before]);
  }
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
class PostgresLedger extends Ledger {
  private readonly pool = poolOf(this.queue)!;

  async append(entries: readonly LedgerEntry[]): Promise<void> {
    const storableOf = (_key: string, value: unknown) =>
      typeof value === 'string' ? storable(value) : value;
    const rows = JSON.stringify(entries, storableOf);
    if ((await this.run(APPEND, rows)) !== undefined) return;
    await this.pool.query(TABLE);
    await this.run(APPEND, rows);
  }

  async read(ids: readonly string[], onEntry: (entry: LedgerEntry) => void): Promise<void> {
    const entries = await this.run<LedgerEntry>(READ, ids.map(storable));
    for (const entry of entries ?? []) onEntry(entry);
  }

  async prune(before: number): Promise<void> {
    await this.run(PRUNE, Math.floor(before / 1_000));
  }

  /** @returns undefined if there is no table: a role that may not create tables may write into one that is there */
  private async run<Row>(sql: string, ...params: unknown[]): Promise<Row[] | undefined> {
    try {
      return (await this.pool.query<Row & object>(sql, [this.queue.name, ...params])).rows;
    } catch (error) {
      if (isTableMissing(error)) return undefined;
      throw error;
    }
  }
}
