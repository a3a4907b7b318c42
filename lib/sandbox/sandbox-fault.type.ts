/**
 * A way to answer badly. All of it is simulated: Converge documents neither status codes nor bodies.
 *
 * A fault that answers with a 2xx status (`hang-in-answer` and `huge-answer` do too) still takes a
 * valid event, because a sender may rely on that status; any other fault takes nothing.
 *
 * - `{ status, headers, body }`: that answer, e.g. 429 with `Retry-After`, or a body that is no JSON
 * - `hang`: reads the request and never answers
 * - `hang-in-answer`: status 200 and half of a body, then nothing
 * - `reset`: reads the request and resets the connection
 * - `huge-answer`: status 200 and a body that ends at 64 MiB or when the client has had enough
 * - `{ delayMs }`: takes the request as usual, answers that many milliseconds later
 *
 * @publicApi
 */
export type SandboxFault =
  | { status: number; headers?: Record<string, string>; body?: string }
  | 'hang'
  | 'hang-in-answer'
  | 'reset'
  | 'huge-answer'
  | { delayMs: number };

/**
 * Which requests meet a fault.
 *
 * @publicApi
 */
export interface FaultRange {
  /**
   * How many requests meet it at most.
   *
   * @default Infinity
   */
  times?: number;
  /**
   * How many of all requests meet it, from 0 to 1, at random.
   *
   * @default 1
   */
  share?: number;
}
