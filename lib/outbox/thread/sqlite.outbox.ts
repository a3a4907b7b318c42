import type { LedgerNote } from '../ledger.js';
import { OutboxClosedError } from '../outbox-closed.error.js';
import { OutboxFullError } from '../outbox-full.error.js';
import {
  HEAP_SHARE,
  NO_LEASE,
  sizeOf,
  type Acknowledgement,
  type Lease,
  type NewRecord,
  type Outbox,
  type OutboxAdmin,
} from '../outbox.js';
import type { Message } from './store-protocol.js';
import type { OutboxNotice, OutboxSettings } from '../outbox-settings.js';
import type { StartThread } from './start-worker.js';
import { StoreClient } from './store-client.js';
import { uptime } from '../timer.js';
import { TurnWriter } from './turn-writer.js';

/** How often a process gives a sign of life and tidies up the file, in milliseconds. */
const TICK_MS = 2_000;
/** How many puts may wait in memory for the disk or another process's lock, unless their bytes are too many. */
const MAX_UNCOMMITTED = 10_000;

/**
 * Keeps records in a SQLite file: a committed one survives a killed process, and one that the operating
 * system has written to the disk survives a power cut. Several processes can share the file. A thread of
 * its own uses the file; this one only collects what a turn of the event loop asks for.
 */
export class SqliteOutbox implements Outbox {
  readonly admin: OutboxAdmin = {
    counts: () => this.administer('counts'),
    deadLetters: (filter) => this.administer('deadLetters', filter),
    replay: (filter) => this.administer('replay', filter),
    discard: (filter) => this.administer('discard', filter),
    erase: (alias) => this.administer('erase', alias),
    adopt: () => this.administer('adopt'),
    audit: (query) => this.administer('audit', query),
  };
  private client!: StoreClient;
  private turns!: TurnWriter;
  private uncommitted = 0;
  private uncommittedBytes = 0;
  /** Whether more records were due when the last ones were leased. */
  private isBacklog = true;
  /** This process's number in the file, and until when its leases hold. */
  private owner = 0;
  private aliveUntil = 0;
  /** The number under which the caller holds its leases. */
  private leasedTo = 0;
  private giveBack = (): void => undefined;
  private closing?: Promise<number>;
  private ticks?: NodeJS.Timeout;

  /**
   * Waits for another process's lock on the file, for half a minute at most.
   *
   * @throws OutboxUnavailableError, and SQLite's errors for a file that it cannot use
   */
  static async open(settings: OutboxSettings, startThread?: StartThread): Promise<SqliteOutbox> {
    // One by one: what is passed to the thread must have no functions.
    const { onNotice, maxEventBytes, path, source, maxEvents, maxBytes } = settings;
    const { maxDelayMs, deadLetterMs, ledgerMs } = settings;
    const outbox = new SqliteOutbox(onNotice, maxEventBytes);
    outbox.client = await StoreClient.open(
      { path, source, maxEvents, maxBytes, maxEventBytes, maxDelayMs, deadLetterMs, ledgerMs },
      (message) => outbox.receive(message),
      startThread,
    );
    outbox.turns = new TurnWriter(outbox.client, () => outbox.leasedTo);
    outbox.ticks = setInterval(() => outbox.client.tell([0, 'tick']), TICK_MS).unref();
    finishAtExit.add(outbox.finish);
    return outbox;
  }

  private constructor(
    private readonly onNotice: (notice: OutboxNotice) => void,
    private readonly maxEventBytes: number,
  ) {}

  async put(record: NewRecord): Promise<void> {
    if (this.closing !== undefined) throw new OutboxClosedError();
    const size = sizeOf(record);
    if (size > this.maxEventBytes) throw new OutboxFullError('maxEventBytes');
    const isTooMuch = this.uncommittedBytes + size > HEAP_SHARE;
    if (this.uncommitted >= MAX_UNCOMMITTED || isTooMuch) throw new OutboxFullError('locked');
    this.uncommitted++;
    this.uncommittedBytes += size;
    try {
      await this.turns.put(record);
    } finally {
      this.uncommitted--;
      this.uncommittedBytes -= size;
    }
  }

  /** Only for a caller that has given lost leases back, see {@link holdsLeases}. */
  async lease(limit: number, wait = false, maxBytes = Infinity): Promise<Lease> {
    if (wait && this.closing !== undefined) return NO_LEASE;
    if (limit > 0) this.leasedTo = this.owner;
    const answer = this.client.ask<Lease>('lease', limit, maxBytes, this.leasedTo, wait);
    if (!wait) this.turns.send();
    else if (this.isBacklog) this.turns.sendSoon();
    // Nothing else is due now: it can go along with the next event that is put.
    else this.turns.sendLazily();
    const lease = await answer;
    if (this.leasedTo === 0) this.leasedTo = this.owner;
    this.isBacklog = (lease.nextDueAt ?? Infinity) <= Date.now();
    return lease;
  }

  holdsLeases(): boolean {
    return this.leasedTo === this.owner && uptime() < this.aliveUntil;
  }

  onRecall(giveBack: () => void): void {
    this.giveBack = giveBack;
  }

  async acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void> {
    if (acknowledgements.length === 0) return;
    // When nothing else is due, a delivery can be written down a moment later, with the next event: a
    // process that is killed before sends the event again, and Converge drops the copy.
    const isUrgent = acknowledgements.some(({ state }) => state !== 'delivered');
    await this.turns.acknowledge(acknowledgements, !isUrgent && !this.isBacklog);
  }

  async note(notes: readonly LedgerNote[]): Promise<void> {
    if (this.closing !== undefined) throw new OutboxClosedError();
    const noted = this.client.ask<void>('note', notes);
    this.turns.sendSoon();
    await noted;
  }

  close(timeoutMs?: number): Promise<number> {
    this.closing ??= this.closeOnce(timeoutMs);
    return this.closing;
  }

  private async closeOnce(timeoutMs?: number): Promise<number> {
    clearInterval(this.ticks);
    this.turns.send();
    if (await this.client.close(timeoutMs)) finishAtExit.delete(this.finish);
    return 0;
  }

  private administer<T>(verb: keyof OutboxAdmin, value?: unknown): Promise<T> {
    // What JavaScript cannot pass to a thread must not take other requests with it.
    this.turns.send();
    const answer = this.client.ask<T>('admin', verb, value);
    this.client.send();
    return answer;
  }

  private readonly finish = (): void => {
    this.turns.send();
    this.client.finish();
  };

  private returnLeases(recalls: number): void {
    this.giveBack();
    this.turns.send();
    this.client.tell([0, 'recallDone', recalls]);
  }

  private receive(message: Message): void {
    if (message[0] === 'alive') [, this.owner, this.aliveUntil] = message;
    else if (message[0] === 'notice') this.onNotice(message[1]);
    else if (message[0] === 'recall') this.returnLeases(message[1]);
  }
}

/** What must be done at process.exit(), which leaves no turn for it: writing an outbox's last puts. */
const finishAtExit = new Set<() => void>();

process.on('exit', () => {
  for (const finish of finishAtExit) {
    try {
      finish();
    } catch {
      // An error here would change the exit code of the application.
    }
  }
});
