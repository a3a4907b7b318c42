import { AsyncResource } from 'node:async_hooks';
import {
  EraseIncompleteError,
  OutboxClosedError,
  OutboxFullError,
  OutboxUnavailableError,
  TOO_SLOW,
} from './errors.js';
import { Audit, eventIdOf, MAX_ENTRIES, type LedgerEntry } from './ledger.js';
import {
  addCounts,
  DEFAULT_LIMIT,
  type Consumer,
  type NewRecord,
  type Outbox,
  type OutboxAdmin,
  type OutboxNotice,
  type OutboxRecord,
  type OutboxSettings,
  type Sender,
  type Settlement,
} from './outbox.js';
import { Mover } from './mover.js';
import { fieldsOf } from './record.js';
import { clearTimeout, pause, setTimeout } from '../timers.js';
import { endsWithin, MAX_TIMER_MS, uptime, within } from './time.js';

/** How many dead letters are read at once, to be moved. */
const BATCH = 64;
/** The longest pause between two attempts to open the first outbox, in milliseconds. */
const LONGEST_PAUSE_MS = 60_000;
/** The pause between two attempts of the start to reach a server, in milliseconds. */
const START_RETRY_MS = 200;
/** How long an operator's call waits for a server's answer, in milliseconds ... */
const ADMIN_MS = 30_000;
/** ... and what is moved there: it comes in large numbers, and nobody waits for it. */
const MOVE_MS = 10_000;
const AWAY_ERROR = new OutboxUnavailableError(
  "The outbox's server does not answer: try again when it can be reached.",
);
/** While the first one is away and nobody sends. */
const NOBODY = { places: 0, ahead: 0, pausedForMs: Infinity };

export interface FirstPlace {
  /** May reject; it is tried again then. */
  open(onNotice: (notice: OutboxNotice) => void): Promise<Outbox>;
  /** Whether it is a server: that may not answer for long, so that no call waits for it without a limit. */
  readonly isServer: boolean;
  /** How long a caller of `put` waits for it, in milliseconds. */
  readonly putMs: number;
  /** Why it cannot be used, in words; undefined if the second one must not keep what it refuses. */
  reasonFor(error: unknown): string | undefined;
}

/**
 * Keeps records in a first outbox, and those that it does not take in a second one: a file, and memory while
 * its disk fails; a server, and this machine while it is away.
 *
 * While the first one works, or may work again, what is in the second one moves to it. After a fault it is
 * `away`, and the second one's records are sent from there, until a timer lets it be tried again, or it takes a
 * record all the same.
 */
export class OverflowOutbox implements Outbox {
  private first?: Outbox;
  private opening?: Promise<void> | undefined;
  private isAway = true;
  /** Whether it was reported, and what it has missed is not moved yet. */
  private isReported = false;
  /** How many records and dead letters it has got since then. */
  private moved = 0;
  private readonly mover: Mover;
  /** Gives what is in the second one to the mover; undefined between a stop and the end. */
  private moving?: Consumer;
  private sender?: Sender | undefined;
  private sending?: Consumer | undefined;
  /** Whether there may be dead letters in the second one. */
  private hasDead = true;
  /** What the first one has not taken yet. */
  private entries: LedgerEntry[] = [];
  private timer?: NodeJS.Timeout | undefined;
  private ticking: Promise<void> = Promise.resolve();
  private pauseMs: number;
  private closing?: Promise<number>;
  private isClosed = false;
  readonly admin: OutboxAdmin = {
    counts: async () => {
      const counts = await this.second.admin.counts();
      const { pending, leased } = counts;
      // What moves is not being sent.
      const kept = this.isAway ? counts : { ...counts, pending: pending + leased, leased: 0 };
      const { usable } = this;
      return usable === undefined ? kept : addCounts(await usable.admin.counts(), kept);
    },
    deadLetters: async (filter) => {
      const lists = await this.askBoth((admin) => admin.deadLetters(filter));
      const deadLetters = lists.flat().sort((one, other) => one.diedAt - other.diedAt);
      return deadLetters.slice(0, filter?.limit ?? DEFAULT_LIMIT);
    },
    replay: (filter) => this.sum((admin) => admin.replay(filter)),
    discard: (filter) => this.sum((admin) => admin.discard(filter)),
    erase: async (alias) => {
      const erased = await this.sum((admin) => admin.erase(alias));
      if (this.first !== undefined) return erased;
      const what = this.place.isServer ? 'server cannot be reached' : 'file cannot be opened';
      const left = `The outbox's ${what} at the moment, and may hold more of them: see the log, and try again.`;
      throw new EraseIncompleteError(erased, [left]);
    },
    adopt: () => this.sum((admin) => admin.adopt()),
    audit: async (query) => {
      const audit = new Audit(query);
      for (const entry of this.entries) audit.addEntry(entry);
      const answers = await this.askBoth((admin) => admin.audit(query));
      for (const answer of answers.flat()) audit.add(answer);
      return audit.answers();
    },
  };
  /** Bound: a request may find the fault, and its context must not become the events'. */
  private readonly tick = AsyncResource.bind(() => {
    this.timer = undefined;
    this.ticking = this.ticking.then(() => this.tickOnce());
  });

