import type { Acknowledgement, OutboxRecord } from '../outbox/outbox.js';
import type { RetryOptions } from './delivery-options.interface.js';
import type { DeliveryOutcome } from './delivery-outcome.js';

/** How often an event is tried at least before it is given up. */
const FEWEST_ATTEMPTS = 3;

/**
 * The decision what follows from an outcome for its record. What is not the record's fault (the sender
 * was asked to wait, its token is wrong, or everything fails and this was a probe) costs it no attempt.
 */
export function nextState(
  record: OutboxRecord,
  outcome: DeliveryOutcome,
  retry: Required<RetryOptions>,
  isProbe: boolean,
  now: number,
): Acknowledgement {
  const { id, attempts } = record;
  switch (outcome.kind) {
    case 'delivered':
      return { id, state: 'delivered' };
    case 'unauthorised':
      return { id, state: 'waiting', dueAt: now, attempts };
    case 'rejected': {
      const reason = `Converge answered ${outcome.status}: ${outcome.answer}`;
      return { id, state: 'dead', attempts: attempts + 1, reason, status: outcome.status };
    }
    case 'temporary': {
      // One that waited all that time for something else, a right token for instance, gets its chances.
      const isTried = attempts + 1 >= FEWEST_ATTEMPTS;
      if (isTried && now - record.recordedAt >= retry.giveUpAfterMs) {
        const reason = `given up after ${attempts + 1} attempts: ${outcome.reason}`;
        return { id, state: 'dead', attempts: attempts + 1, reason };
      }
      if (isProbe || outcome.retryAfterMs !== undefined) {
        return { id, state: 'waiting', dueAt: now, attempts };
      }
      const dueAt = now + backoff(attempts + 1, retry);
      return { id, state: 'waiting', dueAt, attempts: attempts + 1 };
    }
  }
}

/**
 * A random pause before the next attempt ("full jitter": senders that failed together do not come
 * back together).
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
