import { AsyncResource } from 'node:async_hooks';
import { OutboxFullError } from '../outbox/outbox-full.error.js';
import {
  givenBack,
  type Acknowledgement,
  type Outbox,
  type OutboxRecord,
} from '../outbox/outbox.js';
import { MAX_TIMER_MS } from '../outbox/timer.js';
import type { Reporter } from '../reporting/reporter.js';
import { ChangeSignal } from './change-signal.js';
import type { RetryOptions } from './delivery-options.interface.js';
import { checkOutcome, type DeliveryOutcome } from './delivery-outcome.js';
import { DeliveryReports } from './delivery-reports.js';
import { LeasedQueue } from './leased-queue.js';
import { nextState } from './next-state.js';
import { SenderGate, type BreakerState } from './sender-gate.js';
import type { Webhook } from './webhook.js';

/** The pause after an operation of the outbox that failed, in milliseconds. */
const OUTBOX_PAUSE_MS = 1_000;
/** How many events are leased for each place: few, so that other processes get the rest. */
const LEASED_AHEAD = 2;
/**
 * How many events for each place may be sent, or have been sent and not been acknowledged: the next process
 * sends these again if this one is killed.
 */
const UNACKNOWLEDGED = 2;

export interface DispatcherSettings {
  readonly concurrency: number;
  readonly retry: Required<RetryOptions>;
}

/**
 * Takes events out of the outbox and sends them, at most `concurrency` at a time, while the application
 * runs.
 */
export class Dispatcher {
  private readonly gate: SenderGate;
  private readonly reports: DeliveryReports;
  private readonly retry: Required<RetryOptions>;
  private readonly concurrency: number;
  private readonly queue = new LeasedQueue();
  private inFlight = 0;
  /** How many records are being sent or acknowledged. */
  private unacknowledged = 0;
  /** Whether it waits for records of the outbox. */
  private isLeasing = false;
  private isStopped = true;
  private isPumping = false;
  private outboxFailsUntil = -Infinity;
  private timer?: NodeJS.Timeout;
  private readonly signal = new ChangeSignal();

  constructor(
    { concurrency, retry }: DispatcherSettings,
    private readonly outbox: Outbox,
    private readonly webhook: Pick<Webhook, 'send'>,
    private readonly reporter: Reporter,
  ) {
    this.concurrency = concurrency;
    this.retry = retry;
    this.gate = new SenderGate(concurrency, retry);
    this.reports = new DeliveryReports(reporter, outbox, () => this.pausedForMs);
    const onRecall = () => {
      this.giveBackQueue();
      this.pumpSoon();
    };
    // Bound, because a request may be what recalls, whose context is not that of the events.
    outbox.onRecall(AsyncResource.bind(onRecall));
  }

  start(): void {
    this.isStopped = false;
    this.pumpSoon();
  }

  breakerState(): BreakerState {
    return this.gate.state(performance.now());
  }

  /** The rest of a pause in which nothing is sent, in milliseconds; 0 if there is none. */
  get pausedForMs(): number {
    return this.gate.pauseMs(performance.now());
  }

