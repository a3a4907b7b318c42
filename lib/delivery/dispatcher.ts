import {
  GIVEN_BACK,
  type Consumer,
  type Outbox,
  type OutboxRecord,
  type Sender,
  type Settlement,
} from '../outbox/outbox.js';
import { MAX_TIMER_MS } from '../outbox/time.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import { clearTimeout, now, setTimeout } from '../timers.js';
import { backlogOf, type Backlog } from '../reporting/messages.js';
import type { Reporter } from '../reporting/reporter.js';
import type { Telemetry } from '../reporting/telemetry.interface.js';
import { checkOutcome, nextState, type DeliveryOutcome } from './delivery-outcome.js';
import { RateLimit, SenderGate, type BreakerState } from './sender-gate.js';
import type { Webhook } from './webhook.js';

type Settings = Pick<ResolvedOptions['delivery'], 'concurrency' | 'eventsPerSecond' | 'retry'>;

/**
 * Sends the events of the outbox, at most `concurrency` at a time, while the application runs: the outbox
 * calls {@link deliver}.
 */
export class Dispatcher implements Sender {
  private readonly gate: SenderGate;
  private readonly rate: RateLimit;
  private readonly waiters = new Set<() => void>();
  private consumer?: Consumer;
  private inFlight = 0;
  private isStopped = false;
  private pauseTimer?: NodeJS.Timeout;

  constructor(
    private readonly settings: Settings,
    private readonly outbox: Outbox,
    private readonly webhook: Pick<Webhook, 'send'>,
    private readonly reporter: Reporter,
    private readonly telemetry?: Telemetry,
  ) {
    const { concurrency, eventsPerSecond, retry } = settings;
    this.gate = new SenderGate(concurrency, retry);
    this.rate = new RateLimit(eventsPerSecond);
  }

  start(): void {
    this.consumer = this.outbox.consume(this);
  }

  breakerState(): BreakerState {
    return this.gate.state(now());
  }

  get places(): number {
    if (this.isStopped) return 0;
    return Math.max(0, Math.min(this.gate.places(now()) - this.inFlight, this.rate.places(now())));
  }

  get ahead(): number {
    return this.gate.isProbing ? 0 : this.gate.places(now());
  }

  get pausedForMs(): number {
    return this.gate.pauseMs(now());
  }

  onPlaces(callback: () => void): () => void {
    this.waiters.add(callback);
    return () => this.waiters.delete(callback);
  }

  async deliver(record: OutboxRecord): Promise<Settlement> {
    this.inFlight++;
    this.rate.begin(now());
    const isProbe = this.gate.isProbing;
    const attempt = () => this.send(record.body);
    const outcome = await (this.telemetry?.delivering(record, attempt) ?? attempt());
    this.inFlight--;
    const change = this.gate.note(outcome, now());
    const isOutage = this.breakerState() !== 'closed';
    this.announcePlaces();
    // The shutdown ended the request, so it does not count as an attempt.
    if (this.isStopped && outcome.kind === 'temporary') return GIVEN_BACK;
    const { retry } = this.settings;
    const next = nextState(record, outcome, retry, isProbe, this.pausedForMs, Date.now());
    const stored = () => {
      const { reporter, backlog } = this;
      const { origin, eventName } = record;
      if (next.state === 'delivered') reporter.delivered(record);
      else if (next.state === 'dead') reporter.died(record, next);
      else if (outcome.kind === 'unauthorised' || outcome.kind === 'misdirected') {
        const { kind, status } = outcome;
        reporter.report({ kind, status, backlog });
      } else if (outcome.kind === 'temporary') {
        const { kind, reason, retryAfterMs } = outcome;
        // Not what was asked for, which may be longer than the longest pause.
        const waitMs = retryAfterMs === undefined ? undefined : this.pausedForMs;
        reporter.report({ kind, origin, eventName, reason, waitMs });
      }
      if (change === 'breakerClosed' || change === 'resumed') {
        reporter.report({ kind: change, backlog });
      } else if (isOutage && outcome.kind === 'temporary') {
        // Each failed probe is reported, so that a sum says each minute that it goes on.
        const goesOn = change !== 'breakerOpened';
        reporter.report({ kind: 'breakerOpened', reason: outcome.reason, goesOn, backlog });
      }
    };
    return { next, stored };
  }

  /** Now, and at the end of a pause or of the limit's. */
  private readonly announcePlaces = (): void => {
    // Also of one that ends while it is announced: who was called before that has found no place.
    const before = this.waitMs();
    for (const callback of this.waiters) callback();
    clearTimeout(this.pauseTimer);
    const ms = Math.min(Math.ceil(Math.max(before, this.waitMs())), MAX_TIMER_MS);
    if (ms <= 0 || this.isStopped) return;
    this.pauseTimer = setTimeout(this.announcePlaces, ms).unref();
  };

  private waitMs(): number {
    return Math.max(this.pausedForMs, this.rate.pauseMs(now()));
  }

  async flush(timeoutMs: number): Promise<void> {
    await this.consumer?.flush(timeoutMs);
  }

  /** Stops sending; resolves when the requests under way have ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.pauseTimer);
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

  private readonly backlog = async (): Promise<Backlog> =>
    backlogOf(await this.outbox.admin.counts(), this.pausedForMs);
}
