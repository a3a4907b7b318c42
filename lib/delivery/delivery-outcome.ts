/**
 * What came of sending one event.
 *
 * - `delivered`: Converge has it (any 2xx).
 * - `temporary`: it may succeed later (408, 425, 429, 5xx, no answer, a redirect); `retryAfterMs` is
 *   how long Converge asks to wait.
 * - `rejected`: it will never succeed as it is (any other 4xx); `answer` is the beginning of what
 *   Converge said, which may repeat personal data: never log it.
 * - `unauthorised`: the configuration is wrong, not the event (401, 403).
 *
 * @publicApi
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
  | { readonly kind: 'unauthorised'; readonly status: number };
