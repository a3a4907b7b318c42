import { OutboxFullError } from '../errors.js';
import { MAX_ENTRIES, type LedgerEntry } from '../ledger.js';
import type { DeadLetter, NextState, OutboxRecord, OutboxSettings } from '../outbox.js';
import { encodeRecord, sizeOf, type NewRecord } from '../record.js';
import { uptime } from '../time.js';
import {
  changeRows,
  damageError,
  Statements,
  type SqliteDatabase,
  type SqlValue,
} from './driver.js';
import type { Heartbeat, Lease } from './protocol.js';
import {
  bounded,
  checksumOf,
  EVENT_ID,
  isIntact,
  MAX_NUMBER,
  readRow,
  RECORD_COLUMNS,
  RECORD_TYPES,
  whole,
  wholeOrNull,
  type StoredRecord,
} from './rows.js';
import { findOrAddSource } from './schema.js';

/** The path of a store that is only in this process's memory. */
export const MEMORY = 'memory';

/** Stands for the source of operators: no source has this number. */
export const ALL_SOURCES = 0;

/** How long a lease holds without a heartbeat of its process, in milliseconds. */
export const LEASE_MS = 15_000;
/** How many records one transaction of an operator changes, so that no event waits long for it. */
export const BATCH = 500;
/** How many ledger entries are deleted in one transaction: so many may get old between two ticks. */
const PRUNED = 5_000;
/** About what a record needs in memory besides its body, in bytes. */
const RECORD_OVERHEAD = 512;

/** Pending or waiting. */
export const IS_QUEUED = 'holder IS NULL AND died_at IS NULL';
const OF_LIST = 'id IN (SELECT value FROM json_each(?))';
const ARE_LEASED = `${OF_LIST} AND holder = ?`;

// Statements are prepared once, and found by the same string.
const FIELDS = RECORD_TYPES.map(([column]) => column);
const INSERT = `INSERT INTO events
    (source, ${FIELDS.join()}, size, checksum, died_at, reason, status, undeliverable, due_at)
  VALUES (?, ${FIELDS.map(() => '?').join()}, ?, ?, ?, ?, ?, ?, 0)`;
const WAITING = `UPDATE events SET holder = NULL, due_at = ?, attempts = coalesce(?, attempts)
  WHERE id = ? AND holder = ?`;
const DEAD = `UPDATE events SET holder = NULL, died_at = ?, attempts = ?, reason = ?, status = ?
  WHERE id = ? AND holder = ?`;
const DAMAGED = `UPDATE events SET holder = NULL, died_at = ?, reason = ?, undeliverable = 1 WHERE id = ?`;
/** Makes waiting events pending. */
const wake = (isDue: string) => `UPDATE events SET due_at = 0 WHERE id IN
  (SELECT id FROM events WHERE source = ? AND ${IS_QUEUED} AND ${isDue} LIMIT ${BATCH})`;
const WAKE_DUE = wake('due_at BETWEEN 1 AND ?');
/** Due later than the longest pause: written by a wrong clock. */
const WAKE_LATE = wake('due_at > ?');
const WAKE_NEGATIVE = wake('due_at < 0');
const WAKE_ALL = `UPDATE events SET due_at = 0 WHERE source = ? AND ${IS_QUEUED} AND due_at <> 0`;
/** The first events in an order: so many, as far as they fit into a number of bytes; one, even if it does not fit. */
export const firstOf = (where: string, order = 'id') => `id IN
  (SELECT id FROM
    (SELECT id, size, total(size) OVER (ORDER BY ${order}) AS bytes FROM
      (SELECT id, size, died_at FROM events WHERE ${where} ORDER BY ${order} LIMIT ?))
    WHERE bytes <= ? OR bytes = size)`;
const LEASE = `UPDATE events SET holder = ? WHERE ${firstOf(`source = ? AND ${IS_QUEUED} AND due_at = 0`)}
  RETURNING ${RECORD_COLUMNS}, ${bounded('checksum')} AS checksum`;
const NEXT_DUE = `SELECT ${bounded('min(due_at)')} AS at FROM events WHERE source = ? AND ${IS_QUEUED}`;

