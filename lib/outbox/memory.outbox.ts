import { checkFilter } from './check-filter.js';
import { OutboxClosedError } from './outbox-closed.error.js';
import { OutboxFullError } from './outbox-full.error.js';
import {
  DEFAULT_LIMIT,
  hasAlias,
  NO_LEASE,
  type Acknowledgement,
  type DeadLetter,
  type DeadLetterFilter,
  type Lease,
  type NewRecord,
  type Outbox,
  type OutboxAdmin,
  type OutboxCounts,
  type OutboxRecord,
} from './outbox.js';
import { callAt } from './timer.js';
import { UndeliverableError } from './undeliverable.error.js';

interface QueuedRecord {
  readonly record: OutboxRecord;
  readonly dueAt: number;
}

export interface MemoryOutboxSettings {
  readonly maxEvents: number;
  readonly maxBytes: number;
  /** How long dead letters are kept, in milliseconds. */
  readonly deadLetterMs: number;
}

/** Whatever the settings allow: events that wait must not fill the application's memory. */
const MAX_BYTES = 256 * 1024 ** 2;

/** Keeps records in memory: those that are left when the process ends are lost. */
export class MemoryOutbox implements Outbox, OutboxAdmin {
  readonly isDurable = false;
  readonly admin = this;
  /** Pending and waiting records, sorted by the time at which they are due. */
  private queue: QueuedRecord[] = [];
  private readonly leased = new Map<number, OutboxRecord>();
  private dead: DeadLetter[] = [];
  /** The call of lease that waits. */
  private caller?: { readonly limit: number; resolve(lease: Lease): void };
  private dueTimer?: NodeJS.Timeout;
  private lastId = 0;
  private bytes = 0;
  private closed = false;

  constructor(private readonly settings: MemoryOutboxSettings) {}

  async put({ dead, ...rest }: NewRecord): Promise<void> {
    if (this.closed) throw new OutboxClosedError();
    const record: OutboxRecord = { ...rest, id: ++this.lastId, attempts: 0 };
    const size = Buffer.byteLength(record.body);
    this.makeRoom(size);
    this.bytes += size;
    if (dead === undefined) {
      this.enqueue(record, 0);
      this.serveCaller();
    } else {
      this.dead.push({ ...record, ...dead, diedAt: Date.now() });
    }
  }

  async lease(limit: number, wait = false): Promise<Lease> {
    const lease = this.take(limit);
    if (!wait || lease.records.length > 0 || this.closed) return lease;
    this.caller?.resolve(NO_LEASE);
    return new Promise((resolve) => {
      this.caller = { limit, resolve };
      this.serveCaller();
    });
  }

  /** Ends the wait if a record is due, else as soon as one will be. */
  private serveCaller(): void {
    if (this.caller === undefined) return;
    const lease = this.take(this.caller.limit);
    clearTimeout(this.dueTimer);
    if (lease.records.length > 0) {
      this.caller.resolve(lease);
      this.caller = undefined;
    } else if (lease.nextDueAt !== undefined) {
      this.dueTimer = callAt(lease.nextDueAt, () => this.serveCaller());
    }
  }

  private take(limit: number): Lease {
    const now = Date.now();
    let count = 0;
    while (count < limit && (this.queue[count]?.dueAt ?? Infinity) <= now) count++;
    const records = this.queue.splice(0, count).map(({ record }) => record);
    for (const record of records) this.leased.set(record.id, record);
    return { records, nextDueAt: this.queue[0]?.dueAt };
  }

  holdsLeases(): boolean {
    return true;
  }

  async acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void> {
    for (const acknowledgement of acknowledgements) {
      const record = this.leased.get(acknowledgement.id);
      if (record === undefined) continue;
      this.leased.delete(acknowledgement.id);
      if (acknowledgement.state === 'delivered') {
        this.delete([record]);
      } else if (acknowledgement.state === 'waiting') {
        const { attempts, dueAt } = acknowledgement;
        this.enqueue({ ...record, attempts }, dueAt);
      } else {
        const { attempts, reason, status } = acknowledgement;
        const diedAt = Date.now();
        this.dead.push({ ...record, attempts, reason, status, diedAt, undeliverable: false });
      }
    }
    this.serveCaller();
  }

