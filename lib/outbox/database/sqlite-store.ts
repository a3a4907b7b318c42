import type { DroppedBy } from '../ledger.js';
import { OutboxFullError } from '../outbox-full.error.js';
import {
  sizeOf,
  type DeadLetter,
  type NewRecord,
  type OutboxRecord,
  type Undelivered,
} from '../outbox.js';
import type { OutboxLimits } from '../outbox-settings.js';
import { recall } from './owners.js';
import { Statements, type SqliteDatabase } from './sqlite-driver.js';
import { ARE_LEASED, SqliteLedger } from './sqlite-ledger.js';
import { SqliteTotals } from './sqlite-totals.js';
import {
  bounded,
  checksumOf,
  isIntact,
  readRow,
  RECORD_COLUMNS,
  whole,
  type StoredRecord,
} from './stored-record.js';

/** How many records an administration changes in one transaction, so that no event waits long for it. */
export const BATCH = 500;
/** Pending or waiting. */
export const IS_QUEUED = 'owner IS NULL AND died_at IS NULL';

// The statements for every event are built once: prepared ones are found by the same string.
const INSERT = `INSERT INTO events
  (source, event_name, origin, body, size, recorded_at, checksum, attempts, due_at, died_at, reason,
    status, undeliverable)
  VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?)`;
const RETURNING_SIZE = `RETURNING ${bounded('size')} AS size`;
const DELIVERED = `DELETE FROM events WHERE ${ARE_LEASED} ${RETURNING_SIZE}`;
const WAITING =
  'UPDATE events SET owner = NULL, due_at = ?, attempts = ? WHERE id = ? AND owner = ?';
const DEAD = `UPDATE events SET owner = NULL, died_at = ?, attempts = ?, reason = ?, status = ?
  WHERE id = ? AND owner = ?`;
const DAMAGED = `UPDATE events SET owner = NULL, died_at = ?, reason = ?, undeliverable = 1 WHERE id = ?`;
/** Makes waiting events pending. */
const wake = (isDue: string) => `UPDATE events SET due_at = 0 WHERE id IN
  (SELECT id FROM events WHERE source = ? AND ${IS_QUEUED} AND ${isDue} LIMIT ${BATCH})`;
const WAKE_DUE = wake('due_at BETWEEN 1 AND ?');
/** Those that no clock of today can have made wait. */
const WAKE_LATE = wake('due_at > ?');
const WAKE_NEGATIVE = wake('due_at < 0');
/** The oldest ones, as many as fit into a number of bytes; one, even if it does not fit. */
const LEASE = `UPDATE events SET owner = ? WHERE id IN
  (SELECT id FROM
    (SELECT id, size, total(size) OVER (ORDER BY id) AS bytes FROM
      (SELECT id, size FROM events WHERE source = ? AND ${IS_QUEUED} AND due_at = 0 ORDER BY id LIMIT ?))
    WHERE bytes <= ? OR bytes = size)
  RETURNING ${RECORD_COLUMNS}, ${bounded('checksum')} AS checksum`;
const NEXT_DUE = `SELECT ${bounded('min(due_at)')} AS at FROM events WHERE source = ? AND ${IS_QUEUED}`;

/** Why a damaged record is a dead letter. */
const DAMAGE =
  "damaged: its bytes in the outbox's file are not those that were recorded, so it was not sent";

/** What a lease took out of the file. */
export interface Taken {
  readonly records: readonly OutboxRecord[];
  /** Records whose bytes have changed: they became dead letters instead. */
  readonly damaged: readonly DeadLetter[];
}

/** The events in an open database. Call the methods that change something inside {@link transaction}. */
export class SqliteStore {
  readonly sql: Statements;
  readonly ledger: SqliteLedger;
  readonly totals: SqliteTotals;

  /** @param source the number of the source whose events these are */
  constructor(
    database: SqliteDatabase,
    readonly source: number,
    private readonly settings: OutboxLimits,
  ) {
    this.sql = new Statements(database);
    this.ledger = new SqliteLedger(this.sql, source, settings.ledgerMs > 0);
    this.totals = new SqliteTotals(this.sql, settings);
  }

  /**
   * Runs the work in a transaction.
   *
   * @throws SQLite's error; then nothing is changed
   */
  transaction<T>(work: () => T): T {
    this.sql.run('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.totals.write();
      this.sql.run('COMMIT');
      this.totals.commit();
      return result;
    } catch (error) {
      this.totals.rollback();
      try {
        this.sql.run('ROLLBACK');
      } catch {
        // SQLite has rolled it back itself.
      }
      throw error;
    }
  }

