import { randomInt } from 'node:crypto';
import { OutboxFullError } from './outbox-full.error.js';
import type { Acknowledgement, NewRecord, OutboxRecord } from './outbox.js';
import { Statements, type SqliteDatabase } from './sqlite-driver.js';

export interface OutboxLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
}

/** How many records an administration changes in one transaction, so that no event waits long for it. */
export const BATCH = 500;
/** The columns of a record. */
export const RECORD_COLUMNS =
  'id, event_name AS eventName, origin, body, recorded_at AS recordedAt, attempts';
/** Pending or waiting. */
export const IS_ALIVE = 'owner IS NULL AND died_at IS NULL';

/** How long a lease holds without a sign of life of its process, in milliseconds. */
const LEASE_MS = 15_000;

// The statements for every event are built once: prepared ones are found by the same string.
const INSERT = `INSERT INTO events
  (source, event_name, origin, body, size, recorded_at, attempts, due_at, died_at, reason, undeliverable)
  VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?)`;
const DELIVERED = 'DELETE FROM events WHERE id = ? AND owner = ? RETURNING size';
const WAITING =
  'UPDATE events SET owner = NULL, due_at = ?, attempts = ? WHERE id = ? AND owner = ?';
const DEAD = `UPDATE events SET owner = NULL, died_at = ?, attempts = ?, reason = ?, status = ?
  WHERE id = ? AND owner = ?`;
const LEASE = `UPDATE events SET owner = ? WHERE id IN
  (SELECT id FROM events WHERE source = ? AND ${IS_ALIVE} AND due_at <= ? ORDER BY due_at, id LIMIT ?)
  RETURNING ${RECORD_COLUMNS}`;
const NEXT_DUE = `SELECT min(due_at) AS at FROM events WHERE source = ? AND ${IS_ALIVE}`;

/** A sign of life of this process, which counts once it is committed. */
export interface SignOfLife {
  /** The process's number in the file: another one than before if its leases were taken over. */
  readonly owner: number;
  /** Until when its leases are certain to hold, in milliseconds since the epoch. */
  readonly aliveUntil: number;
}

/**
 * The events in an open database, and the processes that lease them. Call the methods that change
 * something inside {@link transaction}.
 */
export class SqliteStore {
  readonly sql: Statements;
  /** How many events and bytes the file held when they were last read or written. */
  private known: { events: number; bytes: number };
  private change = { events: 0, bytes: 0 };

