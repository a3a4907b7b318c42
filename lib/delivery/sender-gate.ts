import type { RetryOptions } from './delivery-options.interface.js';
import type { DeliveryOutcome } from './delivery-outcome.js';

export type BreakerState = 'closed' | 'open' | 'half-open';

/** The share of failed attempts at which the circuit breaker opens. */
const FAILURE_SHARE = 0.5;
/** How many attempts there must have been within the window. */
const MINIMUM_ATTEMPTS = 10;
/** How far back attempts count, in milliseconds. */
const WINDOW_MS = 60_000;
/** The longest time between two probes, in milliseconds; `retry.maxDelayMs` may shorten it. */
const LONGEST_MS = 30_000;

/** A change of the breaker that is reported. */
export type GateChange = 'breakerOpened' | 'breakerClosed' | undefined;

/**
 * Decides how many events may be sent at once: `concurrency`, none during a pause, or one as a probe.
 * It pauses as long as Converge asks (`Retry-After`), while the token or the address is wrong, and as a circuit
 * breaker when too large a share of the last attempts failed.
 */
export class SenderGate {
  private pausedUntil = 0;
  /** How many pauses in a row there were; until a success, one event at a time is sent as a probe. */
  private pauses = 0;
  private isOpen = false;
  private attempts: Array<{ readonly at: number; readonly failed: boolean }> = [];

  constructor(
    private readonly concurrency: number,
    private readonly retry: Required<RetryOptions>,
  ) {}

  /** How many events may be sent at once now. */
  places(now: number): number {
    if (now < this.pausedUntil) return 0;
    return this.pauses > 0 ? 1 : this.concurrency;
  }

  /** The end of the pause, in milliseconds since the epoch; in the past if there is none. */
  get opensAt(): number {
    return this.pausedUntil;
  }

  state(now: number): BreakerState {
    if (!this.isOpen) return 'closed';
    return now < this.pausedUntil ? 'open' : 'half-open';
  }

  /** Whether an attempt now is a probe: its failure does not count as an attempt of its event. */
  get isProbing(): boolean {
    return this.pauses > 0;
  }

  /** Counts the outcome of an attempt. @returns how the breaker changed */
  note(outcome: DeliveryOutcome, now: number): GateChange {
    if (outcome.kind === 'unauthorised' || outcome.kind === 'misdirected') {
      this.pause(now);
    } else if (outcome.kind !== 'temporary') {
      return this.noteSuccess(now);
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

  private noteSuccess(now: number): GateChange {
    const wasOpen = this.isOpen;
    if (this.isProbing) this.attempts = [];
    this.pauses = 0;
    this.isOpen = false;
    this.remember(false, now);
    return wasOpen ? 'breakerClosed' : undefined;
  }

  private noteFailure(now: number): GateChange {
    if (this.isProbing) {
      this.pause(now, LONGEST_MS);
      return undefined;
    }
    this.remember(true, now);
    const failures = this.attempts.filter(({ failed }) => failed).length;
    const { length } = this.attempts;
    if (length < MINIMUM_ATTEMPTS || failures / length < FAILURE_SHARE) return undefined;
    this.isOpen = true;
    this.pause(now, LONGEST_MS);
    return 'breakerOpened';
  }

  /** Pauses longer each time, up to a limit. Outcomes that arrive during a pause change nothing. */
  private pause(now: number, longestMs = Infinity): void {
    if (now < this.pausedUntil) return;
    const { baseDelayMs, maxDelayMs } = this.retry;
    const doubled = baseDelayMs * 2 ** this.pauses;
    this.pauses++;
    this.pausedUntil = now + Math.min(longestMs, maxDelayMs, doubled);
  }

  private remember(failed: boolean, now: number): void {
    this.attempts.push({ at: now, failed });
    // A window by time, and by number so that a busy sender does not fill the memory.
    const first = this.attempts.findIndex(({ at }) => at > now - WINDOW_MS);
    const surplus = this.attempts.length - MINIMUM_ATTEMPTS * 10;
    const old = Math.max(first, surplus);
    if (old > 0) this.attempts.splice(0, old);
  }
}
