import { hasAlias } from '../outbox/has-alias.js';
import type { Outbox, OutboxConsumer, OutboxRecord, Settlement } from '../outbox/outbox.js';
import type { Reporter } from '../report/reporter.js';
import type { BreakerOptions, RetryOptions } from './delivery-options.interface.js';
import { ChangeSignal } from './change-signal.js';
import { EventSender } from './event-sender.js';
import { Settler } from './settler.js';
import { SenderGate, type BreakerState } from './sender-gate.js';
import type { Webhook } from './webhook.js';

/** How long to wait before what the outbox could not do is tried again, in milliseconds. */
const OUTBOX_PAUSE_MS = 1_000;

/** The longest that a timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** How many events are leased at once for each that can be on its way. */
const LEASED_ROUNDS = 8;

export interface DispatcherSettings {
  readonly concurrency: number;
  readonly retry: Required<RetryOptions>;
  readonly breaker: Required<BreakerOptions>;
}

/**
 * Takes events out of the outbox and sends them, at most `concurrency` at a time, for as long as the
 * application runs.
 */
export class Dispatcher implements OutboxConsumer {
  private readonly gate: SenderGate;
  private readonly sender: EventSender;
  private readonly settler: Settler;
  /** Leased, and not yet on their way. */
  private queue: OutboxRecord[] = [];
  /** Promised by the outbox, as they are put. */
  private reserved = 0;
  private inFlight = 0;
  private settling = 0;
  private isLeasing = false;
  /** Whether the outbox had nothing due when it was last asked. */
  private isIdle = false;
  private isStopped = true;
  private isPumping = false;
  private isRenewing = false;
  private outboxFailsUntil = 0;
  private timer?: NodeJS.Timeout;
  /** Tells that something has happened to an event. */
  private readonly signal = new ChangeSignal();

  constructor(
    { concurrency, retry, breaker }: DispatcherSettings,
    private readonly outbox: Outbox,
    webhook: Webhook,
    private readonly reporter: Reporter,
  ) {
    this.gate = new SenderGate(concurrency, retry, breaker);
    this.sender = new EventSender(retry, this.gate, webhook, reporter);
    this.settler = new Settler(outbox, reporter);
  }

  start(): void {
    this.isStopped = false;
    this.outbox.attach(this);
    this.wake();
  }

  /** Something new may be due. */
  wake(): void {
    this.isIdle = false;
    this.pumpSoon();
  }

  lost(): void {
    this.queue = [];
    this.wake();
  }

  reserve(): boolean {
    if (!this.isIdle || this.freePlaces() <= this.queue.length + this.reserved) return false;
    this.reserved++;
    return true;
  }

  take(record: OutboxRecord | undefined): void {
    this.reserved--;
    if (record === undefined) {
      this.signal.changed();
      return;
    }
    this.queue.push(record);
    this.pumpSoon();
  }

  breakerState(): BreakerState {
    return this.gate.state(Date.now());
  }

  /** Until when nothing is sent, in milliseconds since the epoch; in the past if there is no pause. */
  get pausedUntil(): number {
    return this.gate.opensAt;
  }

