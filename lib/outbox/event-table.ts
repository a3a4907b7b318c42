import type {
  DeadLetter,
  DeadLetterFilter,
  NewRecord,
  OutboxCounts,
  OutboxRecord,
  Settlement,
} from './outbox.js';
import { OutboxFullError } from './outbox-full.error.js';
import type { SqliteDatabase, SqliteStatement, SqlValue } from './sqlite-driver.js';

/** How many records an expensive statement touches at most, so that no event waits long for it. */
const BATCH = 500;

/** What happens for every event is written once, so that its statement is found by the same string. */
const INSERT = `INSERT INTO events
  (source, event_name, origin, body, size, recorded_at, attempts, due_at, owner, died_at, reason)
  VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)`;
const DELIVERED = 'DELETE FROM events WHERE id = ? AND owner = ? RETURNING size';
const TOTALS = 'UPDATE totals SET events = events + ?, bytes = bytes + ? RETURNING events, bytes';

const COLUMNS = 'id, event_name AS eventName, origin, body, recorded_at AS recordedAt, attempts';
const IS_DUE = 'owner IS NULL AND died_at IS NULL';
const LEASE = `UPDATE events SET owner = ? WHERE id IN
  (SELECT id FROM events WHERE source = ? AND ${IS_DUE} AND due_at <= ? ORDER BY due_at LIMIT ?)
  RETURNING ${COLUMNS}`;
const NEXT_DUE = `SELECT min(due_at) AS at FROM events WHERE source = ? AND ${IS_DUE}`;

/** @internal */
export interface TableLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
}

/**
 * What the outbox says to its database. Every method that writes has to run inside a transaction.
 *
 * @internal
 */
export class EventTable {
  private readonly statements = new Map<string, SqliteStatement>();
  /** As of the last commit of this process; others may have added since. */
  private totals: { events: number; bytes: number };
  private change = { events: 0, bytes: 0 };
  /** How many dead letters had to make room, since somebody last asked. */
  evicted = 0;

  constructor(
    private readonly database: SqliteDatabase,
    private readonly source: number,
    private readonly limits: TableLimits,
  ) {
    this.totals = this.get('SELECT events, bytes FROM totals');
  }

  /** @throws OutboxFullError */
  insert(record: NewRecord, owner: number | null, now: number): OutboxRecord {
    const { eventName, origin, body, recordedAt, deadReason = null } = record;
    const size = Buffer.byteLength(body);
    this.makeRoom(size);
    const { lastInsertRowid } = this.statement(INSERT).run(
      this.source,
      eventName,
      origin,
      body,
      size,
      recordedAt,
      now,
      owner,
      deadReason === null ? null : now,
      deadReason,
    );
    this.change.events++;
    this.change.bytes += size;
    return { id: Number(lastInsertRowid), eventName, origin, body, recordedAt, attempts: 0 };
  }

  lease(owner: number, limit: number, now: number): OutboxRecord[] {
    const leased = this.all<OutboxRecord>(LEASE, owner, this.source, now, limit);
    return leased.sort((a, b) => a.id - b.id);
  }

  /** Does nothing to a record that is no longer leased to the owner: somebody else looks after it. */
  settle(settlement: Settlement, owner: number, now: number): void {
    const { id, state } = settlement;
    if (state === 'delivered') {
      this.forget(this.all<{ size: number }>(DELIVERED, id, owner));
    } else if (state === 'waiting') {
      this.statement(
        'UPDATE events SET owner = NULL, due_at = ?, attempts = ? WHERE id = ? AND owner = ?',
      ).run(settlement.dueAt, settlement.attempts, id, owner);
    } else {
      this.statement(
        'UPDATE events SET owner = NULL, died_at = ?, attempts = ?, reason = ?, status = ? WHERE id = ? AND owner = ?',
      ).run(now, settlement.attempts, settlement.reason, settlement.status ?? null, id, owner);
    }
  }

  nextDueAt(): number | undefined {
    const { at } = this.get<{ at: number | null }>(NEXT_DUE, this.source);
    return at ?? undefined;
  }

  counts(now: number): OutboxCounts {
    const count = (where: string, ...values: SqlValue[]) =>
      this.get<{ n: number }>(`SELECT count(*) AS n FROM events WHERE ${where}`, ...values).n;
    const { events } = this.get<{ events: number }>('SELECT events FROM totals');
    const leased = count('owner IS NOT NULL');
    const dead = count('died_at IS NOT NULL');
    const held = this.held();
    const waiting = count(`source = ? AND ${IS_DUE} AND due_at > ?`, this.source, now);
    const oldest = this.statement(
      'SELECT recorded_at AS at FROM events WHERE died_at IS NULL AND source = ? ORDER BY id LIMIT 1',
    ).get(this.source) as { at: number } | undefined;
    // What is left is counted by subtraction, because it can be a million.
    const pending = events - leased - dead - held - waiting;
    return { pending, leased, waiting, dead, held, oldestAt: oldest?.at };
  }

  /** How many events wait for another source. */
  held(): number {
    return this.get<{ n: number }>(
      `SELECT coalesce(sum((SELECT count(*) FROM events WHERE source = sources.id AND ${IS_DUE})), 0) AS n
       FROM sources WHERE id <> ?`,
      this.source,
    ).n;
  }

  adopt(): number {
    return this.update(
      `UPDATE events SET source = ? WHERE source <> ? AND owner IS NULL`,
      this.source,
      this.source,
    );
  }

