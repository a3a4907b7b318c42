import { throughAll, untilNone } from './in-batches.js';
import { LeaseOwner } from './lease-owner.js';
import { OutboxDatabase } from './outbox-database.js';
import { OutboxClosedError } from './outbox-closed.error.js';
import { OutboxFullError } from './outbox-full.error.js';
import {
  Outbox,
  type DeadLetter,
  type DeadLetterFilter,
  type NewRecord,
  type OutboxConsumer,
  type OutboxCounts,
  type OutboxRecord,
  type Settlement,
} from './outbox.js';
import { flushAtExit } from './flush-at-exit.js';
import { OutboxUnavailableError } from './outbox-unavailable.error.js';
import { loadSqlite, sqliteFault, type OpenSqlite } from './sqlite-driver.js';
import type { SqliteOutboxSettings } from './sqlite-outbox-settings.js';
import { WriteQueue } from './write-queue.js';

/** How often a process gives a sign of life, and tidies up, in milliseconds. */
const BEAT_MS = 2_000;
/** How often a process looks whether another one has put something, in milliseconds. */
const POLL_MS = 100;
/** How long a start waits for another process's lock, in milliseconds. */
const OPEN_MS = 30_000;
/** How many writes may wait in memory for another process's lock. */
const MAX_QUEUED = 10_000;

/**
 * Keeps events in a SQLite file: what is committed survives a killed process, and what the operating
 * system has written survives a power cut. Several processes can share the file.
 */
export class SqliteOutbox extends Outbox {
  readonly isDurable = true;
  private readonly file: OutboxDatabase;
  private readonly writes: WriteQueue;
  private consumer?: OutboxConsumer;
  private readonly owner = new LeaseOwner();
  private seenVersion = 0;
  /** How many dead letters had to make room, since it was last told. */
  private evicted = 0;
  private closed = false;
  private readonly timers: NodeJS.Timeout[] = [];