  /** Waits until nothing can be sent any more within the time. @param timeoutMs milliseconds */
  async flush(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      // Made before the question, so that nothing falls in between.
      const change = this.signal.next(deadline - Date.now());
      if (Date.now() >= deadline || !(await this.canSendBefore(deadline))) {
        change.cancel();
        return;
      }
      this.wake();
      await change.promise;
    }
  }

  /** Does not send what has this alias, as far as it is not on its way. */
  forget(alias: string): void {
    this.queue = this.queue.filter(({ body }) => !hasAlias(body, alias));
  }

  /** Sends nothing more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.settler.stop();
    clearTimeout(this.timer);
    this.queue = [];
    while (this.settling > 0) await this.signal.next(MAX_TIMER_MS).promise;
  }

  private async canSendBefore(deadline: number): Promise<boolean> {
    if (this.isStopped) return false;
    if (this.queue.length > 0) return this.gate.opensAt < deadline;
    if (this.inFlight + this.settling + this.reserved > 0) return true;
    const dueAt = await this.outbox.nextDueAt();
    return dueAt !== undefined && Math.max(dueAt, this.gate.opensAt) < deadline;
  }

  private freePlaces(): number {
    return this.isStopped ? 0 : this.gate.places(Date.now()) - this.inFlight;
  }

  /** In a turn of its own: checking and sending must not stand between a handler and its response. */
  private pumpSoon(): void {
    if (this.isPumping || this.isStopped) return;
    this.isPumping = true;
    setImmediate(() => {
      this.isPumping = false;
      this.pump();
    });
  }

  /** Fills the free places from the queue, and the queue from the outbox. */
  private pump(): void {
    if (this.isStopped || this.isRenewing) return;
    if (this.queue.length > 0 && !this.outbox.holdsLeases()) {
      void this.renew();
      return;
    }
    while (this.queue.length > 0 && this.freePlaces() > 0) void this.deliver(this.queue.shift()!);
    if (this.queue.length > 0) this.giveBackInPause();
    else if (!this.isLeasing && !this.isIdle) {
      if (this.outboxFailsUntil > Date.now()) this.wakeAt(this.outboxFailsUntil);
      else void this.refill().catch((error) => this.pauseAfter(error));
    }
  }

  /** In a pause others may look after what is leased, and whoever is erased must not be in a queue. */
  private giveBackInPause(): void {
    if (this.gate.opensAt <= Date.now()) return;
    const records = this.queue;
    this.queue = [];
    this.wakeAt(this.gate.opensAt);
    this.settling++;
    void this.settler.settle(records.map(givenBack)).finally(() => {
      this.settling--;
      this.signal.changed();
    });
  }

  /** Before anything is sent after a long sleep, it has to be known that nobody else has taken over. */
  private async renew(): Promise<void> {
    this.isRenewing = true;
    try {
      await this.outbox.renewLeases();
    } catch (error) {
      this.pauseAfter(error);
      return;
    } finally {
      this.isRenewing = false;
    }
    this.pump();
  }

  private pauseAfter(error: unknown): void {
    this.reporter.reportError(error);
    this.outboxFailsUntil = Date.now() + OUTBOX_PAUSE_MS;
    this.wakeAt(this.outboxFailsUntil);
  }

  private async refill(): Promise<void> {
    const limit = this.leaseLimit();
    if (limit <= 0) {
      // Whoever is under way comes back to this, else the end of the pause does.
      if (this.inFlight === 0) this.wakeAt(this.gate.opensAt);
      return;
    }
    this.isLeasing = true;
    this.isIdle = true;
    try {
      const records = await this.outbox.lease(limit);
      this.queue.push(...records);
      if (records.length === limit) this.isIdle = false;
    } finally {
      this.isLeasing = false;
    }
    // Somebody may have called meanwhile.
    if (this.queue.length > 0 || !this.isIdle) this.pump();
    if (!this.isIdle) return;
    const dueAt = await this.outbox.nextDueAt();
    if (dueAt !== undefined) this.wakeAt(Math.max(dueAt, this.gate.opensAt));
  }

  /** Some rounds in one transaction, so that nobody waits for the next lease; or one that probes. */
  private leaseLimit(): number {
    const places = this.gate.places(Date.now());
    return this.gate.isProbing ? places - this.inFlight : places * LEASED_ROUNDS;
  }

  /** Always wakes, also for a time that is over: between a look at the clock and this, it may have come. */
  private wakeAt(time: number): void {
    if (this.isStopped) return;
    const delay = Math.min(Math.max(time - Date.now(), 1), MAX_TIMER_MS);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wake(), delay).unref();
  }

  private async deliver(record: OutboxRecord): Promise<void> {
    this.inFlight++;
    this.settling++;
    const { settlement, isTemporary, report } = await this.sender.attempt(record);
    this.inFlight--;
    this.pump();
    if (this.isStopped && isTemporary) {
      // The shutdown ended it: that was no attempt.
      await this.settler.settle([givenBack(record)]);
    } else {
      await this.settler.settle([settlement]);
      report();
    }
    this.settling--;
    if (settlement.state === 'waiting') this.wake();
    this.signal.changed();
  }
}

/** As if the record had not been leased. */
function givenBack({ id, attempts }: OutboxRecord): Settlement {
  return { id, state: 'waiting', dueAt: 0, attempts };
}