  deadLetters(filter: DeadLetterFilter): DeadLetter[] {
    const [where, values] = this.dead(filter);
    const rows = this.all<DeadLetter & { status: number | null }>(
      `SELECT ${COLUMNS}, reason, status, died_at AS diedAt FROM events WHERE ${where} ORDER BY died_at, id`,
      ...values,
    );
    return rows.map((row) => ({ ...row, status: row.status ?? undefined }));
  }

  replay(filter: DeadLetterFilter, now: number): number {
    const [where, values] = this.dead(filter);
    return this.update(
      `UPDATE events SET died_at = NULL, reason = NULL, status = NULL, attempts = 0, recorded_at = ?, due_at = ? WHERE ${where}`,
      now,
      now,
      ...values,
    );
  }

  discard(filter: DeadLetterFilter): number {
    const [where, values] = this.dead(filter);
    return this.remove(where, ...values);
  }

  /** Forgets dead letters that are older, of whatever source; a batch at a time. */
  expire(diedBefore: number): number {
    return this.remove(
      'id IN (SELECT id FROM events WHERE died_at IS NOT NULL AND died_at < ? ORDER BY died_at LIMIT ?)',
      diedBefore,
      BATCH,
    );
  }

  /**
   * Forgets what has this alias among a batch of records, and overwrites it.
   *
   * @param afterId where the last batch ended, 0 to begin
   */
  erase(alias: string, afterId: number): { erased: number; lastId: number | undefined } {
    const { last } = this.get<{ last: number | null }>(
      'SELECT max(id) AS last FROM (SELECT id FROM events WHERE id > ? ORDER BY id LIMIT ?)',
      afterId,
      BATCH,
    );
    if (last === null) return { erased: 0, lastId: undefined };
    const erased = this.remove(
      `id > ? AND id <= ? AND json_valid(body) AND
       EXISTS (SELECT 1 FROM json_each(body, '$.aliases') WHERE value = ?)`,
      afterId,
      last,
      alias,
    );
    return { erased, lastId: last };
  }

  /** Makes this process known as one that leases. @returns its number */
  register(aliveUntil: number): number {
    const { lastInsertRowid } = this.statement('INSERT INTO owners (alive_until) VALUES (?)').run(
      aliveUntil,
    );
    return Number(lastInsertRowid);
  }

  /** @returns false if the others have given this process up meanwhile */
  beat(owner: number, aliveUntil: number): boolean {
    return this.update('UPDATE owners SET alive_until = ? WHERE id = ?', aliveUntil, owner) > 0;
  }

  /** Takes over what was leased to processes that are not alive any more. @returns how many records */
  takeOver(now: number): number {
    const dead = this.all<{ id: number }>('SELECT id FROM owners WHERE alive_until < ?', now);
    return dead.reduce((records, { id }) => records + this.release(id, now), 0);
  }

  /** Gives back everything that is leased to an owner, and forgets the owner. */
  release(owner: number, now: number): number {
    this.statement('DELETE FROM owners WHERE id = ?').run(owner);
    return this.update(
      'UPDATE events SET owner = NULL, due_at = min(due_at, ?) WHERE owner = ?',
      now,
      owner,
    );
  }

  /** Writes down how the totals changed in this transaction. */
  beforeCommit(): void {
    const { events, bytes } = this.change;
    if (events === 0 && bytes === 0) return;
    this.totals = this.get(TOTALS, events, bytes);
    this.change = { events: 0, bytes: 0 };
  }

  afterRollback(): void {
    this.change = { events: 0, bytes: 0 };
    this.totals = this.get('SELECT events, bytes FROM totals');
  }

  /** The oldest dead letters make room for an event that can still be delivered. */
  private makeRoom(size: number): void {
    const reason = this.fullReason(size);
    if (reason === undefined) return;
    const oldest =
      'id IN (SELECT id FROM events WHERE died_at IS NOT NULL ORDER BY died_at LIMIT ?)';
    this.evicted += this.remove(oldest, BATCH);
    const still = this.fullReason(size);
    if (still !== undefined) throw new OutboxFullError(still);
  }

  private fullReason(size: number): 'maxEvents' | 'maxBytes' | undefined {
    const { totals, change, limits } = this;
    if (totals.events + change.events + 1 > limits.maxEvents) return 'maxEvents';
    return totals.bytes + change.bytes + size > limits.maxBytes ? 'maxBytes' : undefined;
  }

  private dead({ id, eventName }: DeadLetterFilter): [string, SqlValue[]] {
    const conditions = ['source = ?', 'died_at IS NOT NULL'];
    const values: SqlValue[] = [this.source];
    if (id !== undefined) {
      conditions.push('id = ?');
      values.push(id);
    }
    if (eventName !== undefined) {
      conditions.push('event_name = ?');
      values.push(eventName);
    }
    return [conditions.join(' AND '), values];
  }

  private remove(where: string, ...values: SqlValue[]): number {
    return this.forget(this.all(`DELETE FROM events WHERE ${where} RETURNING size`, ...values));
  }

  private forget(removed: ReadonlyArray<{ size: number }>): number {
    for (const { size } of removed) {
      this.change.events--;
      this.change.bytes -= size;
    }
    return removed.length;
  }

  private update(sql: string, ...values: SqlValue[]): number {
    return Number(this.statement(sql).run(...values).changes);
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows its columns
  private get<T>(sql: string, ...values: SqlValue[]): T {
    return this.statement(sql).get(...values) as T;
  }

  private all<T>(sql: string, ...values: SqlValue[]): T[] {
    return this.statement(sql).all(...values) as T[];
  }

  private statement(sql: string): SqliteStatement {
    let statement = this.statements.get(sql);
    if (statement === undefined) this.statements.set(sql, (statement = this.database.prepare(sql)));
    return statement;
  }
}
