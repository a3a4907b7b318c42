import { hasAlias } from '../outbox/has-alias.js';
import type { Outbox, OutboxConsumer, OutboxRecord, Settlement } from '../outbox/outbox.js';
import type { Reporter } from '../report/reporter.js';
import type { ConvergeWebhookService } from './converge-webhook.service.js';
import type { BreakerOptions, RetryOptions } from './delivery-options.interface.js';
import { EventSender } from './event-sender.js';
import { SenderGate, type BreakerState } from './sender-gate.js';

/** How long to wait before what the outbox could not do is tried again, in milliseconds. */
const OUTBOX_PAUSE_MS = 1_000;

/** How many events are leased at once for each that can be on its way. */
const LEASED_ROUNDS = 8;

/** @internal */
export interface DispatcherSettings {
  readonly concurrency: number;
  readonly retry: Required<RetryOptions>;
  readonly breaker: Required<BreakerOptions>;
}

/**
 * Takes events out of the outbox and sends them, at most `concurrency` at a time, for as long as the
 * application runs.
 *
 * @internal
 */
export class Dispatcher implements OutboxConsumer {
  private readonly gate: SenderGate;
  private readonly sender: EventSender;
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
  private outboxFailsUntil = 0;
  private timer?: NodeJS.Timeout;
  private onSettled?: () => void;

  constructor(
    { concurrency, retry, breaker }: DispatcherSettings,
    private readonly outbox: Outbox,
    webhook: Pick<ConvergeWebhookService, 'send'>,
    private readonly reporter: Reporter,
  ) {
    this.gate = new SenderGate(concurrency, retry, breaker);
    this.sender = new EventSender(retry, this.gate, webhook, reporter);
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

  reserve(): boolean {
    if (!this.isIdle || this.freePlaces() <= this.queue.length + this.reserved) return false;
    this.reserved++;
    return true;
  }

  take(record: OutboxRecord | undefined): void {
    this.reserved--;
    if (record === undefined) return;
    this.queue.push(record);
    this.pumpSoon();
  }

  breakerState(): BreakerState {
    return this.gate.state(Date.now());
  }

  /** Waits until nothing can be sent any more within the time. @param timeoutMs milliseconds */
  async flush(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>(
      (resolve) => (timer = setTimeout(resolve, Math.max(timeoutMs, 0))),
    );
    for (;;) {
      // Made before the question, so that no settlement falls in between.
      const settled = new Promise<void>((resolve) => (this.onSettled = resolve));
      if (Date.now() >= deadline || !(await this.canSendBefore(deadline))) break;
      this.wake();
      await Promise.race([settled, timeUp]);
    }
    clearTimeout(timer);
  }

  /** Does not send what has this alias, as far as it is not on its way. */
  forget(alias: string): void {
    this.queue = this.queue.filter(({ body }) => !hasAlias(body, alias));
  }

  /** Sends nothing more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.queue = [];
    while (this.settling > 0) await new Promise<void>((resolve) => (this.onSettled = resolve));
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
    while (this.queue.length > 0 && this.freePlaces() > 0) {
      if (!this.outbox.holdsLeases()) {
        // This process slept for so long that others have taken over: what is leased is theirs now.
        this.queue = [];
        break;
      }
      void this.deliver(this.queue.shift()!);
    }
    if (this.isStopped) return;
    if (this.queue.length > 0) this.wakeAt(this.gate.opensAt);
    else if (!this.isLeasing && !this.isIdle) {
      if (Date.now() < this.outboxFailsUntil) this.wakeAt(this.outboxFailsUntil);
      else {
        void this.refill().catch((error) => {
          this.reporter.reportError(error);
          this.outboxFailsUntil = Date.now() + OUTBOX_PAUSE_MS;
          this.wakeAt(this.outboxFailsUntil);
        });
      }
    }
  }

  private async refill(): Promise<void> {
    this.isLeasing = true;
    this.isIdle = true;
    try {
      const limit = this.leaseLimit();
      const records = limit > 0 ? await this.outbox.lease(limit) : [];
      this.queue.push(...records);
      if (limit > 0 && records.length === limit) this.isIdle = false;
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

  private wakeAt(time: number): void {
    if (this.isStopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wake(), Math.max(time - Date.now(), 1)).unref();
  }

  private async deliver(record: OutboxRecord): Promise<void> {
    this.inFlight++;
    this.settling++;
    const { settlement, report } = await this.sender.attempt(record);
    this.inFlight--;
    this.pump();
    await this.settle(settlement);
    this.settling--;
    if (!this.isStopped || settlement.state === 'delivered') report();
    if (settlement.state === 'waiting') this.wake();
    this.onSettled?.();
  }

  /** What has happened to an event cannot be undone: the outbox is told until it listens. */
  private async settle(settlement: Settlement): Promise<void> {
    for (;;) {
      try {
        await this.outbox.settle([settlement]);
        return;
      } catch (error) {
        this.reporter.reportError(error);
        if (this.isStopped) return;
        await new Promise((resolve) => setTimeout(resolve, OUTBOX_PAUSE_MS).unref());
      }
    }
  }
}