  /** @param source the number of the source whose events these are */
  constructor(
    database: SqliteDatabase,
    readonly source: number,
    private readonly limits: OutboxLimits,
  ) {
    this.sql = new Statements(database);
    this.known = this.totals();
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
      const totals = this.writeTotals();
      this.sql.run('COMMIT');
      this.known = totals;
      return result;
    } catch (error) {
      try {
        this.sql.run('ROLLBACK');
      } catch {
        // SQLite has rolled it back itself.
      }
      throw error;
    } finally {
      this.change = { events: 0, bytes: 0 };
    }
  }

  /**
   * Adds a record. If the outbox is full, the oldest dead letters make room for it.
   *
   * @returns how many dead letters had to
   * @throws OutboxFullError
   */
  insert({ eventName, origin, body, recordedAt, dead }: NewRecord, now: number): number {
    const size = Buffer.byteLength(body);
    if (size > this.limits.maxBytes) throw new OutboxFullError('maxBytes');
    const evicted = this.limitExceededBy(size) === undefined ? 0 : this.removeOldestDead();
    const exceeded = this.limitExceededBy(size);
    if (exceeded !== undefined) throw new OutboxFullError(exceeded);
    this.sql.run(
      INSERT,
      this.source,
      eventName,
      origin,
      body,
      size,
      recordedAt,
      dead === undefined ? null : now,
      dead?.reason ?? null,
      dead?.undeliverable === true ? 1 : 0,
    );
    this.change.events++;
    this.change.bytes += size;
    return evicted;
  }

  /** Leases records that are due, oldest due first. */
  lease(owner: number, limit: number, now: number): OutboxRecord[] {
    const leased = this.sql.all<OutboxRecord>(LEASE, owner, this.source, now, limit);
    return leased.sort((a, b) => a.id - b.id);
  }

  nextDueAt(): number | undefined {
    return this.sql.get<{ at: number | null }>(NEXT_DUE, this.source).at ?? undefined;
  }

  /** Ignores a record that is no longer leased to the process: another one sends it. */
  acknowledge(acknowledgement: Acknowledgement, owner: number, now: number): void {
    const { id, state } = acknowledgement;
    if (state === 'delivered') {
      this.removed(this.sql.all(DELIVERED, id, owner));
    } else if (state === 'waiting') {
      this.sql.run(WAITING, acknowledgement.dueAt, acknowledgement.attempts, id, owner);
    } else {
      const { attempts, reason, status = null } = acknowledgement;
      this.sql.run(DEAD, now, attempts, reason, status, id, owner);
    }
  }

  /**
   * Gives a sign of life, and takes over the leases of processes whose last sign is too old, or lies so
   * far in the future that their clock was wrong. A process that is unknown, or no longer known, gets a
   * number that no other file has: if the file was replaced, an acknowledgement of one of its records must
   * not match a record of the new file.
   *
   * @param known the process's number, 0 before its first sign of life
   */
  giveSignOfLife(known: number, now: number): SignOfLife {
    const aliveUntil = now + LEASE_MS;
    const isKnown =
      known !== 0 &&
      this.sql.run('UPDATE owners SET alive_until = ? WHERE id = ?', aliveUntil, known) > 0;
    const owner = isKnown ? known : randomInt(2 ** 47);
    if (!isKnown) {
      this.sql.run('INSERT INTO owners (id, alive_until) VALUES (?, ?)', owner, aliveUntil);
    }
    this.sql.run(
      'DELETE FROM owners WHERE alive_until < ? OR alive_until > ?',
      now,
      aliveUntil + LEASE_MS,
    );
    this.sql.run(
      `UPDATE events SET owner = NULL, due_at = 0
       WHERE owner IS NOT NULL AND owner NOT IN (SELECT id FROM owners)`,
    );
    return { owner, aliveUntil };
  }

  /** Gives back all that is leased to a process, and removes the process. */
  release(owner: number): void {
    this.sql.run('DELETE FROM owners WHERE id = ?', owner);
    this.sql.run('UPDATE events SET owner = NULL, due_at = 0 WHERE owner = ?', owner);
  }

  /** Deletes a batch of the oldest dead letters of all sources that died before a time. @returns how many */
  removeOldestDead(diedBefore = Number.MAX_SAFE_INTEGER): number {
    return this.remove(
      `id IN (SELECT id FROM events WHERE died_at IS NOT NULL AND source IN (SELECT id FROM sources)
         AND died_at < ? ORDER BY died_at LIMIT ${BATCH})`,
      diedBefore,
    );
  }

  /** Deletes records. @param where an SQL condition @returns how many */
  remove(where: string, ...values: Array<string | number>): number {
    return this.removed(
      this.sql.all(`DELETE FROM events WHERE ${where} RETURNING size`, ...values),
    );
  }

  /** How many events and bytes there are, those of other processes included. */
  totals(): { events: number; bytes: number } {
    return this.sql.get('SELECT events, bytes FROM totals');
  }

  /** Once for each transaction, so that events need not be counted. */
  private writeTotals(): { events: number; bytes: number } {
    const { events, bytes } = this.change;
    if (events === 0 && bytes === 0) return this.known;
    return this.sql.get(
      'UPDATE totals SET events = events + ?, bytes = bytes + ? RETURNING events, bytes',
      events,
      bytes,
    );
  }

  private removed(rows: ReadonlyArray<{ readonly size: number }>): number {
    this.change.events -= rows.length;
    for (const { size } of rows) this.change.bytes -= size;
    return rows.length;
  }

  /** Which limit an event of this size would exceed; undefined if there is room. */
  private limitExceededBy(size: number): 'maxEvents' | 'maxBytes' | undefined {
    if (this.exceeded(size) === undefined) return undefined;
    // Other processes may have made room since this one last committed.
    this.known = this.totals();
    return this.exceeded(size);
  }

  private exceeded(size: number): 'maxEvents' | 'maxBytes' | undefined {
    const { known, change, limits } = this;
    if (known.events + change.events + 1 > limits.maxEvents) return 'maxEvents';
    return known.bytes + change.bytes + size > limits.maxBytes ? 'maxBytes' : undefined;
  }
}
