import {
  givenBack,
  type Consumer,
  type Outbox,
  type OutboxRecord,
  type Sender,
  type Settlement,
} from '../outbox/outbox.js';
import type { Reporter } from '../reporting/reporter.js';
import type { RetryOptions } from './delivery-options.interface.js';
import { checkOutcome, type DeliveryOutcome } from './delivery-outcome.js';
import { DeliveryReports } from './delivery-reports.js';
import { nextState } from './next-state.js';
import { SenderGate, type BreakerState } from './sender-gate.js';
import type { Webhook } from './webhook.js';

export interface DispatcherSettings {
  readonly concurrency: number;
  readonly retry: Required<RetryOptions>;
}

/**
 * Sends the events of the outbox, at most `concurrency` at a time, while the application runs: the outbox
 * calls {@link deliver}.
 */
export class Dispatcher implements Sender {
  private readonly gate: SenderGate;
  private readonly reports: DeliveryReports;
  private readonly retry: Required<RetryOptions>;
  private readonly waiters = new Set<() => void>();
  private consumer?: Consumer;
  private inFlight = 0;
  private isStopped = false;

  constructor(
    { concurrency, retry }: DispatcherSettings,
    private readonly outbox: Outbox,
    private readonly webhook: Pick<Webhook, 'send'>,
    reporter: Reporter,
  ) {
    this.retry = retry;
    this.gate = new SenderGate(concurrency, retry);
    this.reports = new DeliveryReports(reporter, outbox, () => this.pausedForMs);
  }

  start(): void {
    this.consumer = this.outbox.consume(this);
  }

  breakerState(): BreakerState {
    return this.gate.state(performance.now());
  }

  get places(): number {
    if (this.isStopped) return 0;
    return Math.max(0, this.gate.places(performance.now()) - this.inFlight);
  }

  get ahead(): number {
    return this.gate.isProbing ? 0 : this.gate.places(performance.now());
  }

  get pausedForMs(): number {
    return this.gate.pauseMs(performance.now());
  }

  onPlaces(callback: () => void): () => void {
    this.waiters.add(callback);
    return () => this.waiters.delete(callback);
  }

  async deliver(record: OutboxRecord): Promise<Settlement> {
    this.inFlight++;
    const isProbe = this.gate.isProbing;
    const outcome = await this.send(record.body);
    this.inFlight--;
    const gateChange = this.gate.note(outcome, performance.now());
    const isOutage = this.breakerState() !== 'closed';
    for (const callback of this.waiters) callback();
    // The shutdown ended the request, so it does not count as an attempt.
    if (this.isStopped && outcome.kind === 'temporary') {
      return { next: givenBack(record), stored: () => undefined };
    }
    const next = nextState(record, outcome, this.retry, isProbe, this.pausedForMs, Date.now());
    const stored = () => {
      this.reports.outcome(record, outcome, next);
      this.reports.change(gateChange, isOutage, outcome);
    };
    return { next, stored };
  }

  /** Waits until nothing more can be sent within the time. @param timeoutMs milliseconds */
  async flush(timeoutMs: number): Promise<void> {
    await this.consumer?.flush(timeoutMs);
  }

  /** Stops sending; resolves when the requests under way have ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.consumer?.stop();
  }

  /** A service that replaces ours may throw or return anything, which must not lose the event. */
  private async send(body: string): Promise<DeliveryOutcome> {
    try {
      return checkOutcome(await this.webhook.send(body));
    } catch {
      return { kind: 'temporary', reason: 'the webhook service threw an error' };
    }
  }
}