  /**
   * Waits for other processes that have the file's lock, for half a minute at the most.
   *
   * @throws OutboxUnavailableError
   */
  static async open(settings: SqliteOutboxSettings): Promise<SqliteOutbox> {
    const openSqlite = await loadSqlite();
    const deadline = Date.now() + OPEN_MS;
    for (;;) {
      try {
        return new SqliteOutbox(settings, openSqlite);
      } catch (error) {
        if (sqliteFault(error) !== 'busy') throw error;
        if (Date.now() > deadline) {
          throw new OutboxUnavailableError(
            'another process has its lock for too long: find out who (lsof, fuser) and end its transaction',
          );
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  private constructor(
    private readonly settings: SqliteOutboxSettings,
    openSqlite: OpenSqlite,
  ) {
    super();
    this.file = new OutboxDatabase(openSqlite, settings, () => {
      this.owner.forget();
      this.consumer?.lost();
    });
    this.writes = new WriteQueue(
      () => this.file.current.transaction,
      () => this.file.replaceDamaged(),
      () => this.file.giveUpReserve(),
      () => this.file.needsLock,
    );
    flushAtExit.add(this.flush);
    this.timers.push(setInterval(() => this.tidyUp(), BEAT_MS).unref());
  }

  async put(record: NewRecord): Promise<void> {
    if (this.closed) throw new OutboxClosedError();
    if (this.writes.length >= MAX_QUEUED) throw new OutboxFullError('locked');
    if (!this.file.hasRoom) throw new OutboxFullError('disk');
    const isReserved = record.deadReason === undefined && (this.consumer?.reserve() ?? false);
    let taken: OutboxRecord | undefined;
    try {
      taken = await this.writes.write(() => {
        const owner = isReserved && this.owner.isAlive ? this.owner.id : null;
        const put = this.insert(record, owner);
        return owner === null ? undefined : put;
      });
    } finally {
      if (isReserved) this.consumer?.take(taken);
    }
    if (taken === undefined) this.consumer?.wake();
    this.file.noteWritten(1);
  }

  async lease(limit: number): Promise<readonly OutboxRecord[]> {
    // Looking costs no lock, and most of the time there is nothing.
    if (((await this.nextDueAt()) ?? Infinity) > Date.now()) return [];
    if (!this.owner.isAlive) await this.renewLeases();
    return this.writes.write(() =>
      this.file.current.events.lease(this.owner.id, limit, Date.now()),
    );
  }

  holdsLeases(): boolean {
    return this.owner.isAlive;
  }

  /** Gives a sign of life, and takes over what belonged to processes that gave none. */
  async renewLeases(): Promise<void> {
    const before = this.owner.id;
    const sign = await this.writes.write(() => this.owner.beat(this.file.current.owners));
    this.owner.beaten(sign);
    if (before !== 0 && sign.id !== before) this.consumer?.lost();
    if (sign.takenOver > 0) this.consumer?.wake();
  }

  async settle(settlements: readonly Settlement[]): Promise<void> {
    const settle = () => {
      for (const settlement of settlements) {
        this.file.current.events.settle(settlement, this.owner.id, Date.now());
      }
    };
    // That an event is delivered can be written down later: a process that is killed before sends it
    // again, and Converge drops the copy.
    const isUrgent = settlements.some(({ state }) => state !== 'delivered');
    await (isUrgent ? this.writes.write(settle) : this.writes.writeLazily(settle));
    this.file.noteWritten(settlements.length);
  }

  async nextDueAt(): Promise<number | undefined> {
    return this.file.read(({ events }) => events.nextDueAt());
  }

  async counts(): Promise<OutboxCounts> {
    return this.file.read(({ events }) => events.counts(Date.now()));
  }

  async deadLetters(filter: DeadLetterFilter = {}): Promise<readonly DeadLetter[]> {
    return this.file.read(({ deadLetters }) => deadLetters.list(filter));
  }

  async replay(filter: DeadLetterFilter = {}): Promise<number> {
    const replayed = await untilNone(() =>
      this.writes.write(() => this.file.current.deadLetters.replay(filter, Date.now())),
    );
    this.consumer?.wake();
    return replayed;
  }

  discard(filter: DeadLetterFilter = {}): Promise<number> {
    return untilNone(() => this.writes.write(() => this.file.current.deadLetters.discard(filter)));
  }

  async erase(alias: string): Promise<number> {
    const erased = await this.throughAll((after, last) =>
      this.file.current.events.erase(alias, after, last),
    );
    this.file.emptyLog();
    return erased;
  }

  async adopt(): Promise<number> {
    const adopted = await this.throughAll((after, last) =>
      this.file.current.events.adopt(after, last),
    );
    this.consumer?.wake();
    return adopted;
  }

  attach(consumer: OutboxConsumer): void {
    this.consumer = consumer;
    this.seenVersion = this.file.current.version();
    void this.renewLeases().catch(() => undefined);
    this.timers.push(setInterval(() => this.lookForOthers(), POLL_MS).unref());
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const timer of this.timers) clearInterval(timer);
    flushAtExit.delete(this.flush);
    try {
      await this.writes.write(() => this.file.current.owners.release(this.owner.id));
    } finally {
      await this.file.close();
    }
  }

  private throughAll(work: (afterId: number, lastId: number) => number): Promise<number> {
    return throughAll(
      (id) => this.file.read(({ events }) => events.batchAfter(id)),
      (afterId, lastId) => this.writes.write(() => work(afterId, lastId)),
    );
  }

  /** process.exit() leaves no turn of the event loop for what was put last. */
  private readonly flush = (): void => {
    this.file.current.waitForLocks();
    this.writes.flushAtLast();
  };

  /** The oldest dead letters make room for an event that can still be delivered. */
  private insert(record: NewRecord, owner: number | null): OutboxRecord {
    const { events, deadLetters, totals } = this.file.current;
    const size = Buffer.byteLength(record.body);
    if (size > this.settings.maxBytes) throw new OutboxFullError('maxBytes');
    if (totals.limitPassedBy(size) !== undefined) this.evicted += deadLetters.removeOldest();
    const passed = totals.limitPassedBy(size);
    if (passed !== undefined) throw new OutboxFullError(passed);
    return events.insert(record, size, owner, Date.now());
  }

  private tidyUp(): void {
    if (this.consumer !== undefined) void this.renewLeases().catch(() => undefined);
    const diedBefore = Date.now() - this.settings.deadLetterMs;
    void this.writes
      .write(() => this.file.current.deadLetters.removeOldest(diedBefore))
      .catch(() => undefined);
    if (this.evicted > 0)
      this.settings.onNotice({ kind: 'deadLettersEvicted', count: this.evicted });
    this.evicted = 0;
    this.file.tidyUp();
  }

  private lookForOthers(): void {
    try {
      const version = this.file.current.version();
      if (version === this.seenVersion) return;
      this.seenVersion = version;
      this.consumer?.wake();
    } catch {
      // The disk fails: the next write says so.
    }
  }
}
