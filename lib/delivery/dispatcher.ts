import { checkEvent } from '../event/check-event.js';
import { ConvergeValidationError } from '../event/converge-validation.error.js';
import type { Outbox, OutboxRecord, Settlement } from '../outbox/outbox.js';
import type { Reporter } from '../report/reporter.js';
import { backoff } from './backoff.js';
import type { ConvergeWebhookService } from './converge-webhook.service.js';
import type { RetryOptions } from './delivery-options.interface.js';
import type { DeliveryOutcome } from './delivery-outcome.js';
import { nextState } from './next-state.js';

/** @internal */
export interface DispatcherSettings {
  readonly concurrency: number;
  readonly retry: Required<RetryOptions>;
}

/**
 * Takes events out of the outbox and sends them, at most `concurrency` at a time, for as long as the
 * application runs.
 *
 * @internal
 */
export class Dispatcher {
  private inFlight = 0;
  private leasing = false;
  private stopped = false;
  private timer?: NodeJS.Timeout;
  private pausedUntil = 0;
  /** How often in a row the sender as a whole was turned away; while it is, one event probes. */
  private turnedAway = 0;
  private onSettled?: () => void;

  constructor(
    private readonly settings: DispatcherSettings,
    private readonly outbox: Outbox,
    private readonly webhook: Pick<ConvergeWebhookService, 'send'>,
    private readonly reporter: Reporter,
  ) {}

  start(): void {
    this.outbox.onPut(() => this.wake());
    this.wake();
  }

  /**
   * Goes on for as long as anything can still be sent within the time, then stops for good.
   *
   * @param timeoutMs milliseconds
   */
  async drain(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
    while (Date.now() < deadline && (await this.canSendBefore(deadline))) {
      const settled = new Promise<void>((resolve) => (this.onSettled = resolve));
      this.wake();
      await Promise.race([settled, timeUp]);
    }
    clearTimeout(timer);
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async canSendBefore(deadline: number): Promise<boolean> {
    if (this.inFlight > 0) return true;
    const dueAt = await this.outbox.nextDueAt();
    return dueAt !== undefined && Math.max(dueAt, this.pausedUntil) < deadline;
  }

  private wake(): void {
    if (!this.leasing && !this.stopped)
      void this.fill().catch((error) => this.reporter.reportError(error));
  }

  /** Leases as many events as there are free places, until nothing is due or all places are taken. */
  private async fill(): Promise<void> {
    this.leasing = true;
    clearTimeout(this.timer);
    try {
      while (!this.stopped && Date.now() >= this.pausedUntil) {
        const free = (this.turnedAway > 0 ? 1 : this.settings.concurrency) - this.inFlight;
        if (free <= 0) return;
        const records = await this.outbox.lease(free);
        if (records.length === 0) break;
        for (const record of records) void this.deliver(record);
      }
    } finally {
      this.leasing = false;
    }
    await this.sleep();
  }

  private async sleep(): Promise<void> {
    const dueAt = await this.outbox.nextDueAt();
    if (dueAt === undefined || this.stopped) return;
    const delay = Math.max(dueAt, this.pausedUntil) - Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wake(), Math.max(delay, 0)).unref();
  }

  private async deliver(record: OutboxRecord): Promise<void> {
    this.inFlight++;
    try {
      await this.outbox.settle([await this.attempt(record)]);
    } catch (error) {
      this.reporter.reportError(error, record.origin, record.eventName);
    } finally {
      this.inFlight--;
      this.onSettled?.();
      this.wake();
    }
  }

  private async attempt(record: OutboxRecord): Promise<Settlement> {
    const { id, eventName, origin, attempts } = record;
    const violations = attempts === 0 ? checkEvent(JSON.parse(record.body)) : [];
    if (violations.length > 0) {
      const error = new ConvergeValidationError(eventName, violations);
      this.reporter.reportError(error, origin, eventName);
      return { id, state: 'dead', attempts, reason: error.message };
    }
    const outcome = await this.send(record.body);
    this.pauseAfter(outcome);
    const next = nextState(record, outcome, this.settings.retry, Date.now());
    const expired = outcome.kind === 'temporary' && next.state === 'dead';
    this.reporter.report({
      ...outcome,
      kind: expired ? 'expired' : outcome.kind,
      origin,
      eventName,
    });
    return next;
  }

  /** Whoever replaces the webhook service may throw: that is no reason to lose the event. */
  private async send(body: string): Promise<DeliveryOutcome> {
    try {
      return await this.webhook.send(body);
    } catch {
      return { kind: 'temporary', reason: 'the webhook service threw an error' };
    }
  }

  private pauseAfter(outcome: DeliveryOutcome): void {
    const { retry } = this.settings;
    if (outcome.kind === 'unauthorised') {
      this.pausedUntil = Date.now() + backoff(++this.turnedAway, retry);
    } else if (outcome.kind === 'temporary' && outcome.retryAfterMs !== undefined) {
      this.turnedAway++;
      this.pausedUntil = Date.now() + Math.min(outcome.retryAfterMs, retry.maxDelayMs);
    } else if (outcome.kind === 'delivered' || outcome.kind === 'rejected') {
      this.turnedAway = 0;
    }
  }
}
