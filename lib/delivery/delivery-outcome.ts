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

const KINDS: ReadonlyArray<DeliveryOutcome['kind'] | undefined> = [
  'delivered',
  'temporary',
  'rejected',
  'unauthorised',
  'misdirected',
];

/** Makes an outcome of what a service that replaces ours returns, which may be anything. */
export function checkOutcome(outcome: DeliveryOutcome | undefined): DeliveryOutcome {
  const { kind, status, reason, retryAfterMs } = (outcome ?? {}) as Partial<
    Extract<DeliveryOutcome, { kind: 'temporary' }>
  >;
  if (kind === 'temporary') {
    const isTime = typeof retryAfterMs === 'number' && retryAfterMs >= 0;
    return { kind, reason: String(reason), retryAfterMs: isTime ? retryAfterMs : undefined };
  }
  const isKnown = KINDS.includes(kind) && (kind === 'delivered' || Number.isInteger(status));
  if (isKnown) return outcome!;
  return {
    kind: 'temporary',
    reason: 'the webhook service gave no outcome, see DeliveryOutcome',
  };
}

/** The statuses that say nothing about the event: what it was posted to does not take events. */
const MISDIRECTED = [404, 405, 407, 421, 451];

/** The parts of an HTTP answer that decide the outcome. */
export interface Answer {
  readonly status: number;
  /** The value of the `Retry-After` header. */
  readonly retryAfter?: string;
  /** The beginning of the body. */
  readonly text: string;
}

/**
 * Decides what an answer means. Converge documents no status codes; these rules lose nothing: only a
 * status that means that the event itself is wrong ends its delivery.
 */
export function decideOutcome({ status, retryAfter, text }: Answer, now: number): DeliveryOutcome {
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
  const retryAfterMs = parseRetryAfter(retryAfter, now);
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