const HEARTBEAT = 'UPDATE holders SET lease_ends = ? WHERE id = ?';
const ADD_HOLDER = 'INSERT INTO holders (id, lease_ends) VALUES (?, ?)';
/** Also those of the time before the machine was started again. */
const DELETE_LATE_HOLDERS = 'DELETE FROM holders WHERE lease_ends NOT BETWEEN ? AND ?';
const DELETE_HOLDER = 'DELETE FROM holders WHERE id = ?';
const TAKE_BACK = `UPDATE events SET holder = NULL, due_at = 0
  WHERE holder IS NOT NULL AND holder NOT IN (SELECT id FROM holders)`;

const TOTALS = `${bounded('events')} AS events, ${bounded('bytes')} AS bytes`;
const READ_TOTALS = `SELECT ${TOTALS} FROM totals`;
const ADD_TO_TOTALS = `UPDATE totals SET events = ${bounded('events')} + ?, bytes = ${bounded('bytes')} + ?`;

const ADD_ENTRY =
  'INSERT INTO ledger (source, event_name, outcome, noted_at, event_id) VALUES (?, ?, ?, ?, ?)';
// What has no id breaks a constraint, and is ignored.
const addEntriesOf = (where: string) =>
  `INSERT OR IGNORE INTO ledger (source, event_name, outcome, noted_at, event_id)
     SELECT source, event_name, ?, ?, ${EVENT_ID} FROM events WHERE ${where}`;
const PRUNE = `DELETE FROM ledger WHERE noted_at < ? AND id IN (SELECT id FROM ledger ORDER BY id LIMIT ${PRUNED})`;
const PRUNE_MEMORY = `DELETE FROM ledger WHERE id <= (SELECT max(id) FROM ledger) - ${MAX_ENTRIES}`;

/** Why a damaged record is a dead letter. */
const DAMAGE =
  "damaged: its bytes in the outbox's file are not those that were recorded, so it was not sent";

interface Totals {
  readonly events: number;
  readonly bytes: number;
}

/** What the thread of a store is told. */
export type StoreSettings = Omit<OutboxSettings, 'onNotice'>;

/** For operators: only the application adds events, and keeps the limits. */
const NO_LIMITS = {
  maxEvents: Infinity,
  maxBytes: Infinity,
  maxDelayMs: Infinity,
  deadLetterMs: Infinity,
  ledgerMs: Infinity,
  /** How many bytes of memory a store in memory may take. */
  heapBytes: Infinity,
};

/** The events in an open database. Call the methods that change something inside {@link transaction}. */
export class SqliteStore {
  readonly sql: Statements;
  /** The number of the source whose events these are. */
  readonly source: number;
  /** How many events and bytes there were before the transaction, if it has asked ... */
  private before?: Totals | undefined;
  /** ... and what it changes. */
  private change = { events: 0, bytes: 0 };
  private readonly limits: typeof NO_LIMITS;

  /** @param source whose events these are; operators see those of all sources */
  constructor(
    database: SqliteDatabase,
    { source, ...limits }: Partial<StoreSettings & typeof NO_LIMITS> = {},
  ) {
    this.sql = new Statements(database);
    this.source = source === undefined ? ALL_SOURCES : findOrAddSource(this.sql, source);
    this.limits = { ...NO_LIMITS, ...limits };
  }

  /** Runs the work in a transaction. @throws SQLite's error; then nothing is changed */
  transaction<T>(work: () => T): T {
    this.before = undefined;
    this.change = { events: 0, bytes: 0 };
    return this.sql.transaction(() => {
      const result = work();
      const { events, bytes } = this.change;
      // Once for all its events, so that they need not be counted.
      if (events !== 0 || bytes !== 0) this.sql.run(ADD_TO_TOTALS, events, bytes);
      return result;
    }, 'IMMEDIATE');
  }

  /** How many events and bytes there are, those of other sources and processes included. */
  totals(): Totals {
    return this.sql.get(READ_TOTALS);
  }

