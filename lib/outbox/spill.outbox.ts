import { setTimeout as pause } from 'node:timers/promises';
import { reasonOf, type Broker, type BrokerSettings } from './broker.js';
import { FallbackOutbox, type FallbackNotice, type FallbackSettings } from './fallback.outbox.js';
import { LatePuts } from './late-puts.js';
import type { LedgerNote } from './ledger.js';
import { MemoryOutbox } from './memory.outbox.js';
import { OutboxClosedError } from './outbox-closed.error.js';
import { OutboxFullError } from './outbox-full.error.js';
import { OutboxUnavailableError } from './outbox-unavailable.error.js';
import {
  givenBack,
  NO_LEASE,
  type Acknowledgement,
  type Lease,
  type NewRecord,
  type Outbox,
  type OutboxAdmin,
  type OutboxRecord,
} from './outbox.js';
import { SpillAdmin } from './spill-admin.js';
import type { OutboxNotice } from './store-settings.js';
import { endsWithin, MAX_TIMER_MS, uptime, within } from './timer.js';

/** Durations, in milliseconds. */
export interface SpillPace {
  /** How long the start waits for the broker. */
  readonly startMs: number;
  /** How often it is tried to reach a broker that is away ... */
  readonly retryMs: number;
  /** ... and how long it may take to answer then, or to take what is handed over to it. */
  readonly answerMs: number;
}
const PACE: SpillPace = { startMs: 2_000, retryMs: 1_000, answerMs: 2_000 };
/** How often to look for what other processes have spilled, in milliseconds. */
const IDLE_MS = 5_000;
/** How often the start looks for the broker, in milliseconds. */
const START_RETRY_MS = 20;
/** How many records are handed over together. */
const BATCH = 256;
const SLOW = 'it does not answer in time';
const SLOW_ERROR = new OutboxUnavailableError(SLOW);
/** The share of `commitTimeoutMs` in which the broker has to answer: the rest is for the spill. */
const BROKER_SHARE = 0.8;

/** Why records are spilled, or that the broker has them all again. */
export type SpillNotice =
  | { readonly kind: 'brokerUnavailable'; readonly reason: string }
  | { readonly kind: 'brokerRestored'; readonly count: number };

export interface SpillSettings
  extends Omit<FallbackSettings, 'onNotice'>, Omit<BrokerSettings, 'onNotice'> {
  readonly commitTimeoutMs: number;
  /** Another one than that of applications. */
  readonly pace?: SpillPace;
  readonly onNotice: (notice: OutboxNotice | FallbackNotice | SpillNotice) => void;
}

/**
 * Keeps records at a broker, and those that it does not take in time in an outbox of this machine: the
 * spill. From there they are only handed over to the broker, the oldest first.
 */
export class SpillOutbox implements Outbox {
  readonly admin: OutboxAdmin;
  /** Whether the broker did not answer the last time. */
  private isAway = true;
  private isReported = false;
  /** How many were handed over since the broker was away. */
  private moved = 0;
  /** Whether there may be dead letters in the spill. */
  private hasLetters = true;
  private handingOver: Promise<unknown> = Promise.resolve();
  private isClosed = false;
  private readonly late = new LatePuts();
  private readonly pace: SpillPace;
  private wake = (): void => undefined;

  /** Never rejects: while the broker cannot be used, it says so, and goes on without it. */
  static async open(broker: Broker, settings: SpillSettings): Promise<SpillOutbox> {
    // What leaves the spill is not delivered yet: the broker notes what becomes of it.
    const own = { ...settings, ledgerMs: 0 };
    const spill =
      settings.path === 'memory' ? new MemoryOutbox(own) : await FallbackOutbox.open(own);
    const putMs = settings.commitTimeoutMs * BROKER_SHARE;
    const server = broker.open({ ...settings, putMs });
    const outbox = new SpillOutbox(broker.name, server, spill, putMs, settings);
    await outbox.waitForBroker(uptime() + outbox.pace.startMs);
    void outbox.handOver();
    return outbox;
  }

  private constructor(
    private readonly name: string,
    private readonly broker: Outbox,
    private readonly spill: Outbox,
    private readonly putMs: number,
    private readonly settings: SpillSettings,
  ) {
    this.pace = settings.pace ?? PACE;
    this.admin = new SpillAdmin(
      broker.admin,
      spill.admin,
      () => this.isAway,
      async () => void (await this.handingOver),
    );
  }

  async put(record: NewRecord): Promise<void> {
    if (this.isClosed) throw new OutboxClosedError();
    if (!this.isAway) {
      const reason = await this.tryPut(record, this.putMs);
      if (reason === undefined) return;
      // Only slow, perhaps: whether it is away shows when this is handed over.
      if (reason !== SLOW) this.reportAway(reason);
      this.wake();
    }
    await this.spill.put(record);
    if (record.dead !== undefined) this.hasLetters = true;
  }