  /**
   * Call `start` before anything else.
   *
   * @param retryMs how often it is tried to use the first one again, and how long a server may take for that
   */
  constructor(
    private readonly place: FirstPlace,
    private readonly second: Outbox,
    private readonly settings: OutboxSettings,
    private readonly retryMs: number,
  ) {
    this.pauseMs = retryMs;
    const other = () => (this.isAway ? (this.sender ?? NOBODY) : undefined);
    this.mover = new Mover(other, (record) => this.deliver(record));
    this.moving = second.consume(this.mover);
  }

  /** The first one, unless it is a server that is away. */
  private get usable(): Outbox | undefined {
    return this.isAway && this.place.isServer ? undefined : this.first;
  }

  /** Never rejects: if the first one cannot be used, it says so, and goes on with the second one. */
  async start(): Promise<this> {
    const deadline = this.place.isServer ? uptime() + this.retryMs : 0;
    let reason: string | undefined;
    // The pause keeps the process, which has nothing else to wait for yet.
    while ((reason = await this.reach()) !== undefined && uptime() < deadline) {
      await pause(START_RETRY_MS);
    }
    this.follow(reason);
    this.tickAfter(this.retryMs);
    return this;
  }

  async put(record: NewRecord): Promise<void> {
    if (this.closing !== undefined) throw new OutboxClosedError();
    const refusal = await this.offer(record, this.place.putMs);
    if (refusal === undefined) return;
    if (this.place.reasonFor(refusal) === undefined) throw refusal;
    try {
      await this.second.put(record);
      if (record.dead !== undefined) this.noteDead();
    } catch (error) {
      // What is in the way is the disk.
      throw refusal instanceof OutboxFullError ? refusal : error;
    }
  }

  consume(sender: Sender): Consumer {
    this.sender = sender;
    this.sending = this.first?.consume(sender);
    this.moving ??= this.second.consume(this.mover);
    const end = sender.onPlaces(() => this.mover.announcePlaces());
    this.mover.announcePlaces();
    return {
      flush: (timeoutMs) => this.flush(timeoutMs),
      stop: async () => {
        end();
        // Another one may have begun.
        if (this.sender !== sender) return;
        this.sender = undefined;
        await Promise.all([this.sending?.stop(), this.moving?.stop()]);
        this.sending = this.moving = undefined;
      },
    };
  }

  async note(entries: readonly LedgerEntry[]): Promise<void> {
    this.keepEntries(entries);
    await this.writeEntries();
  }

  async wakeAll(): Promise<void> {
    await this.second.wakeAll?.();
    await this.first?.wakeAll?.();
  }

  close(timeoutMs?: number): Promise<number> {
    return (this.closing ??= this.closeOnce(timeoutMs));
  }

  /** Moves what it can from the second one to the first one. */
  private async closeOnce(timeoutMs = MAX_TIMER_MS): Promise<number> {
    const deadline = uptime() + timeoutMs;
    const leftMs = () => Math.max(0, deadline - uptime());
    clearTimeout(this.timer);
    // It may be opening the first one.
    await endsWithin(this.ticking, leftMs() / 2);
    const mayOpen = this.first === undefined && !this.place.isServer;
    if (mayOpen) await endsWithin(this.reach(), leftMs() / 2);
    // What cannot be moved is counted when the second one closes.
    const moved = this.usable && this.moveAll(leftMs() / 2).catch(() => undefined);
    await endsWithin(moved, leftMs() / 2);
    await endsWithin(this.moving?.stop(), leftMs() / 2);
    this.isClosed = true;
    const closing = this.first?.close(leftMs());
    const [lost] = await Promise.all([this.second.close(leftMs()), closing]);
    return lost;
  }