  /**
   * Adds a record. If the outbox is full, the oldest dead letters make room for it.
   *
   * @returns how many dead letters had to
   * @throws OutboxFullError
   */
  insert(given: NewRecord, now: number): number {
    // As it is read: a clock may be before 1970, and a column takes no fractions.
    const [recordedAt, attempts] = [whole(given.recordedAt), whole(given.attempts ?? 0)];
    const record = { ...given, recordedAt, attempts };
    const { dead } = record;
    const size = sizeOf(record);
    if (size > this.limits.maxBytes) throw new OutboxFullError('maxBytes');
    const evicted = this.limitExceededBy(size) === undefined ? 0 : this.removeOldestDead();
    const exceeded = this.limitExceededBy(size);
    if (exceeded !== undefined) throw new OutboxFullError(exceeded);
    this.sql.run(
      INSERT,
      this.source,
      ...encodeRecord(record),
      size,
      checksumOf(record),
      dead === undefined ? null : whole(dead.diedAt ?? now),
      dead?.reason ?? null,
      wholeOrNull(dead?.status),
      dead?.undeliverable === true ? 1 : 0,
    );
    this.change.events++;
    this.change.bytes += size;
    return evicted;
  }

  /** Leases the oldest records that are due. @param maxBytes of all of them; one may be larger */
  lease(holder: number, limit: number, maxBytes: number, now: number): Lease {
    const { source } = this;
    // Waiting records are pending again before any is leased, so that the oldest of all goes first.
    const rows = changeRows(() => {
      this.sql.run(WAKE_DUE, source, now);
      this.sql.run(WAKE_LATE, source, now + this.limits.maxDelayMs);
      this.sql.run(WAKE_NEGATIVE, source);
      return this.sql.all<StoredRecord>(LEASE, holder, source, limit, maxBytes);
    });
    const records: OutboxRecord[] = [];
    const damaged: DeadLetter[] = [];
    for (const row of rows.sort((a, b) => a.id - b.id)) {
      // It could be neither deleted nor followed by another one.
      if (row.id < 1 || row.id >= MAX_NUMBER)
        throw damageError('an event has an impossible number');
      const { checksum: _, ...record } = readRow<OutboxRecord & { checksum: unknown }>(row);
      if (isIntact(row)) records.push(record);
      else {
        this.sql.run(DAMAGED, now, DAMAGE, record.id);
        damaged.push({ ...record, reason: DAMAGE, diedAt: now, undeliverable: true });
      }
    }
    return { records, damaged, nextDueAt: this.nextDueAt(now) };
  }

  /** Milliseconds since the epoch; undefined if nothing is pending or waiting. */
  nextDueAt(now: number): number | undefined {
    const { at } = this.sql.get<{ at: number | null }>(NEXT_DUE, this.source);
    return at !== null && at > now + this.limits.maxDelayMs ? now : (at ?? undefined);
  }

  /** Makes all waiting records pending. */
  wakeAll(): void {
    this.sql.run(WAKE_ALL, this.source);
  }

  /** Deletes delivered records, all at once. Ignores those that are no longer leased to the process. */
  deliver(ids: readonly number[], holder: number): void {
    this.drop('delivered', ARE_LEASED, JSON.stringify(ids), holder);
  }

  /** Ignores a record that is no longer leased to the process: another one sends it. */
  settle(
    id: number,
    next: Exclude<NextState, { state: 'delivered' }>,
    holder: number,
    now: number,
  ): void {
    const attempts = wholeOrNull(next.attempts);
    if (next.state === 'waiting') {
      this.sql.run(WAITING, next.dueAt > now ? whole(next.dueAt) : 0, attempts, id, holder);
    } else {
      this.sql.run(DEAD, now, attempts, next.reason, wholeOrNull(next.status), id, holder);
    }
  }

  /** Deletes a batch of the oldest dead letters of all sources that died before a time. @returns how many */
  private removeOldestDead(diedBefore = Number.MAX_SAFE_INTEGER): number {
    return this.drop(
      'deleted',
      `id IN (SELECT id FROM events WHERE died_at IS NOT NULL AND source IN (SELECT id FROM sources)
         AND died_at < ? ORDER BY died_at LIMIT ${BATCH})`,
      diedBefore,
    );
  }

  /** Deletes records whatever their state. @returns how many */
  erase(ids: readonly number[]): number {
    return this.drop(undefined, OF_LIST, JSON.stringify(ids));
  }

