import type { RetryOptions } from '../options/converge-options.interface.js';
import type { NextState, OutboxRecord } from '../outbox/outbox.js';
import type { HttpAnswer } from './http-client.js';

/**
 * The outcome of sending one event.
 *
 * - `delivered`: Converge has it (any 2xx).
 * - `temporary`: it may succeed later (408, 425, 429, 5xx, no answer, a redirect); `retryAfterMs` is
 *   how long Converge asks to wait.
 * - `rejected`: it will never succeed as it is (any other 4xx); `answer` is the beginning of Converge's
 *   answer, which may repeat personal data: never log it.
 * - `unauthorised`: the token is wrong, not the event (401, 403).
 * - `misdirected`: the address is wrong, or something on the way blocks it, not the event (404, 405, 407,
 *   421, 451).
 */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly status: number }
  | {
      readonly kind: 'temporary';
      readonly reason: string;
      readonly status?: number;
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'rejected'; readonly status: number; readonly answer: string }
  | { readonly kind: 'unauthorised' | 'misdirected'; readonly status: number };

const FINAL: readonly unknown[] = ['rejected', 'unauthorised', 'misdirected'];

/** Makes an outcome of what a service that replaces ours returns, which may be anything. */
export function checkOutcome(outcome: DeliveryOutcome | undefined): DeliveryOutcome {
  const { kind, status, reason, retryAfterMs } = (outcome ?? {}) as Partial<
    Extract<DeliveryOutcome, { kind: 'temporary' }>
  >;
  if (kind === 'temporary') {
    const isTime = typeof retryAfterMs === 'number' && retryAfterMs >= 0;
    return { kind, reason: String(reason), retryAfterMs: isTime ? retryAfterMs : undefined };
  }
  const isKnown = kind === 'delivered' || (FINAL.includes(kind) && Number.isInteger(status));
  if (isKnown) return outcome!;
  return { kind: 'temporary', reason: 'the webhook service gave no outcome, see DeliveryOutcome' };
}

/** The statuses that say nothing about the event: what it was posted to does not take events. */
const MISDIRECTED = [404, 405, 407, 421, 451];

/**
 * Decides what an answer means. Converge documents no status codes; these rules lose nothing: only a
 * status that means that the event itself is wrong ends its delivery.
 */
export function decideOutcome({ status, headers, text }: HttpAnswer, now: number): DeliveryOutcome {
  if (status >= 200 && status < 300) return { kind: 'delivered', status };
  if (status === 401 || status === 403) return { kind: 'unauthorised', status };
  if (MISDIRECTED.includes(status)) return { kind: 'misdirected', status };
  if (status >= 300 && status < 400) {
    const reason = `status ${status}: redirects are not followed, set "endpoint" to the final address`;
    return { kind: 'temporary', status, reason };
  }
  const canSucceedLater = status === 408 || status === 425 || status === 429;
  if (status >= 400 && status < 500 && !canSucceedLater) {
    return { kind: 'rejected', status, answer: text };
  }
  const retryAfterMs = parseRetryAfter([headers['retry-after']].flat()[0], now);
  return { kind: 'temporary', status, reason: `status ${status}`, retryAfterMs };
}

/** Reads `Retry-After`: seconds, or a date. @returns milliseconds, undefined if it is neither */
function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1_000;
  // Date.parse accepts almost anything; the dates of HTTP begin with the day of the week.
  const date = /^[A-Z][a-z]+, /.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

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
  const attempts = record.attempts + 1;
  if (outcome.kind === 'delivered') return { state: 'delivered' };
  if (outcome.kind === 'rejected') {
    const { status, answer } = outcome;
    return { state: 'dead', attempts, reason: `Converge answered ${status}: ${answer}`, status };
  }
  if (outcome.kind === 'temporary') {
    // An event that waited for another reason, such as a wrong token, still gets its attempts.
    if (attempts >= FEWEST_ATTEMPTS && now - record.recordedAt >= retry.giveUpAfterMs) {
      const reason = `given up after ${attempts} attempts: ${outcome.reason}`;
      return { state: 'dead', attempts, reason };
    }
    if (!isProbe && outcome.retryAfterMs === undefined) {
      return { state: 'waiting', dueAt: now + backoff(attempts, retry), attempts };
    }
  }
  return { state: 'waiting', dueAt: now + Math.ceil(pauseMs) + backoff(1, retry) };
}

/** The longest time until a record is due again, in milliseconds: the longest pause, and the moment after it. */
export function longestWait({ baseDelayMs, maxDelayMs }: Required<RetryOptions>): number {
  return maxDelayMs + Math.min(baseDelayMs, maxDelayMs) + 1;
}

/** A random pause ("full jitter"), so that senders that failed together do not retry together. */
function backoff(attempts: number, { baseDelayMs, maxDelayMs }: Required<RetryOptions>): number {
  return Math.round(Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempts - 1)));
}