  /** Asks both, the second one first: what moves meanwhile is found in the first one then. */
  private async askBoth<T>(ask: (admin: OutboxAdmin) => Promise<T>): Promise<T[]> {
    return this.mover.still(async () => {
      const answers = [await ask(this.second.admin)];
      if (this.first !== undefined) {
        answers.push(await this.answer(ask(this.first.admin), ADMIN_MS, AWAY_ERROR));
      }
      return answers;
    });
  }

  /** The answer of the first one: of a server, within a time. @param ms milliseconds */
  private answer<T>(work: Promise<T>, ms: number, error = TOO_SLOW): Promise<T> {
    return this.place.isServer ? within(work, ms, error) : work;
  }

  private async sum(ask: (admin: OutboxAdmin) => Promise<number>): Promise<number> {
    return (await this.askBoth(ask)).reduce((total, count) => total + count, 0);
  }

  /** Opens the first one, and asks it for an answer. @returns why it cannot be used */
  private async reach(): Promise<string | undefined> {
    try {
      if (this.first === undefined) {
        this.opening ??= this.openFirst().finally(() => (this.opening = undefined));
        await this.answer(this.opening, this.retryMs);
      }
      await this.answer(Promise.resolve(this.first?.ping?.()), this.retryMs);
      return undefined;
    } catch (error) {
      return this.place.reasonFor(error);
    }
  }

  private async openFirst(): Promise<void> {
    const opened = await this.place.open((notice) => this.hear(notice));
    // The rest of this outbox was closed while it was opened.
    if (this.isClosed) {
      await opened.close();
      return;
    }
    this.first = opened;
    if (this.sender !== undefined) this.sending = this.first.consume(this.sender);
  }

  private hear(notice: OutboxNotice): void {
    const error = notice.kind === 'outboxFault' ? notice.error : undefined;
    // Its thread has ended: the next put would find the same.
    if (error instanceof OutboxUnavailableError) this.leave(error.message);
    // While it is away, that is what is reported.
    else if (notice.kind !== 'leaseFailed' || !this.isAway) this.settings.onNotice(notice);
  }

  /** Puts it into the first one. @param limitMs for a server's answer @returns the error if it has not taken it */
  private async offer(record: NewRecord, limitMs: number): Promise<unknown> {
    const { usable } = this;
    if (usable === undefined) return AWAY_ERROR;
    try {
      await this.answer(usable.put(record, limitMs), limitMs);
    } catch (error) {
      const reason = this.place.reasonFor(error);
      // Only slow, perhaps: a ping shows whether it is away, unless there is one under way.
      if (error === TOO_SLOW && this.timer !== undefined) this.tickAfter(0);
      // Without a reason, there is no room for it.
      if (error !== TOO_SLOW && reason !== undefined) this.leave(reason);
      return error;
    }
    this.setAway(false);
    return undefined;
  }

  /** What becomes of a record of the second one. */
  private async deliver(record: OutboxRecord): Promise<Settlement> {
    if (!this.isAway) return this.move(record);
    // Without a sender, there is no place for it.
    const { next, stored } = await this.sender!.deliver(record);
    return {
      next,
      stored: () => {
        if (next.state === 'dead') this.noteDead();
        if (next.state === 'delivered') this.noteDelivered(record);
        stored();
      },
    };
  }

  private async move(record: OutboxRecord): Promise<Settlement> {
    const isTaken = await this.give(fieldsOf(record)!);
    const dueAt = this.isAway ? 0 : Date.now() + this.retryMs;
    const next = isTaken ? { state: 'delivered' as const } : { state: 'waiting' as const, dueAt };
    return { next, stored: () => undefined };
  }

  /** @returns whether the first one has taken it */
  private async give(record: NewRecord): Promise<boolean> {
    const isTaken = (await this.offer(record, MOVE_MS)) === undefined;
    if (isTaken) this.moved++;
    return isTaken;
  }