  async counts(): Promise<OutboxCounts> {
    const now = Date.now();
    const waiting = this.queue.filter(({ dueAt }) => dueAt > now).length;
    return {
      pending: this.queue.length - waiting,
      leased: this.leased.size,
      waiting,
      dead: this.dead.length,
      held: 0,
      oldestAt: this.oldestAt(),
    };
  }

  async deadLetters(filter: DeadLetterFilter = {}): Promise<readonly DeadLetter[]> {
    checkFilter(filter, 'limit');
    this.expire();
    const { limit = DEFAULT_LIMIT } = filter;
    return this.dead.filter((letter) => matches(letter, filter)).slice(0, limit);
  }

  async replay(filter: DeadLetterFilter = {}): Promise<number> {
    checkFilter(filter);
    const isRefused = ({ id, undeliverable }: DeadLetter) => undeliverable && id === filter.id;
    if (this.dead.some(isRefused)) throw new UndeliverableError(filter.id!);
    const letters = this.takeDead((it) => !it.undeliverable && matches(it, filter));
    for (const { id, eventName, origin, body } of letters) {
      const record = { id, eventName, origin, body, recordedAt: Date.now(), attempts: 0 };
      this.enqueue(record, 0);
    }
    this.serveCaller();
    return letters.length;
  }

  async discard(filter: DeadLetterFilter = {}): Promise<number> {
    checkFilter(filter);
    return this.delete(this.takeDead((letter) => matches(letter, filter)));
  }

  async erase(alias: string): Promise<number> {
    const isMeant = (record: OutboxRecord) => hasAlias(record, alias);
    const leased = [...this.leased.values()].filter(isMeant);
    for (const { id } of leased) this.leased.delete(id);
    const queued = this.queue.map(({ record }) => record).filter(isMeant);
    this.queue = this.queue.filter(({ record }) => !isMeant(record));
    return this.delete([...this.takeDead(isMeant), ...leased, ...queued]);
  }

  async adopt(): Promise<number> {
    return 0;
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.dueTimer);
    this.caller?.resolve(NO_LEASE);
    this.caller = undefined;
  }

  private makeRoom(size: number): void {
    this.expire();
    while (this.limitExceededBy(size) !== undefined && this.dead.length > 0) {
      this.delete([this.dead.shift()!]);
    }
    const reason = this.limitExceededBy(size);
    if (reason !== undefined) throw new OutboxFullError(reason);
  }

  private limitExceededBy(size: number): 'maxEvents' | 'maxBytes' | undefined {
    const events = this.queue.length + this.leased.size + this.dead.length;
    if (events + 1 > this.settings.maxEvents) return 'maxEvents';
    return this.bytes + size > Math.min(this.settings.maxBytes, MAX_BYTES) ? 'maxBytes' : undefined;
  }

  private expire(): void {
    const before = Date.now() - this.settings.deadLetterMs;
    if ((this.dead[0]?.diedAt ?? Infinity) < before) {
      this.delete(this.takeDead(({ diedAt }) => diedAt < before));
    }
  }

  private takeDead(isMeant: (letter: DeadLetter) => boolean): DeadLetter[] {
    const taken = this.dead.filter(isMeant);
    this.dead = this.dead.filter((letter) => !isMeant(letter));
    return taken;
  }

  /** Subtracts the bytes of removed records. @returns how many */
  private delete(records: readonly OutboxRecord[]): number {
    for (const { body } of records) this.bytes -= Buffer.byteLength(body);
    return records.length;
  }

  private oldestAt(): number | undefined {
    let oldest = Infinity;
    for (const { record } of this.queue) oldest = Math.min(oldest, record.recordedAt);
    for (const { recordedAt } of this.leased.values()) oldest = Math.min(oldest, recordedAt);
    return oldest === Infinity ? undefined : oldest;
  }

  private enqueue(record: OutboxRecord, dueAt: number): void {
    let [low, high] = [0, this.queue.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.queue[middle]!.dueAt <= dueAt) low = middle + 1;
      else high = middle;
    }
    this.queue.splice(low, 0, { record, dueAt });
  }
}

function matches(letter: DeadLetter, { id, eventName }: DeadLetterFilter): boolean {
  return (id ?? letter.id) === letter.id && (eventName ?? letter.eventName) === letter.eventName;
}
