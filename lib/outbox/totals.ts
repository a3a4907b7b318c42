import type { Statements } from './statements.js';

/** @internal */
export interface OutboxLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
}

/**
 * How many events and bytes the file holds, written once a transaction, so that nobody has to count.
 * What other processes add is known with this process's next commit: by so much a limit may be passed.
 *
 * @internal
 */
export class Totals {
  private committed: { events: number; bytes: number };
  /** What was known before the transaction that is being committed. */
  private before: { events: number; bytes: number };
  private change = { events: 0, bytes: 0 };

  constructor(
    private readonly statements: Statements,
    private readonly limits: OutboxLimits,
  ) {
    this.committed = this.read();
    this.before = this.committed;
  }

  /** Which limit an event of this size would pass, undefined if it has room. */
  limitPassedBy(size: number): 'maxEvents' | 'maxBytes' | undefined {
    const { committed, change, limits } = this;
    if (committed.events + change.events + 1 > limits.maxEvents) return 'maxEvents';
    return committed.bytes + change.bytes + size > limits.maxBytes ? 'maxBytes' : undefined;
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
    this.before = this.committed;
    const { events, bytes } = this.change;
    if (events === 0 && bytes === 0) return;
    this.committed = this.statements.get(
      'UPDATE totals SET events = events + ?, bytes = bytes + ? RETURNING events, bytes',
      events,
      bytes,
    );
    this.change = { events: 0, bytes: 0 };
  }

  /** Must not ask the database, which may be damaged. */
  afterRollback(): void {
    this.change = { events: 0, bytes: 0 };
    this.committed = this.before;
  }

  /** How many events there are now, those of other processes included. */
  get events(): number {
    return this.read().events;
  }

  private read(): { events: number; bytes: number } {
    return this.statements.get('SELECT events, bytes FROM totals');
  }
}
