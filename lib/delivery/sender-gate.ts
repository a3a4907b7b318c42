import type { RetryOptions } from '../options/converge-options.interface.js';
import type { DeliveryOutcome } from './delivery-outcome.js';

export type BreakerState = 'closed' | 'open' | 'half-open';

/** How many attempts in a row have to fail before the circuit breaker opens. */
const OUTAGE_ATTEMPTS = 50;
/** The longest time between two probes, in milliseconds; `retry.maxDelayMs` may shorten it. */
const LONGEST_MS = 30_000;

/** A change that is reported: of the breaker, or the end of a pause for a wrong token or address. */
type GateChange = 'breakerOpened' | 'breakerClosed' | 'resumed' | undefined;

/**
 * Decides how many events may be sent at once: at most `concurrency`. A failed attempt halves the number,
 * and an answer adds one ("additive increase, multiplicative decrease"), so that a receiver that takes
 * only a part gets about as much as it takes. None is sent during a pause, and one as a probe after it. It
 * pauses as long as Converge asks (`Retry-After`), while the token or the address is wrong, and as a
 * circuit breaker in an outage: when many attempts in a row have failed.
 *
 * All times are milliseconds of a monotonic clock, such as `performance.now()`.
 */
export class SenderGate {
  private pausedUntil = -Infinity;
  /** How many pauses in a row there were; until an answer, one event at a time is sent as a probe. */
  private pauses = 0;
  private isOpen = false;
  /** Whether the token or the address was wrong in the last answer. */
  private isBlocked = false;
  /** How many events may be sent at once; 1 and more. */
  private window: number;
  /** How many attempts have failed since the last answer. */
  private failures = 0;

  constructor(
    private readonly concurrency: number,
    private readonly retry: Required<RetryOptions>,
  ) {
    this.window = concurrency;
  }

  places(now: number): number {
    return now < this.pausedUntil ? 0 : Math.floor(this.window);
  }

  pauseMs(now: number): number {
    return Math.max(0, this.pausedUntil - now);
  }

  state(now: number): BreakerState {
    if (!this.isOpen) return 'closed';
    return now < this.pausedUntil ? 'open' : 'half-open';
  }

  /** Whether an attempt now is a probe: its failure does not count as an attempt of its event. */
  get isProbing(): boolean {
    return this.pauses > 0;
  }

  /** Counts the outcome of an attempt. @returns what changed */
  note(outcome: DeliveryOutcome, now: number): GateChange {
    if (outcome.kind === 'unauthorised' || outcome.kind === 'misdirected') {
      this.isBlocked = true;
      this.pause(now);
    } else if (outcome.kind !== 'temporary') {
      return this.noteAnswer();
    } else if (outcome.retryAfterMs !== undefined) {
      // A `Retry-After` of 0, given again and again, must not become a loop.
      this.pause(now, LONGEST_MS);
      const asked = now + Math.min(outcome.retryAfterMs, this.retry.maxDelayMs);
      this.pausedUntil = Math.max(this.pausedUntil, asked);
    } else {
      return this.noteFailure(now);
    }
    return undefined;
  }

  private noteAnswer(): GateChange {
    const { isOpen, isBlocked } = this;
    this.pauses = 0;
    this.isOpen = false;
    this.isBlocked = false;
    this.failures = 0;
    this.window = Math.min(this.concurrency, this.window + 1);
    if (isOpen) return 'breakerClosed';
    return isBlocked ? 'resumed' : undefined;
  }

  private noteFailure(now: number): GateChange {
    const { isProbing } = this;
    this.failures++;
    this.window = Math.max(1, this.window / 2);
    if (!isProbing && this.failures < OUTAGE_ATTEMPTS) return undefined;
    this.pause(now, LONGEST_MS);
    if (isProbing) return undefined;
    this.isOpen = true;
    return 'breakerOpened';
  }

  /** Pauses longer each time, up to a limit. Outcomes that arrive during a pause change nothing. */
  private pause(now: number, longestMs = Infinity): void {
    if (now < this.pausedUntil) return;
    const { baseDelayMs, maxDelayMs } = this.retry;
    const doubled = baseDelayMs * 2 ** this.pauses;
    this.pauses++;
    this.window = 1;
    this.pausedUntil = now + Math.min(longestMs, maxDelayMs, doubled);
  }
}

const SECOND_MS = 1_000;

/** Lets at most so many attempts begin within any second, by the same clock. */
export class RateLimit {
  /** When those of the last second began. */
  private readonly begun: number[] = [];

  constructor(private readonly perSecond = Infinity) {}

  begin(now: number): void {
    if (this.perSecond < Infinity) this.begun.push(now);
  }

  places(now: number): number {
    while (now - (this.begun[0] ?? Infinity) >= SECOND_MS) this.begun.shift();
    return this.perSecond - this.begun.length;
  }

  pauseMs(now: number): number {
    return this.places(now) > 0 ? 0 : this.begun[0]! + SECOND_MS - now;
  }
}