  async lease(limit: number, wait?: boolean, maxBytes?: number): Promise<Lease> {
    if (limit > 0) return this.broker.lease(limit, wait, maxBytes);
    if (this.isAway) return NO_LEASE;
    const { nextDueAt } = await this.spill.lease(0);
    return nextDueAt === undefined ? this.broker.lease(0) : { records: [], nextDueAt: Date.now() };
  }

  holdsLeases(): boolean {
    return this.broker.holdsLeases();
  }

  onRecall(giveBack: () => void): void {
    this.broker.onRecall(giveBack);
  }

  acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void> {
    return this.broker.acknowledge(acknowledgements);
  }

  /** A broker that is away keeps them in memory. */
  note(notes: readonly LedgerNote[]): Promise<void> {
    return this.broker.note(notes);
  }

  async close(timeoutMs = MAX_TIMER_MS): Promise<number> {
    const deadline = uptime() + timeoutMs;
    this.isClosed = true;
    this.wake();
    const [lost] = await Promise.all([this.spill.close(timeoutMs), this.broker.close(timeoutMs)]);
    await endsWithin(this.handingOver, deadline - uptime());
    return lost;
  }

  /** @returns why the broker did not take it; undefined if it did */
  private async tryPut(record: NewRecord, limitMs: number): Promise<string | undefined> {
    const put = this.broker.put(record);
    try {
      await within(put, limitMs, SLOW_ERROR);
      return undefined;
    } catch (error) {
      if (error === SLOW_ERROR) this.late.add(record.body, put);
      // The spill has the same limits.
      if (error instanceof OutboxFullError || error instanceof OutboxClosedError) throw error;
      return reasonOf(error);
    }
  }

  private async waitForBroker(deadline: number): Promise<void> {
    for (;;) {
      const reason = await this.probe(deadline - uptime());
      if (reason === undefined) return;
      if (uptime() >= deadline) return this.reportAway(reason);
      // Keeps the process, which has nothing else to wait for yet.
      await pause(START_RETRY_MS);
    }
  }

  /** @returns why the broker cannot be used; undefined if it answers */
  private async probe(limitMs: number): Promise<string | undefined> {
    try {
      await within(this.broker.admin.counts(), limitMs, SLOW_ERROR);
      this.isAway = false;
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  private reportAway(reason: string): void {
    this.isAway = true;
    if (this.isReported) return;
    this.isReported = true;
    this.settings.onNotice({ kind: 'brokerUnavailable', reason: `${this.name}: ${reason}` });
  }

  private reportRestored(): void {
    if (this.isReported) this.settings.onNotice({ kind: 'brokerRestored', count: this.moved });
    this.isReported = false;
    this.moved = 0;
  }

  /** Hands over what is in the spill, of whatever process that shares its file, until it is closed. */
  private async handOver(): Promise<void> {
    while (!this.isClosed) {
      let pauseMs = this.pace.retryMs;
      try {
        const canTry = !this.isAway || (await this.probe(this.pace.answerMs)) === undefined;
        if (canTry) pauseMs = await this.handOverBatch();
      } catch {
        // The spill fails, which it reports itself.
      }
      await this.idle(pauseMs);
    }
  }

  /** @returns how long to wait for more, in milliseconds */
  private async handOverBatch(): Promise<number> {
    if (this.hasLetters) await this.moveLetters();
    const { records, nextDueAt } = await this.spill.lease(BATCH);
    const states = Promise.all(records.map((record) => this.moveRecord(record)));
    this.handingOver = states.then((all) => this.spill.acknowledge(all)).catch(() => undefined);
    await this.handingOver;
    if ((await states).some(({ state }) => state !== 'delivered')) return this.pace.retryMs;
    if (records.length > 0) return 0;
    if (nextDueAt === undefined && !this.hasLetters) this.reportRestored();
    return IDLE_MS;
  }

  /** Ends early when something is spilled, and when it is closed. */
  private idle(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (ms === 0 || this.isClosed) return resolve();
      const timer = setTimeout(resolve, ms).unref();
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async moveRecord(record: OutboxRecord): Promise<Acknowledgement> {
    const { id, eventName, origin, body, recordedAt } = record;
    const isTaken =
      (await this.late.hasArrived(body, this.pace.answerMs)) ||
      (await this.move({ eventName, origin, body, recordedAt }));
    if (!isTaken) return givenBack(record);
    return { id, state: 'delivered' };
  }

  private async moveLetters(): Promise<void> {
    const letters = await this.spill.admin.deadLetters({ limit: BATCH });
    this.hasLetters = letters.length > 0;
    for (const { id, eventName, origin, body, recordedAt, reason, undeliverable } of letters) {
      const record = { eventName, origin, body, recordedAt, dead: { reason, undeliverable } };
      if (!(await this.move(record))) return;
      await this.spill.admin.discard({ id });
    }
  }

  /** @returns whether the broker has taken it */
  private async move(record: NewRecord): Promise<boolean> {
    try {
      const reason = await this.tryPut(record, this.pace.answerMs);
      if (reason !== undefined) this.reportAway(reason);
      else this.moved++;
      return reason === undefined;
    } catch {
      // There is no room for it yet.
      return false;
    }
  }
}
