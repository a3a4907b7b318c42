import { sizeOf, type OutboxRecord } from './outbox.js';

interface WaitingRecord {
  readonly record: OutboxRecord;
  readonly dueAt: number;
}

/** Records in memory that are not leased. The oldest that is due goes first. */
export class MemoryQueue {
  /** The oldest first; ids count down. */
  private pending: OutboxRecord[] = [];
  /** The one that is due first comes first. */
  private waiting: WaitingRecord[] = [];

  /** @param maxDelayMs the longest pause between two attempts: a later time comes from a wrong clock */
  constructor(private readonly maxDelayMs: number) {}

  get length(): number {
    return this.pending.length + this.waiting.length;
  }

  *[Symbol.iterator](): Iterator<OutboxRecord> {
    yield* this.pending;
    for (const { record } of this.waiting) yield record;
  }

  /** @param dueAt in milliseconds since the epoch; at once by default */
  add(record: OutboxRecord, dueAt = 0): void {
    if (dueAt <= Date.now()) insert(this.pending, record, ({ id }) => -id);
    else insert(this.waiting, { record, dueAt }, (it) => it.dueAt);
  }

  /** Takes the oldest ones that are due. @param maxBytes of all of them; one may be larger */
  take(limit: number, maxBytes: number): OutboxRecord[] {
    if (limit > 0) this.wake(Date.now());
    let [count, bytes] = [0, 0];
    for (const record of this.pending) {
      bytes += sizeOf(record);
      if (count >= limit || (count > 0 && bytes > maxBytes)) break;
      count++;
    }
    return this.pending.splice(0, count);
  }

  /** In milliseconds since the epoch; undefined if it is empty. */
  nextDueAt(): number | undefined {
    if (this.pending.length > 0) return 0;
    const now = Date.now();
    const dueAt = this.waiting[0]?.dueAt;
    return dueAt !== undefined && dueAt > now + this.maxDelayMs ? now : dueAt;
  }

  countWaiting(): number {
    const now = Date.now();
    return this.waiting.filter(({ dueAt }) => dueAt > now).length;
  }

  /** @returns the removed ones */
  remove(isMeant: (record: OutboxRecord) => boolean): OutboxRecord[] {
    const removed = [...this].filter(isMeant);
    this.pending = this.pending.filter((record) => !isMeant(record));
    this.waiting = this.waiting.filter(({ record }) => !isMeant(record));
    return removed;
  }

  /** Makes pending what is due, and what no clock of today can have made wait. */
  private wake(now: number): void {
    const { waiting } = this;
    let count = 0;
    while ((waiting[count]?.dueAt ?? Infinity) <= now) count++;
    const due = waiting.splice(0, count);
    while ((waiting.at(-1)?.dueAt ?? 0) > now + this.maxDelayMs) due.push(waiting.pop()!);
    for (const { record } of due) this.add(record);
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
