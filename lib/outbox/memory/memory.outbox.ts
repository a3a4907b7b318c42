import type { LedgerNote } from '../ledger.js';
import { MemoryAdmin } from './memory-admin.js';
import { MemoryDeadLetters } from './memory-dead-letters.js';
import { MemoryLedger } from './memory-ledger.js';
import { MemoryQueue } from './memory-queue.js';
import { OutboxClosedError } from '../outbox-closed.error.js';
import { OutboxFullError } from '../outbox-full.error.js';
import {
  HEAP_SHARE,
  sizeOf,
  type Acknowledgement,
  type Lease,
  type NewRecord,
  type Outbox,
  type OutboxAdmin,
  type OutboxRecord,
} from '../outbox.js';
import type { OutboxSettings } from '../outbox-settings.js';
import { callAt } from '../timer.js';
import { WaitingCall } from '../waiting-call.js';

/** About what a record needs in memory besides its body, in bytes. */
const RECORD_OVERHEAD = 512;

/** Keeps records in memory: those that are left when the process ends are lost. */
export class MemoryOutbox implements Outbox {
  readonly admin: OutboxAdmin;
  readonly ledger: MemoryLedger;
  private readonly queue: MemoryQueue;
  private readonly dead: MemoryDeadLetters;
  private readonly waiting = new WaitingCall();
  private dueTimer?: NodeJS.Timeout;
  /** Negative, so that a record in memory is never taken for one of a file. */
  private lastId = 0;
  private closed = false;
  private giveBack = (): void => undefined;

  /** @param heapBytes how much memory all records may take, whatever the settings allow */
  constructor(
    private readonly settings: Omit<OutboxSettings, 'path' | 'source'>,
    private readonly heapBytes = HEAP_SHARE,
  ) {
    this.queue = new MemoryQueue(settings.maxDelayMs);
    this.ledger = new MemoryLedger(settings.ledgerMs);
    this.dead = new MemoryDeadLetters(settings, this.ledger);
    this.admin = new MemoryAdmin(
      this.queue,
      this.dead,
      this.ledger,
      () => this.serveWaiting(),
      () => this.giveBack(),
    );
  }

  async put({ dead, ...rest }: NewRecord): Promise<void> {
    if (this.closed) throw new OutboxClosedError();
    const record: OutboxRecord = { ...rest, id: --this.lastId, attempts: 0 };
    const size = sizeOf({ ...rest, dead });
    if (size > this.settings.maxEventBytes) throw new OutboxFullError('maxEventBytes');
    this.dead.expire();
    this.dead.makeRoom(() => this.limitExceededBy(size) !== undefined);
    const reason = this.limitExceededBy(size);
    if (reason !== undefined) throw new OutboxFullError(reason);
    if (dead === undefined) {
      this.queue.add(record);
      this.serveWaiting();
    } else {
      this.dead.add({ ...record, ...dead, diedAt: Date.now() });
    }
  }

  async lease(limit: number, wait = false, maxBytes = Infinity): Promise<Lease> {
    const lease = this.take(limit, maxBytes);
    if (!wait || lease.records.length > 0 || this.closed) return lease;
    const answer = this.waiting.begin(limit, maxBytes);
    this.serveWaiting();
    return answer;
  }

  /** Ends the wait if a record is due, else as soon as one will be. */
  private serveWaiting(): void {
    const { asked } = this.waiting;
    if (asked === undefined) return;
    const lease = this.take(asked.limit, asked.maxBytes);
    clearTimeout(this.dueTimer);
    if (lease.records.length > 0) {
      this.waiting.end(lease);
    } else if (lease.nextDueAt !== undefined) {
      this.dueTimer = callAt(lease.nextDueAt, () => this.serveWaiting());
    }
  }

  private take(limit: number, maxBytes: number): Lease {
    return { records: this.queue.lease(limit, maxBytes), nextDueAt: this.queue.nextDueAt() };
  }

  holdsLeases(): boolean {
    return true;
  }

  onRecall(giveBack: () => void): void {
    this.giveBack = giveBack;
  }

  async acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void> {
    for (const acknowledgement of acknowledgements) {
      const record = this.queue.takeLeased(acknowledgement.id);
      if (record === undefined) continue;
      if (acknowledgement.state === 'delivered') {
        this.ledger.noteRecord(record, 'delivered');
      } else if (acknowledgement.state === 'waiting') {
        const { attempts, dueAt } = acknowledgement;
        this.queue.add({ ...record, attempts }, dueAt);
      } else {
        const { attempts, reason, status } = acknowledgement;
        const diedAt = Date.now();
        this.dead.add({ ...record, attempts, reason, status, diedAt, undeliverable: false });
      }
    }
    this.serveWaiting();
  }

  async note(notes: readonly LedgerNote[]): Promise<void> {
    for (const note of notes) this.ledger.note(note);
  }

  async close(): Promise<number> {
    this.closed = true;
    clearTimeout(this.dueTimer);
    this.waiting.end();
    return this.queue.length;
  }

  /** Removes a leased record or a dead letter that another outbox has now. */
  remove(id: number): void {
    this.queue.takeLeased(id);
    this.dead.remove((letter) => letter.id === id);
  }

  /** Also those that wait or are leased: nobody sends them any more. */
  makeAllDue(): void {
    this.queue.makeAllDue();
  }

  private limitExceededBy(size: number): 'maxEvents' | 'maxBytes' | undefined {
    const { maxEvents, maxBytes } = this.settings;
    const events = this.queue.length + this.dead.length + 1;
    if (events > maxEvents) return 'maxEvents';
    const bytes = this.queue.bytes + this.dead.bytes + size;
    const isTooMuch = bytes > maxBytes || bytes + events * RECORD_OVERHEAD > this.heapBytes;
    return isTooMuch ? 'maxBytes' : undefined;
  }
}
