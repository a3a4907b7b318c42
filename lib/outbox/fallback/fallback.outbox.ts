import { FallbackAdmin, isInMemory } from './fallback-admin.js';
import { FallbackLeases } from './fallback-leases.js';
import type { LedgerNote } from '../ledger.js';
import { MemoryOutbox } from '../memory/memory.outbox.js';
import { moveToFile } from './move-to-file.js';
import { OutboxClosedError } from '../outbox-closed.error.js';
import { whatIsFull, OutboxFullError, type FullReason } from '../outbox-full.error.js';
import { OutboxUnavailableError } from '../outbox-unavailable.error.js';
import {
  givenBack,
  type Acknowledgement,
  type Lease,
  type NewRecord,
  type Outbox,
  type OutboxAdmin,
} from '../outbox.js';
import type { OutboxSettings } from '../outbox-settings.js';
import { SqliteOutbox } from '../thread/sqlite.outbox.js';
import { endsWithin, MAX_TIMER_MS, uptime } from '../timer.js';

/** How often it is tried to move records from memory to the file, in milliseconds. */
const RETRY_MS = 2_000;
/** The longest pause between two attempts to open a file that could not be opened, in milliseconds. */
const LONGEST_PAUSE_MS = 60_000;

/** Why a file refuses a record that memory may keep meanwhile. */
const DISK_FAULTS: readonly FullReason[] = ['disk', 'locked'];

/**
 * Keeps records in a file, and those that it does not take in memory, from where they are delivered too.
 * Tries the file again by itself, and moves to it what is still in memory. The ids of records in memory
 * are negative.
 */
export class FallbackOutbox implements Outbox {
  readonly admin: OutboxAdmin;
  private file?: SqliteOutbox;
  private readonly memory: MemoryOutbox;
  private readonly leases: FallbackLeases;
  /** The ids of the records that the caller has. */
  private readonly leased = new Set<number>();
  /** Whether records are kept in memory. */
  private isFailing = false;
  /** How many were moved to the file since it failed. */
  private moved = 0;
  private moving: Promise<void> = Promise.resolve();
  private pauseMs = RETRY_MS;
  private timer?: NodeJS.Timeout;
  private isClosed = false;
  private giveBack = (): void => undefined;

  /** Never rejects: if the file cannot be used, it says so, and goes on in memory. */
  static async open(settings: OutboxSettings): Promise<FallbackOutbox> {
    const outbox = new FallbackOutbox(settings);
    await outbox.openFile();
    return outbox;
  }

  private constructor(private readonly settings: OutboxSettings) {
    this.memory = new MemoryOutbox(settings);
    this.memory.onRecall(this.recall);
    this.leases = new FallbackLeases(this.memory, () => this.file);
    this.admin = new FallbackAdmin(
      this.memory.admin,
      () => this.file?.admin,
      () => this.moving,
    );
  }

  async put(record: NewRecord): Promise<void> {
    if (this.isClosed) throw new OutboxClosedError();
    if (this.file === undefined) return this.memory.put(record);
    try {
      await this.file.put(record);
    } catch (error) {
      const reason = reasonForMemory(error);
      if (reason === undefined) throw error;
      await this.memory.put(record).catch(() => {
        // What is in the way is the disk.
        throw error;
      });
      this.reportFailing(reason);
    }
  }

  async lease(limit: number, wait = false, maxBytes = Infinity): Promise<Lease> {
    const lease = await (wait
      ? this.leases.wait(limit, maxBytes)
      : this.leases.now(limit, maxBytes));
    for (const { id } of lease.records) this.leased.add(id);
    return lease;
  }

  holdsLeases(): boolean {
    if (this.file === undefined || this.file.holdsLeases()) return true;
    for (const id of this.leased) if (!isInMemory(id)) return false;
    return true;
  }

  onRecall(giveBack: () => void): void {
    this.giveBack = giveBack;
  }

  async acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void> {
    for (const { id } of acknowledgements) this.leased.delete(id);
    const inMemory = acknowledgements.filter(({ id }) => isInMemory(id));
    if (inMemory.length > 0) await this.memory.acknowledge(inMemory);
    if (inMemory.length === acknowledgements.length) return;
    await this.file?.acknowledge(acknowledgements.filter(({ id }) => !isInMemory(id)));
  }

  async note(notes: readonly LedgerNote[]): Promise<void> {
    // Also those of records that were delivered from memory, and those that the file did not take before.
    const all = [...this.memory.ledger.drain(), ...notes];
    try {
      await (this.file ?? this.memory).note(all);
    } catch {
      await this.memory.note(all);
    }
  }

  /** Moves what it can from memory to the file first. */
  async close(timeoutMs = MAX_TIMER_MS): Promise<number> {
    const deadline = uptime() + timeoutMs;
    this.isClosed = true;
    clearTimeout(this.timer);
    this.leases.close();
    await this.memory.close();
    this.memory.makeAllDue();
    await endsWithin(this.move(), timeoutMs);
    await this.file?.close(Math.max(0, deadline - uptime()));
    await this.moving;
    return this.memory.close();
  }

  private readonly recall = (): void => {
    // If the outbox is closed meanwhile, it gives them back itself.
    this.acknowledge(this.leases.takeEarly().map(givenBack)).catch(() => undefined);
    this.giveBack();
  };

  private async openFile(): Promise<void> {
    try {
      this.file = await SqliteOutbox.open(this.settings);
      this.file.onRecall(this.recall);
      // The caller waits for the file's records from now on, too.
      this.leases.endWait();
    } catch (error) {
      this.reportFailing(OutboxUnavailableError.from(error).message);
    }
  }

  private reportFailing(reason: string): void {
    if (this.isFailing) return;
    this.isFailing = true;
    this.pauseMs = RETRY_MS;
    this.settings.onNotice({ kind: 'outboxUnavailable', reason });
    this.retryLater();
  }

  private retryLater(): void {
    if (!this.isClosed) this.timer = setTimeout(() => void this.retry(), this.pauseMs).unref();
  }

  private async retry(): Promise<void> {
    if (this.file === undefined) {
      await this.openFile();
      this.pauseMs = Math.min(2 * this.pauseMs, LONGEST_PAUSE_MS);
    }
    await this.move();
    if (this.isFailing) this.retryLater();
    // It was closed while it opened the file.
    if (this.isClosed) await this.file?.close();
  }

  /** Moves what it can from memory to the file. */
  private move(): Promise<void> {
    this.moving = this.moving.then(() => this.moveOnce());
    return this.moving;
  }

  private async moveOnce(): Promise<void> {
    if (!this.isFailing || this.file === undefined) return;
    const { moved, areAll } = await moveToFile(this.memory, this.file);
    this.moved += moved;
    // The others are being sent, or not due yet.
    if (!areAll || (await this.memory.admin.counts()).inMemory > 0) return;
    await this.note([]);
    this.isFailing = false;
    this.settings.onNotice({ kind: 'outboxRestored', count: this.moved });
    this.moved = 0;
  }
}

/** Why memory may keep a record that the file refuses; undefined if it may not. */
function reasonForMemory(error: unknown): string | undefined {
  if (error instanceof OutboxClosedError) return undefined;
  if (!(error instanceof OutboxFullError)) {
    return `it does not take an event: ${OutboxUnavailableError.from(error).message}. Please report this`;
  }
  return DISK_FAULTS.includes(error.reason) ? `it ${whatIsFull(error.reason)}` : undefined;
}