  /** The dead letters of the second one: each is deleted there once the first one has it. */
  private async moveDead(): Promise<void> {
    this.hasDead = false;
    for (;;) {
      const deadLetters = await this.second.admin.deadLetters({ limit: BATCH });
      if (deadLetters.length === 0) return;
      for (const deadLetter of deadLetters) {
        const { id, reason, status, undeliverable, diedAt } = deadLetter;
        const dead = { reason, status, undeliverable, diedAt };
        if (!(await this.give({ ...fieldsOf(deadLetter)!, dead }))) {
          this.hasDead = true;
          return;
        }
        await this.second.admin.discard({ id });
      }
    }
  }

  private async moveAll(timeoutMs: number): Promise<void> {
    this.moving ??= this.second.consume(this.mover);
    this.setAway(false);
    await this.second.wakeAll?.();
    await this.moving.flush(timeoutMs);
    await this.clear();
  }

  private async flush(timeoutMs: number): Promise<void> {
    const deadline = uptime() + timeoutMs;
    const flushFirst = async () => {
      if (this.usable === undefined) return;
      // If it fails, what is in the second one can still be sent.
      await this.sending?.flush(Math.max(0, deadline - uptime())).catch(() => undefined);
    };
    await Promise.all([this.moving?.flush(timeoutMs), flushFirst()]);
    // What has moved meanwhile.
    await flushFirst();
  }

  private async tickOnce(): Promise<void> {
    const { isServer } = this.place;
    try {
      this.follow(await this.reach());
      const isRare = this.first === undefined && !isServer;
      this.pauseMs = isRare ? Math.min(2 * this.pauseMs, LONGEST_PAUSE_MS) : this.retryMs;
      if (!this.isAway) await this.clear();
    } catch {
      // The second one fails, which it reports itself.
    }
    const isQuiet = !this.isAway && !this.isReported && !this.hasDead;
    if (!isQuiet) this.tickAfter(this.pauseMs);
    // Whether it still answers.
    else if (isServer) this.tickAfter(2 * this.retryMs);
  }

  /** @param reason why the first one cannot be used; undefined if it can, or may */
  private follow(reason: string | undefined): void {
    if (reason === undefined) this.setAway(false);
    else this.leave(reason);
  }

  /** Moves what the mover does not, and reports the end of an outage once nothing is left to move. */
  private async clear(): Promise<void> {
    // What waits for its next attempt moves, too: it may be only in memory.
    if (this.isReported) await this.second.wakeAll?.();
    await this.writeEntries();
    if (this.hasDead) await this.moveDead();
    if (!this.isReported || this.isAway || this.hasDead) return;
    const { pending, leased, waiting } = await this.second.admin.counts();
    if (pending + leased + waiting > 0 || this.entries.length > 0) return;
    this.isReported = false;
    const kind = this.place.isServer ? 'brokerRestored' : 'outboxRestored';
    this.settings.onNotice({ kind, count: this.moved });
    this.moved = 0;
  }

  private tickAfter(ms: number): void {
    if (this.closing !== undefined) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.tick, ms).unref();
  }

  private setAway(isAway: boolean): void {
    if (isAway === this.isAway) return;
    this.isAway = isAway;
    this.mover.announcePlaces();
  }

  private leave(reason: string): void {
    this.setAway(true);
    if (this.isReported) return;
    this.isReported = true;
    this.pauseMs = this.retryMs;
    const kind = this.place.isServer ? 'brokerUnavailable' : 'outboxUnavailable';
    this.settings.onNotice({ kind, reason });
    this.tickAfter(this.pauseMs);
  }

  private noteDead(): void {
    this.hasDead = true;
    if (this.timer === undefined) this.tickAfter(0);
  }

  private noteDelivered({ body, eventName }: OutboxRecord): void {
    const eventId = this.settings.ledgerMs > 0 ? eventIdOf(body) : undefined;
    if (eventId === undefined) return;
    this.keepEntries([{ eventId, eventName, outcome: 'delivered', at: Date.now() }]);
  }

  private async writeEntries(): Promise<void> {
    if (this.first === undefined || this.entries.length === 0) return;
    const entries = this.entries.splice(0);
    try {
      await this.first.note(entries);
    } catch {
      this.keepEntries(entries);
    }
  }

  private keepEntries(entries: readonly LedgerEntry[]): void {
    for (const entry of entries) this.entries.push(entry);
    // Not each time: it copies them.
    if (this.entries.length > 2 * MAX_ENTRIES) this.entries = this.entries.slice(-MAX_ENTRIES);
  }
}