  /** Deletes records, and enters why in the ledger. @param where an SQL condition @returns how many */
  drop(why: LedgerEntry['outcome'] | undefined, where: string, ...values: SqlValue[]): number {
    if (why !== undefined && this.limits.ledgerMs > 0) {
      this.sql.run(addEntriesOf(where), why, toSeconds(Date.now()), ...values);
    }
    const sizes = `DELETE FROM events WHERE ${where} RETURNING ${bounded('size')} AS size`;
    const rows = this.sql.all<{ readonly size: number }>(sizes, ...values);
    this.change.events -= rows.length;
    for (const { size } of rows) this.change.bytes -= size;
    return rows.length;
  }

  /** Enters what has become of events that are not in the file. */
  note(entries: readonly LedgerEntry[]): void {
    if (this.limits.ledgerMs === 0) return;
    for (const { eventId, eventName, outcome, at } of entries) {
      this.sql.run(ADD_ENTRY, this.source, eventName, outcome, toSeconds(at), eventId);
    }
  }

  /**
   * Deletes a batch of the oldest ledger entries and dead letters whose time is over; and, in memory, ledger
   * entries that are too many.
   *
   * @param isSteady whether the time of day can be trusted
   * @returns how many dead letters
   */
  expire(now: number, isSteady: boolean): number {
    if (this.isInMemory) this.sql.run(PRUNE_MEMORY);
    if (!isSteady) return 0;
    this.sql.run(PRUNE, toSeconds(now - this.limits.ledgerMs));
    return this.removeOldestDead(now - this.limits.deadLetterMs);
  }

  /**
   * Gives a heartbeat, and takes back the leases of processes whose last one is too old. A process that is
   * unknown, or no longer known, gets the next number.
   *
   * @param known the process's number, 0 before its first heartbeat
   */
  heartbeat(known: number, next: number): Heartbeat {
    const now = uptime();
    // Nobody else can lease what is in this process's memory.
    const leaseMs = this.isInMemory ? 2 ** 50 : LEASE_MS;
    const aliveUntil = now + leaseMs;
    const found = [known, next].find((id) => this.sql.run(HEARTBEAT, aliveUntil, id) > 0);
    const holder = found ?? next;
    if (found === undefined) this.sql.run(ADD_HOLDER, holder, aliveUntil);
    this.sql.run(DELETE_LATE_HOLDERS, now, aliveUntil + leaseMs);
    changeRows(() => this.sql.run(TAKE_BACK));
    return { holder, aliveUntil };
  }

  /** Gives back all that is leased to a process, and forgets the process. */
  release(holder: number): void {
    this.sql.run(DELETE_HOLDER, holder);
    changeRows(() => this.sql.run(TAKE_BACK));
  }

  get isInMemory(): boolean {
    return this.limits.heapBytes < Infinity;
  }

  /** Which limit an event of this size would exceed; undefined if there is room. */
  private limitExceededBy(size: number): 'maxEvents' | 'maxBytes' | undefined {
    this.before ??= this.totals();
    const { maxEvents, maxBytes, heapBytes } = this.limits;
    const events = this.before.events + this.change.events + 1;
    const bytes = this.before.bytes + this.change.bytes + size;
    if (events > maxEvents) return 'maxEvents';
    const isTooMuch = bytes > maxBytes || bytes + events * RECORD_OVERHEAD > heapBytes;
    return isTooMuch ? 'maxBytes' : undefined;
  }
}

/** Seconds take two bytes less than milliseconds. */
export function toSeconds(ms: number): number {
  return whole(Math.floor(ms / 1000));
}

/** What operators need of a file, whose database may be replaced by another one. */
export interface AdminFile {
  /** Of the file itself, where the one that was set is a symbolic link; or {@link MEMORY}. */
  readonly path: string;
  read<T>(work: (store: SqliteStore) => T): T;
  /** Runs a statement that no transaction may hold, such as VACUUM. @throws SQLite's error */
  exec(sql: string): void;
  /** Removes deleted data from the write-ahead log as well. @returns whether it was possible now */
  emptyLog(): boolean;
}

/** Runs the work in a transaction, perhaps together with others; resolves when that is committed. */
export type Write = <T>(work: (store: SqliteStore) => T) => Promise<T>;