  /**
   * Adds a record. If the outbox is full, the oldest dead letters make room for it.
   *
   * @returns how many dead letters had to
   * @throws OutboxFullError
   */
  insert(record: NewRecord, now: number): number {
    const { eventName, origin, body, dead } = record;
    // As it is read: a clock may be before 1970.
    const recordedAt = Math.max(0, record.recordedAt);
    const size = sizeOf(record);
    if (size > this.settings.maxBytes) throw new OutboxFullError('maxBytes');
    const evicted = this.totals.limitExceededBy(size) === undefined ? 0 : this.removeOldestDead();
    const exceeded = this.totals.limitExceededBy(size);
    if (exceeded !== undefined) throw new OutboxFullError(exceeded);
    this.sql.run(
      INSERT,
      this.source,
      eventName,
      origin,
      body,
      size,
      recordedAt,
      checksumOf(eventName, origin, body, recordedAt),
      dead === undefined ? null : now,
      dead?.reason ?? null,
      dead?.status ?? null,
      dead?.undeliverable === true ? 1 : 0,
    );
    this.totals.add(size);
    return evicted;
  }

  /** Leases the oldest records that are due. @param maxBytes of all of them; one may be larger */
  lease(owner: number, limit: number, maxBytes: number, now: number): Taken {
    const { source } = this;
    // Waiting records are pending again before any is leased, so that the oldest of all goes first.
    this.sql.run(WAKE_DUE, source, now);
    this.sql.run(WAKE_LATE, source, now + this.settings.maxDelayMs);
    this.sql.run(WAKE_NEGATIVE, source);
    const rows = this.sql.all<StoredRecord>(LEASE, owner, source, limit, maxBytes);
    const records: OutboxRecord[] = [];
    const damaged: DeadLetter[] = [];
    for (const row of rows.sort((a, b) => a.id - b.id)) {
      const { checksum: _, ...record } = readRow<OutboxRecord & { checksum: unknown }>(row);
      if (isIntact(row)) records.push(record);
      else {
        this.sql.run(DAMAGED, now, DAMAGE, record.id);
        damaged.push({ ...record, reason: DAMAGE, diedAt: now, undeliverable: true });
      }
    }
    return { records, damaged };
  }

  nextDueAt(now: number): number | undefined {
    const { at } = this.sql.get<{ at: number | null }>(NEXT_DUE, this.source);
    return at !== null && at > now + this.settings.maxDelayMs ? now : (at ?? undefined);
  }

  /** Deletes delivered records, all at once. Ignores those that are no longer leased to the process. */
  deliver(ids: readonly number[], owner: number): void {
    const list = JSON.stringify(ids);
    this.ledger.noteDelivered(list, ids.length, owner);
    this.totals.subtract(this.sql.all(DELIVERED, list, owner));
  }

  /** Ignores a record that is no longer leased to the process: another one sends it. */
  acknowledge(acknowledgement: Undelivered, owner: number, now: number): void {
    const { id, state } = acknowledgement;
    if (state === 'waiting') {
      const { dueAt, attempts } = acknowledgement;
      this.sql.run(WAITING, dueAt > now ? whole(dueAt) : 0, whole(attempts), id, owner);
    } else {
      const { attempts, reason, status = null } = acknowledgement;
      this.sql.run(
        DEAD,
        now,
        whole(attempts),
        reason,
        status === null ? null : whole(status),
        id,
        owner,
      );
    }
  }

  /** Deletes a batch of the oldest dead letters of all sources that died before a time. @returns how many */
  removeOldestDead(diedBefore = Number.MAX_SAFE_INTEGER): number {
    return this.drop(
      'deleted',
      `id IN (SELECT id FROM events WHERE died_at IS NOT NULL AND source IN (SELECT id FROM sources)
         AND died_at < ? ORDER BY died_at LIMIT ${BATCH})`,
      diedBefore,
    );
  }

  /** Deletes records whatever their state. @returns how many */
  erase(ids: readonly number[]): number {
    const list = JSON.stringify(ids);
    recall(this.sql, list);
    return this.remove('id IN (SELECT value FROM json_each(?))', list);
  }

  /** Deletes records, and notes why. @param where an SQL condition @returns how many */
  drop(why: DroppedBy, where: string, ...values: Array<string | number>): number {
    this.ledger.noteDropped(why, where, values);
    return this.remove(where, ...values);
  }

  private remove(where: string, ...values: Array<string | number>): number {
    return this.totals.subtract(
      this.sql.all(`DELETE FROM events WHERE ${where} ${RETURNING_SIZE}`, ...values),
    );
  }
}

/** How to use a file whose database may be replaced by another one. */
export interface StoreAccess {
  read<T>(work: (store: SqliteStore) => T): T;
  /** Runs the work in a transaction, perhaps together with others; resolves when that is committed. */
  write<T>(work: (store: SqliteStore) => T): Promise<T>;
  /** Runs a statement that no transaction may hold, such as VACUUM. @throws SQLite's error */
  exec(sql: string): void;
  /** Removes deleted data from the write-ahead log as well. @returns whether it was possible now */
  emptyLog(): boolean;
  readonly path: string;
}
