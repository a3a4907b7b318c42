import { checkFilter } from './check-filter.js';
import { HEAP_SHARE, RECORD_OVERHEAD } from './heap-share.js';
import { Audit, eventIdOf, type AuditAnswer, type AuditQuery, type LedgerNote } from './ledger.js';
import { MemoryLedger } from './memory-ledger.js';
import { MemoryQueue } from './memory-queue.js';
import { OutboxClosedError } from './outbox-closed.error.js';
import { OutboxFullError } from './outbox-full.error.js';
import {
  DEFAULT_LIMIT,
  NO_LEASE,
  sizeOf,
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
import { recognise } from './person.js';
import type { OutboxNotice } from './store-settings.js';
import { SteadyClock } from './steady-clock.js';
import { callAt } from './timer.js';
import { UndeliverableError } from './undeliverable.error.js';

export interface MemoryOutboxSettings {
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly maxEventBytes: number;
  /** The longest pause between two attempts, in milliseconds: a later time comes from a wrong clock. */
  readonly maxDelayMs: number;
  /** How long dead letters are kept, in milliseconds. */
  readonly deadLetterMs: number;
  /** How long it is remembered what has become of an event, in milliseconds; 0 for not at all. */
  readonly ledgerMs: number;
  readonly onNotice: (notice: OutboxNotice) => void;
}

/** Keeps records in memory: those that are left when the process ends are lost. */
export class MemoryOutbox implements Outbox, OutboxAdmin {
  readonly admin = this;
  private readonly queue: MemoryQueue;
  private readonly leased = new Map<number, OutboxRecord>();
  private dead: DeadLetter[] = [];
  readonly ledger: MemoryLedger;
  /** The call of lease that waits. */
  private caller?: {
    readonly limit: number;
    readonly maxBytes: number;
    resolve(lease: Lease): void;
  };
  private dueTimer?: NodeJS.Timeout;
  /** Negative, so that a record in memory is never taken for one of a file. */
  private lastId = 0;
  private bytes = 0;
  private closed = false;
  private giveBack = (): void => undefined;

  private readonly clock: SteadyClock;

  /** @param heapBytes how much memory all records may take, whatever the settings allow */
  constructor(
    private readonly settings: MemoryOutboxSettings,
    private readonly heapBytes = HEAP_SHARE,
  ) {
    this.queue = new MemoryQueue(settings.maxDelayMs);
    this.ledger = new MemoryLedger(settings.ledgerMs);
    this.clock = new SteadyClock(settings.deadLetterMs);
  }

  async put({ dead, ...rest }: NewRecord): Promise<void> {
    if (this.closed) throw new OutboxClosedError();
    const record: OutboxRecord = { ...rest, id: --this.lastId, attempts: 0 };
    const size = sizeOf({ ...rest, dead });
    if (size > this.settings.maxEventBytes) throw new OutboxFullError('maxEventBytes');
    this.makeRoom(size);
    this.bytes += sizeOf(record);
    if (dead === undefined) {
      this.queue.add(record);
      this.serveCaller();
    } else {
      this.bury({ ...record, ...dead, diedAt: Date.now() });
    }
  }

  async lease(limit: number, wait = false, maxBytes = Infinity): Promise<Lease> {
    const lease = this.take(limit, maxBytes);
    if (!wait || lease.records.length > 0 || this.closed) return lease;
    this.caller?.resolve(NO_LEASE);
    return new Promise((resolve) => {
      this.caller = { limit, maxBytes, resolve };
      this.serveCaller();
    });
  }

  /** Ends the wait if a record is due, else as soon as one will be. */
  private serveCaller(): void {
    if (this.caller === undefined) return;
    const lease = this.take(this.caller.limit, this.caller.maxBytes);
    clearTimeout(this.dueTimer);
    if (lease.records.length > 0) {
      this.caller.resolve(lease);
      this.caller = undefined;
    } else if (lease.nextDueAt !== undefined) {
      this.dueTimer = callAt(lease.nextDueAt, () => this.serveCaller());
    }
  }

  private take(limit: number, maxBytes: number): Lease {
    const records = this.queue.take(limit, maxBytes);
    for (const record of records) this.leased.set(record.id, record);
    return { records, nextDueAt: this.queue.nextDueAt() };
  }

  holdsLeases(): boolean {
    return true;
  }

  onRecall(giveBack: () => void): void {
    this.giveBack = giveBack;
  }

  async acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void> {
    for (const acknowledgement of acknowledgements) {
      const record = this.leased.get(acknowledgement.id);
      if (record === undefined) continue;
      this.leased.delete(acknowledgement.id);
      if (acknowledgement.state === 'delivered') {
        this.drop('delivered', [record]);
      } else if (acknowledgement.state === 'waiting') {
        const { attempts, dueAt } = acknowledgement;
        this.queue.add({ ...record, attempts }, dueAt);
      } else {
        const { attempts, reason, status } = acknowledgement;
        const diedAt = Date.now();
        this.bury({ ...record, attempts, reason, status, diedAt, undeliverable: false });
      }
    }
    this.serveCaller();
  }

  async counts(): Promise<OutboxCounts> {
    const waiting = this.queue.countWaiting();
    return {
      pending: this.queue.length - waiting,
      leased: this.leased.size,
      waiting,
      dead: this.dead.length,
      held: 0,
      inMemory: this.queue.length + this.leased.size,
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
    for (const { id, eventName, origin, body, reason } of letters) {
      this.bytes -= Buffer.byteLength(reason);
      this.queue.add({ id, eventName, origin, body, recordedAt: Date.now(), attempts: 0 });
    }
    this.serveCaller();
    return letters.length;
  }

  async discard(filter: DeadLetterFilter = {}): Promise<number> {
    checkFilter(filter);
    return this.drop(
      'discarded',
      this.takeDead((letter) => matches(letter, filter)),
    );
  }

  async erase(alias: string): Promise<number> {
    const isTheirs = recognise(alias);
    const isMeant = ({ body }: OutboxRecord) => isTheirs(body);
    const leased = [...this.leased.values()].filter(isMeant);
    for (const { id } of leased) this.leased.delete(id);
    if (leased.length > 0) this.giveBack();
    return this.delete([...this.takeDead(isMeant), ...leased, ...this.queue.remove(isMeant)]);
  }

  async adopt(): Promise<number> {
    return 0;
  }

  async audit(query: AuditQuery): Promise<readonly AuditAnswer[]> {
    const audit = new Audit(query);
    for (const record of [...this.queue, ...this.leased.values(), ...this.dead]) {
      const id = eventIdOf(record.body);
      if (id !== undefined) audit.addRecord(id, record);
    }
    this.ledger.addTo(audit);
    return audit.answers();
  }

  async note(notes: readonly LedgerNote[]): Promise<void> {
    for (const note of notes) this.ledger.note(note);
  }

  async close(): Promise<number> {
    this.closed = true;
    clearTimeout(this.dueTimer);
    this.caller?.resolve(NO_LEASE);
    this.caller = undefined;
    return this.queue.length + this.leased.size;
  }

  /** Removes a record that another outbox has now. */
  remove(id: number): void {
    const isMeant = (record: OutboxRecord) => record.id === id;
    const leased = [...this.leased.values()].filter(isMeant);
    this.leased.delete(id);
    this.delete([...leased, ...this.takeDead(isMeant)]);
  }

  /** Also those that wait or are leased: nobody sends them any more. */
  makeAllDue(): void {
    const records = [...this.leased.values(), ...this.queue.remove(() => true)];
    for (const record of records) this.queue.add(record);
    this.leased.clear();
  }

  private makeRoom(size: number): void {
    this.expire();
    let evicted = 0;
    while (this.limitExceededBy(size) !== undefined && this.dead.length > 0) {
      evicted += this.drop('expired', [this.dead.shift()!]);
    }
    if (evicted > 0) this.settings.onNotice({ kind: 'deadLettersEvicted', count: evicted });
    const reason = this.limitExceededBy(size);
    if (reason !== undefined) throw new OutboxFullError(reason);
  }

  private limitExceededBy(size: number): 'maxEvents' | 'maxBytes' | undefined {
    const { maxEvents, maxBytes } = this.settings;
    const events = this.queue.length + this.leased.size + this.dead.length + 1;
    if (events > maxEvents) return 'maxEvents';
    const bytes = this.bytes + size;
    const isTooMuch = bytes > maxBytes || bytes + events * RECORD_OVERHEAD > this.heapBytes;
    return isTooMuch ? 'maxBytes' : undefined;
  }

  private expire(): void {
    if (!this.clock.isSteady()) return;
    const before = Date.now() - this.settings.deadLetterMs;
    if ((this.dead[0]?.diedAt ?? Infinity) >= before) return;
    const count = this.drop(
      'expired',
      this.takeDead(({ diedAt }) => diedAt < before),
    );
    this.settings.onNotice({ kind: 'deadLettersExpired', count });
  }

  private bury(letter: DeadLetter): void {
    this.dead.push(letter);
    this.bytes += Buffer.byteLength(letter.reason);
  }

  private takeDead(isMeant: (letter: DeadLetter) => boolean): DeadLetter[] {
    const taken = this.dead.filter(isMeant);
    this.dead = this.dead.filter((letter) => !isMeant(letter));
    return taken;
  }

  /** Notes what has become of removed records. @returns how many */
  private drop(fate: LedgerNote['fate'], records: readonly OutboxRecord[]): number {
    for (const record of records) this.ledger.noteRecord(record, fate);
    return this.delete(records);
  }

  /** Subtracts the bytes of removed records. @returns how many */
  private delete(records: ReadonlyArray<OutboxRecord & { readonly reason?: string }>): number {
    for (const { body, reason = '' } of records) {
      this.bytes -= Buffer.byteLength(body) + Buffer.byteLength(reason);
    }
    return records.length;
  }

  private oldestAt(): number | undefined {
    let oldest = Infinity;
    for (const { recordedAt } of this.queue) oldest = Math.min(oldest, recordedAt);
    for (const { recordedAt } of this.leased.values()) oldest = Math.min(oldest, recordedAt);
    return oldest === Infinity ? undefined : oldest;
  }
}

function matches(letter: DeadLetter, { id, eventName }: DeadLetterFilter): boolean {
  return (id ?? letter.id) === letter.id && (eventName ?? letter.eventName) === letter.eventName;
}
