import type { RetryOptions } from './delivery-options.interface.js';

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
