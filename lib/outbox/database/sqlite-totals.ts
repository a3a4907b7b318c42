import type { Statements } from '../sqlite/driver.js';
import { bounded } from './stored-record.js';

const TOTALS = `${bounded('events')} AS events, ${bounded('bytes')} AS bytes`;
const ADD = `UPDATE totals SET events = ${bounded('events')} + ?, bytes = ${bounded('bytes')} + ?
  RETURNING ${TOTALS}`;

export interface Totals {
  readonly events: number;
  readonly bytes: number;
}

/**
 * How many events and bytes a file holds, those of other processes included, and whether there is room for
 * more. Each transaction writes it down once, so that events need not be counted.
 */
export class SqliteTotals {
  /** As they were last read or committed. */
  private known: Totals;
  private written: Totals;
  private change = { events: 0, bytes: 0 };

  constructor(
    private readonly sql: Statements,
    private readonly limits: { readonly maxEvents: number; readonly maxBytes: number },
  ) {
    this.known = this.written = this.read();
  }

  read(): Totals {
    return this.sql.get(`SELECT ${TOTALS} FROM totals`);
  }

  /** Counts what a transaction adds. */
  add(size: number): void {
    this.change.events++;
    this.change.bytes += size;
  }

  /** Counts what a transaction deletes. @returns how many */
  subtract(rows: ReadonlyArray<{ readonly size: number }>): number {
    this.change.events -= rows.length;
    for (const { size } of rows) this.change.bytes -= size;
    return rows.length;
  }

  /** Is called at the end of a transaction; {@link commit} or {@link rollback} follows. */
  write(): void {
    const { events, bytes } = this.change;
    this.written = events === 0 && bytes === 0 ? this.known : this.sql.get(ADD, events, bytes);
  }

  commit(): void {
    this.known = this.written;
    this.change = { events: 0, bytes: 0 };
  }

  rollback(): void {
    this.change = { events: 0, bytes: 0 };
  }

  /** Which limit an event of this size would exceed; undefined if there is room. */
  limitExceededBy(size: number): 'maxEvents' | 'maxBytes' | undefined {
    if (this.exceeded(size) === undefined) return undefined;
    // Other processes may have made room since this one last committed.
    this.known = this.read();
    return this.exceeded(size);
  }

  private exceeded(size: number): 'maxEvents' | 'maxBytes' | undefined {
    const { known, change, limits } = this;
    if (known.events + change.events + 1 > limits.maxEvents) return 'maxEvents';
    return known.bytes + change.bytes + size > limits.maxBytes ? 'maxBytes' : undefined;
  }
}
