import { OutboxClosedError } from './outbox-closed.error.js';
import { OutboxFullError } from './outbox-full.error.js';
import {
  Outbox,
  type DeadLetter,
  type NewRecord,
  type OutboxCounts,
  type OutboxRecord,
  type Settlement,
} from './outbox.js';

/** How many dead letters are kept; the oldest make room for new ones. */
const MAX_DEAD_LETTERS = 1_000;

interface WaitingRecord extends OutboxRecord {
  readonly dueAt: number;
}

/** Keeps events in memory: what is in it when the process ends is lost. @internal */
export class MemoryOutbox extends Outbox {
  /** In the order of arrival, as a Map keeps it. */
  private readonly pending = new Map<string, OutboxRecord>();
  private readonly leased = new Map<string, OutboxRecord>();
  /** Sorted by the time at which they are due. */
  private readonly waiting: WaitingRecord[] = [];
  private readonly dead: DeadLetter[] = [];
  private readonly listeners: Array<() => void> = [];
  private closed = false;

  constructor(private readonly maxEvents: number) {
    super();
  }

  async put({ deadReason, ...rest }: NewRecord): Promise<void> {
    if (this.closed) throw new OutboxClosedError();
    const record: OutboxRecord = { ...rest, attempts: 0 };
    if (deadReason !== undefined) {
      this.bury(record, deadReason);
      return;
    }
    if (this.pending.size + this.leased.size + this.waiting.length >= this.maxEvents) {
      throw new OutboxFullError(this.maxEvents);
    }
    this.pending.set(record.id, record);
    for (const listener of this.listeners) listener();
  }

  async lease(limit: number): Promise<readonly OutboxRecord[]> {
    this.wakeDue();
    const records: OutboxRecord[] = [];
    for (const record of this.pending.values()) {
      if (records.length >= limit) break;
      records.push(record);
    }
    for (const record of records) {
      this.pending.delete(record.id);
      this.leased.set(record.id, record);
    }
    return records;
  }

  async settle(settlements: readonly Settlement[]): Promise<void> {
    for (const settlement of settlements) {
      const record = this.leased.get(settlement.id);
      if (record === undefined) continue;
      this.leased.delete(settlement.id);
      if (settlement.state === 'waiting') {
        this.wait({ ...record, attempts: settlement.attempts, dueAt: settlement.dueAt });
      } else if (settlement.state === 'dead') {
        this.bury({ ...record, attempts: settlement.attempts }, settlement.reason);
      }
    }
  }

  async nextDueAt(): Promise<number | undefined> {
    return this.pending.size > 0 ? 0 : this.waiting[0]?.dueAt;
  }

  async counts(): Promise<OutboxCounts> {
    return {
      pending: this.pending.size,
      leased: this.leased.size,
      waiting: this.waiting.length,
      dead: this.dead.length,
    };
  }

  async deadLetters(): Promise<readonly DeadLetter[]> {
    return [...this.dead];
  }

  onPut(listener: () => void): void {
    this.listeners.push(listener);
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  private wakeDue(): void {
    const now = Date.now();
    const later = this.waiting.findIndex(({ dueAt }) => dueAt > now);
    const due = this.waiting.splice(0, later === -1 ? this.waiting.length : later);
    for (const { dueAt: _dueAt, ...record } of due) this.pending.set(record.id, record);
  }

  private wait(record: WaitingRecord): void {
    let [low, high] = [0, this.waiting.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.waiting[middle]!.dueAt <= record.dueAt) low = middle + 1;
      else high = middle;
    }
    this.waiting.splice(low, 0, record);
  }

  private bury(record: OutboxRecord, reason: string): void {
    this.dead.push({ ...record, reason });
    if (this.dead.length > MAX_DEAD_LETTERS) this.dead.shift();
  }
}
