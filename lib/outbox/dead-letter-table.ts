import { COLUMNS } from './event-table.js';
import type { DeadLetter, DeadLetterFilter } from './outbox.js';
import type { SqlValue } from './sqlite-driver.js';
import type { Statements } from './statements.js';
import type { Totals } from './totals.js';

/** How many are changed at a time, so that no event waits long for it. */
const BATCH = 500;
/** How many are listed where nobody says how many. */
const DEFAULT_LIMIT = 1_000;

/** Which dead letters are meant. */
export interface DeadLetterChoice extends DeadLetterFilter {
  /** Only those that have died by then, in milliseconds since the epoch. */
  readonly diedBy?: number;
}

/** The dead letters. Every method that writes has to run inside a transaction. */
export class DeadLetterTable {
  constructor(
    private readonly statements: Statements,
    private readonly totals: Totals,
    private readonly source: number,
  ) {}

  list(filter: DeadLetterFilter): DeadLetter[] {
    const [where, values] = this.condition(filter);
    const rows = this.statements.all<Omit<DeadLetter, 'status'> & { status: number | null }>(
      `SELECT ${COLUMNS}, reason, status, died_at AS diedAt FROM events WHERE ${where} ORDER BY died_at, id LIMIT ?`,
      ...values,
      filter.limit ?? DEFAULT_LIMIT,
    );
    return rows.map((row) => ({ ...row, status: row.status ?? undefined }));
  }

  /** Makes a batch of them pending again; they have all their time once more. @returns how many */
  replay(filter: DeadLetterChoice, now: number): number {
    const [where, values] = this.condition(filter);
    return this.statements.update(
      `UPDATE events SET died_at = NULL, reason = NULL, status = NULL, attempts = 0, recorded_at = ?, due_at = 0
       WHERE id IN (SELECT id FROM events WHERE ${where} LIMIT ${BATCH})`,
      now,
      ...values,
    );
  }

  /** Forgets a batch of them. @returns how many */
  discard(filter: DeadLetterChoice): number {
    const [where, values] = this.condition(filter);
    return this.remove(`id IN (SELECT id FROM events WHERE ${where} LIMIT ${BATCH})`, ...values);
  }

  /** Forgets a batch of the oldest, of whatever source, that died before a time. @returns how many */
  removeOldest(diedBefore = Number.MAX_SAFE_INTEGER): number {
    return this.remove(
      `id IN (SELECT id FROM events WHERE died_at IS NOT NULL AND source IN (SELECT id FROM sources)
         AND died_at < ? ORDER BY died_at LIMIT ${BATCH})`,
      diedBefore,
    );
  }

  private condition({ id, eventName, diedBy }: DeadLetterChoice): [string, SqlValue[]] {
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
    if (diedBy !== undefined) {
      conditions.push('died_at <= ?');
      values.push(diedBy);
    }
    return [conditions.join(' AND '), values];
  }

  private remove(where: string, ...values: SqlValue[]): number {
    return this.totals.removed(
      this.statements.all(`DELETE FROM events WHERE ${where} RETURNING size`, ...values),
    );
  }
}
