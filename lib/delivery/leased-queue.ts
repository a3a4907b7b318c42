import { sizeOf, type OutboxRecord } from '../outbox/outbox.js';

/** How many bytes of events are leased at once, unless one alone has more: they are all in memory. */
const MAX_BYTES = 16 * 1024 ** 2;

/** The leased records that are not being sent yet, and the bytes of all that are leased. */
export class LeasedQueue {
  private records: OutboxRecord[] = [];
  private bytes = 0;

  get length(): number {
    return this.records.length;
  }

  /** How many bytes may be leased besides. */
  get freeBytes(): number {
    return MAX_BYTES - this.bytes;
  }

  add(records: readonly OutboxRecord[]): void {
    for (const record of records) this.bytes += sizeOf(record);
    this.records.push(...records);
  }

  /** The next one to send; its bytes count until it {@link ended}. */
  next(): OutboxRecord | undefined {
    return this.records.shift();
  }

  ended(record: OutboxRecord): void {
    this.bytes -= sizeOf(record);
  }

  /** Takes out all that are not being sent. */
  takeAll(): readonly OutboxRecord[] {
    const { records } = this;
    this.records = [];
    for (const record of records) this.ended(record);
    return records;
  }
}
