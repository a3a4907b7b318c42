import type { Statements } from './statements.js';

export interface OutboxLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
}

/**
 * How many events and bytes the file holds, written once a transaction, so that nobody has to count.
 * What other processes add is known with this process's next commit: by so much a limit may be passed.
 */
export class Totals {
  private committed: { events: number; bytes: number };
  /** What will be known when the transaction is committed. */
  private next: { events: number; bytes: number } | undefined;
  private change = { events: 0, bytes: 0 };

  constructor(
    private readonly statements: Statements,
    private readonly limits: OutboxLimits,
  ) {
    this.committed = this.read();
  }

  /** Which limit an event of this size would pass, undefined if it has room. */
  limitPassedBy(size: number): 'maxEvents' | 'maxBytes' | undefined {
    if (this.passed(size) === undefined) return undefined;
    // Others may have made room since this process last committed anything.
    this.committed = this.read();
    return this.passed(size);
  }

  added(size: number): void {
    this.change.events++;
    this.change.bytes += size;
  }

  /** @returns how many */
  removed(rows: ReadonlyArray<{ readonly size: number }>): number {
    for (const { size } of rows) {
      this.change.events--;
      this.change.bytes -= size;
    }
    return rows.length;
  }

  /** Writes down what changed in this transaction. */
  beforeCommit(): void {
    const { events, bytes } = this.change;
    if (events === 0 && bytes === 0) return;
    this.next = this.statements.get(
      'UPDATE totals SET events = events + ?, bytes = bytes + ? RETURNING events, bytes',
      events,
      bytes,
    );
  }

  afterCommit(): void {
    if (this.next !== undefined) this.committed = this.next;
    this.reset();
  }

  /** Must not ask the database, which may be damaged. */
  afterRollback(): void {
    this.reset();
  }

  /** How many events there are now, those of other processes included. */
  get events(): number {
    return this.read().events;
  }

  private reset(): void {
    this.next = undefined;
    this.change = { events: 0, bytes: 0 };
  }

  private passed(size: number): 'maxEvents' | 'maxBytes' | undefined {
    const { committed, change, limits } = this;
    if (committed.events + change.events + 1 > limits.maxEvents) return 'maxEvents';
    return committed.bytes + change.bytes + size > limits.maxBytes ? 'maxBytes' : undefined;
  }

  private read(): { events: number; bytes: number } {
    return this.statements.get('SELECT events, bytes FROM totals');
  }
}