  /** Waits until nothing more can be sent within the time. @param timeoutMs milliseconds */
  async flush(timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      // Created first, so that no change between the check and the wait is missed.
      const change = this.signal.next(deadline - performance.now());
      // The outbox may wait for a lock for longer than this may take.
      const changed = change.promise.then(() => true);
      const canSend = await Promise.race([this.canSendBefore(deadline), changed]);
      if (performance.now() >= deadline || !canSend) {
        change.cancel();
        return;
      }
      await change.promise;
    }
  }

  /** Stops sending; resolves when the requests under way have ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.queue.takeAll();
    while (this.unacknowledged > 0) await this.signal.next(MAX_TIMER_MS).promise;
  }

  private async canSendBefore(deadline: number): Promise<boolean> {
    if (this.isStopped) return false;
    const leftMs = () => deadline - performance.now();
    if (this.queue.length > 0) return this.pausedForMs < leftMs();
    if (this.unacknowledged > 0) return true;
    const { nextDueAt } = await this.outbox.lease(0);
    // Records that were due before the question came before the answer.
    if (this.queue.length > 0 || this.unacknowledged > 0) return true;
    if (nextDueAt === undefined) return false;
    return Math.max(nextDueAt - Date.now(), this.pausedForMs) < leftMs();
  }

  /** In another turn of the event loop: sending must not delay a response. */
  private pumpSoon(): void {
    if (this.isPumping || this.isStopped) return;
    this.isPumping = true;
    setImmediate(() => {
      this.isPumping = false;
      this.pump();
    });
  }

  private pumpAfter(ms: number): void {
    if (this.isStopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.pump(), Math.min(Math.ceil(ms), MAX_TIMER_MS)).unref();
  }

  /** Fills the free places from the queue, and the queue from the outbox. */
  private pump(): void {
    if (this.isStopped) return;
    if (!this.outbox.holdsLeases()) this.giveBackQueue();
    const places = this.gate.places(performance.now());
    const mayWait = UNACKNOWLEDGED * this.concurrency;
    while (this.queue.length > 0 && this.inFlight < places && this.unacknowledged < mayWait) {
      void this.deliver(this.queue.next()!);
    }
    // During a pause, other processes may send these, and an erased event must not stay in a queue.
    if (this.pausedForMs > 0) this.giveBackQueue();
    if (!this.isLeasing) void this.refill();
  }

  private giveBackQueue(): void {
    const records = this.queue.takeAll();
    if (records.length === 0) return;
    this.unacknowledged++;
    void this.acknowledge(records.map(givenBack)).finally(() => {
      this.unacknowledged--;
      this.signal.changed();
    });
  }

  private async refill(): Promise<void> {
    const pauseMs = Math.max(this.pausedForMs, this.outboxFailsUntil - performance.now());
    if (pauseMs > 0) {
      this.pumpAfter(pauseMs);
      return;
    }
    const limit = this.leaseLimit();
    const maxBytes = this.queue.freeBytes;
    // Each record that is being sent calls this again when it has ended.
    if (limit <= 0 || maxBytes <= 0) return;
    this.isLeasing = true;
    try {
      const { records } = await this.outbox.lease(limit, true, maxBytes);
      // If the application is stopping, closing the outbox gives them back.
      if (!this.isStopped) this.queue.add(records);
    } catch (error) {
      if (!this.isStopped) this.reporter.reportError(error);
      this.outboxFailsUntil = performance.now() + OUTBOX_PAUSE_MS;
    } finally {
      this.isLeasing = false;
      this.signal.changed();
    }
    this.pumpSoon();
  }

  /** Refills before the queue is empty, so that no place waits for the next lease. */
  private leaseLimit(): number {
    const { length } = this.queue;
    const places = this.gate.places(performance.now());
    if (this.gate.isProbing) return places - this.inFlight - length;
    if (length > places / 2) return 0;
    return LEASED_AHEAD * places - this.inFlight - length;
  }

  private async deliver(record: OutboxRecord): Promise<void> {
    this.inFlight++;
    this.unacknowledged++;
    const isProbe = this.gate.isProbing;
    const outcome = await this.send(record.body);
    this.inFlight--;
    this.queue.ended(record);
    const gateChange = this.gate.note(outcome, performance.now());
    const isOutage = this.breakerState() !== 'closed';
    this.pump();
    let next = nextState(record, outcome, this.retry, isProbe, this.pausedForMs, Date.now());
    // The shutdown ended the request, so it does not count as an attempt.
    const isCutShort = this.isStopped && outcome.kind === 'temporary';
    if (isCutShort) next = givenBack(record);
    await this.acknowledge([next]);
    if (!isCutShort) {
      this.reports.outcome(record, outcome, next);
      this.reports.change(gateChange, isOutage, outcome);
    }
    this.unacknowledged--;
    this.signal.changed();
    if (this.queue.length > 0) this.pump();
  }

  /** A service that replaces ours may throw or return anything, which must not lose the event. */
  private async send(body: string): Promise<DeliveryOutcome> {
    try {
      return checkOutcome(await this.webhook.send(body));
    } catch {
      return { kind: 'temporary', reason: 'the webhook service threw an error' };
    }
  }

  /**
   * Repeats until the outbox has taken the outcome: its disk may be full. Any other error is only reported:
   * the event stays leased, and is sent again after the next start. Never rejects.
   */
  private async acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void> {
    for (;;) {
      try {
        await this.outbox.acknowledge(acknowledgements);
        return;
      } catch (error) {
        // Then they are sent again after the next start.
        if (this.isStopped) return;
        this.reporter.reportError(error);
        if (!(error instanceof OutboxFullError)) return;
        await new Promise((resolve) => setTimeout(resolve, OUTBOX_PAUSE_MS).unref());
      }
    }
  }
}
