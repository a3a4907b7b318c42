import type { NewRecord, OutboxCounts, OutboxRecord, Settlement } from './outbox.js';
import type { SqlValue } from './sqlite-driver.js';
import type { Statements } from './statements.js';
import type { Totals } from './totals.js';

/** How many records are looked through at a time, so that no event waits long for it. */
const BATCH = 500;

export const COLUMNS =
  'id, event_name AS eventName, origin, body, recorded_at AS recordedAt, attempts';

const IS_DUE = 'owner IS NULL AND died_at IS NULL';

// What happens for every event is put together once, so that its statement is found by the same string.
const INSERT = `INSERT INTO events
  (source, event_name, origin, body, size, recorded_at, attempts, due_at, owner, died_at, reason)
  VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?)`;
const DELIVERED = 'DELETE FROM events WHERE id = ? AND owner = ? RETURNING size';
const LEASE = `UPDATE events SET owner = ? WHERE id IN
  (SELECT id FROM events WHERE source = ? AND ${IS_DUE} AND due_at <= ? ORDER BY due_at, id LIMIT ?)
  RETURNING ${COLUMNS}`;
const NEXT_DUE = `SELECT min(due_at) AS at FROM events WHERE source = ? AND ${IS_DUE}`;

/** The events. Every method that writes has to run inside a transaction. */
export class EventTable {
  constructor(
    private readonly statements: Statements,
    private readonly totals: Totals,
    private readonly source: number,
  ) {}

  /** @param owner to whom it is leased at once, if at all */
  insert(record: NewRecord, size: number, owner: number | null, now: number): OutboxRecord {
    const { eventName, origin, body, recordedAt, deadReason = null } = record;
    const diedAt = deadReason === null ? null : now;
    const values = [
      this.source,
      eventName,
      origin,
      body,
      size,
      recordedAt,
      owner,
      diedAt,
      deadReason,
    ];
    const id = this.statements.insert(INSERT, ...values);
    this.totals.added(size);
    return { id, eventName, origin, body, recordedAt, attempts: 0 };
  }

  lease(owner: number, limit: number, now: number): OutboxRecord[] {
    const leased = this.statements.all<OutboxRecord>(LEASE, owner, this.source, now, limit);
    return leased.sort((a, b) => a.id - b.id);
  }

  /** Does nothing to a record that is no longer leased to the owner: somebody else looks after it. */
  settle(settlement: Settlement, owner: number, now: number): void {
    const { id, state } = settlement;
    if (state === 'delivered') {
      const removed = this.statements.get<{ size: number } | undefined>(DELIVERED, id, owner);
      if (removed !== undefined) this.totals.removed([removed]);
    } else if (state === 'waiting') {
      const { dueAt, attempts } = settlement;
      this.statements.update(
        'UPDATE events SET owner = NULL, due_at = ?, attempts = ? WHERE id = ? AND owner = ?',
        dueAt,
        attempts,
        id,
        owner,
      );
    } else {
      const { attempts, reason, status = null } = settlement;
      this.statements.update(
        `UPDATE events SET owner = NULL, died_at = ?, attempts = ?, reason = ?, status = ?
         WHERE id = ? AND owner = ?`,
        now,
        attempts,
        reason,
        status,
        id,
        owner,
      );
    }
  }

  nextDueAt(): number | undefined {
    const { at } = this.statements.get<{ at: number | null }>(NEXT_DUE, this.source);
    return at ?? undefined;
  }

  counts(now: number): OutboxCounts {
    const leased = this.count('owner IS NOT NULL');
    const allDead = this.count('died_at IS NOT NULL AND source IN (SELECT id FROM sources)');
    const dead = this.count('died_at IS NOT NULL AND source = ?', this.source);
    const waiting = this.count(`source = ? AND ${IS_DUE} AND due_at > ?`, this.source, now);
    const held = this.held();
    // Of the next thousand; a look at all of them would cost too much when there are a million.
    const { oldestAt } = this.statements.get<{ oldestAt: number | null }>(
      `SELECT min(recorded_at) AS oldestAt FROM (
         SELECT recorded_at FROM (SELECT recorded_at FROM events WHERE source = ? AND ${IS_DUE}
           ORDER BY due_at, id LIMIT 1000)
         UNION ALL SELECT recorded_at FROM events WHERE owner IS NOT NULL)`,
      this.source,
    );
    // What is left is found by subtraction, because it can be a million.
    const pending = this.totals.events - leased - allDead - held - waiting;
    return { pending, leased, waiting, dead, held, oldestAt: oldestAt ?? undefined };
  }

  /** Where the batch of records that follows an id ends; undefined if there is none. */
  batchAfter(id: number): number | undefined {
    const { last } = this.statements.get<{ last: number | null }>(
      'SELECT max(id) AS last FROM (SELECT id FROM events WHERE id > ? ORDER BY id LIMIT ?)',
      id,
      BATCH,
    );
    return last ?? undefined;
  }

  /** Makes what was recorded for other sources this source's own. @returns how many */
  adopt(afterId: number, lastId: number): number {
    return this.statements.update(
      'UPDATE events SET source = ? WHERE id > ? AND id <= ? AND source <> ?',
      this.source,
      afterId,
      lastId,
      this.source,
    );
  }

  /** Forgets what has this alias, whatever its source and state. @returns how many */
  erase(alias: string, afterId: number, lastId: number): number {
    return this.totals.removed(
      this.statements.all(
        `DELETE FROM events WHERE id > ? AND id <= ? AND json_valid(body) AND
           EXISTS (SELECT 1 FROM json_each(body, '$.aliases') WHERE value = ?)
         RETURNING size`,
        afterId,
        lastId,
        alias,
      ),
    );
  }

  /** How many events wait for other sources. */
  private held(): number {
    return this.statements.get<{ n: number }>(
      `SELECT coalesce(sum((SELECT count(*) FROM events WHERE source = sources.id AND ${IS_DUE})), 0) AS n
       FROM sources WHERE id <> ?`,
      this.source,
    ).n;
  }

  private count(where: string, ...values: SqlValue[]): number {
    return this.statements.get<{ n: number }>(
      `SELECT count(*) AS n FROM events WHERE ${where}`,
      ...values,
    ).n;
  }
}
