import type { NextState, OutboxRecord } from '../outbox/outbox.js';
import type { RetryOptions } from './delivery-options.interface.js';
import type { DeliveryOutcome } from './delivery-outcome.js';

/** The fewest attempts before an event is given up. */
const FEWEST_ATTEMPTS = 3;

/**
 * Decides the next state of a record by the outcome of its attempt. An outcome that is not caused by the
 * record (Converge asks to wait, the token or the address is wrong, a probe fails) does not count as an
 * attempt. Then the record is due a moment after the pause that follows, so that another record is the
 * next probe: one that Converge never accepts must not hold up the others.
 *
 * @param pauseMs how long nothing is sent from now on, in milliseconds
 */
export function nextState(
  record: OutboxRecord,
  outcome: DeliveryOutcome,
  retry: Required<RetryOptions>,
  isProbe: boolean,
  pauseMs: number,
  now: number,
): NextState {
  const { attempts } = record;
  const afterPause = (): NextState => {
    const dueAt = now + Math.ceil(pauseMs) + backoff(1, retry);
    return { state: 'waiting', dueAt, attempts };
  };
  switch (outcome.kind) {
    case 'delivered':
      return { state: 'delivered' };
    case 'unauthorised':
    case 'misdirected':
      return afterPause();
    case 'rejected': {
      const reason = `Converge answered ${outcome.status}: ${outcome.answer}`;
      return { state: 'dead', attempts: attempts + 1, reason, status: outcome.status };
    }
    case 'temporary': {
      // An event that waited for another reason, such as a wrong token, still gets its attempts.
      const isTried = attempts + 1 >= FEWEST_ATTEMPTS;
      if (isTried && now - record.recordedAt >= retry.giveUpAfterMs) {
        const reason = `given up after ${attempts + 1} attempts: ${outcome.reason}`;
        return { state: 'dead', attempts: attempts + 1, reason };
      }
      if (isProbe || outcome.retryAfterMs !== undefined) return afterPause();
      const dueAt = now + backoff(attempts + 1, retry);
      return { state: 'waiting', dueAt, attempts: attempts + 1 };
    }
  }
}

/** The longest time until a record is due again, in milliseconds: the longest pause, and the moment after it. */
export function longestWait({ baseDelayMs, maxDelayMs }: Required<RetryOptions>): number {
  return maxDelayMs + Math.min(baseDelayMs, maxDelayMs) + 1;
}

/**
 * A random pause before the next attempt ("full jitter": senders that failed together do not retry
 * together).
 *
 * @param attempts how many attempts have failed, at least one
 * @returns milliseconds
 */
export function backoff(
  attempts: number,
  { baseDelayMs, maxDelayMs }: Required<RetryOptions>,
  random: () => number = Math.random,
): number {
  return Math.round(random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempts - 1)));
}
