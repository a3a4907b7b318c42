import { countFitting, sizeOf, type OutboxCounts, type OutboxRecord } from '../outbox.js';

interface WaitingRecord {
  readonly record: OutboxRecord;
  readonly dueAt: number;
}

/** The records in memory that are to be sent. The oldest that is due goes first. */
export class MemoryQueue {
  /** The oldest first; ids count down. */
  private pending: OutboxRecord[] = [];
  /** The one that is due first comes first. */
  private waiting: WaitingRecord[] = [];
  private readonly leased = new Map<number, OutboxRecord>();
  private size = 0;

  /** @param maxDelayMs the longest pause between two attempts: a later time comes from a wrong clock */
  constructor(private readonly maxDelayMs: number) {}

  get length(): number {
    return this.pending.length + this.waiting.length + this.leased.size;
  }

  get bytes(): number {
    return this.size;
  }

  *[Symbol.iterator](): Iterator<OutboxRecord> {
    yield* this.pending;
    for (const { record } of this.waiting) yield record;
    yield* this.leased.values();
  }

  /** @param dueAt in milliseconds since the epoch; at once by default */
  add(record: OutboxRecord, dueAt?: number): void {
    this.size += sizeOf(record);
    this.enqueue(record, dueAt);
  }

  /** Leases the oldest ones that are due. */
  lease(limit: number, maxBytes: number): OutboxRecord[] {
    if (limit > 0) this.wake(Date.now());
    const records = this.pending.splice(0, countFitting(this.pending, limit, maxBytes));
    for (const record of records) this.leased.set(record.id, record);
    return records;
  }

  /** Removes a leased record. @returns undefined if it is not leased */
  takeLeased(id: number): OutboxRecord | undefined {
    const record = this.leased.get(id);
    if (record === undefined) return undefined;
    this.leased.delete(id);
    this.size -= sizeOf(record);
    return record;
  }

  /** In milliseconds since the epoch; undefined if nothing is left to lease. */
  nextDueAt(): number | undefined {
    if (this.pending.length > 0) return 0;
    const now = Date.now();
    const dueAt = this.waiting[0]?.dueAt;
    return dueAt !== undefined && dueAt > now + this.maxDelayMs ? now : dueAt;
  }

  counts(): Pick<OutboxCounts, 'pending' | 'leased' | 'waiting'> {
    const now = Date.now();
    const waiting = this.waiting.filter(({ dueAt }) => dueAt > now).length;
    const leased = this.leased.size;
    return { pending: this.length - leased - waiting, leased, waiting };
  }

  /** Removes records whatever their state. @returns them */
  remove(isMeant: (record: OutboxRecord) => boolean): OutboxRecord[] {
    const removed = [...this].filter(isMeant);
    this.pending = this.pending.filter((record) => !isMeant(record));
    this.waiting = this.waiting.filter(({ record }) => !isMeant(record));
    for (const record of removed) {
      this.leased.delete(record.id);
      this.size -= sizeOf(record);
    }
    return removed;
  }

  /** Also those that wait or are leased: nobody sends them any more. */
  makeAllDue(): void {
    for (const record of this.remove(() => true)) this.add(record);
  }

  private enqueue(record: OutboxRecord, dueAt = 0): void {
    if (dueAt <= Date.now()) insert(this.pending, record, ({ id }) => -id);
    else insert(this.waiting, { record, dueAt }, (it) => it.dueAt);
  }

  /** Makes pending what is due, and what no clock of today can have made wait. */
  private wake(now: number): void {
    const { waiting } = this;
    let count = 0;
    while ((waiting[count]?.dueAt ?? Infinity) <= now) count++;
    const due = waiting.splice(0, count);
    while ((waiting.at(-1)?.dueAt ?? 0) > now + this.maxDelayMs) due.push(waiting.pop()!);
    for (const { record } of due) this.enqueue(record);
  }
}

/** Inserts an item into a sorted list, after those with the same key. */
function insert<Item>(list: Item[], item: Item, keyOf: (item: Item) => number): void {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keyOf(list[middle]!) <= keyOf(item)) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, item);
}
