import { clearTimeout, now, setTimeout } from '../timers.js';

/**
 * Holds a response until its events are recorded: calls `release` once, when the work is done or the
 * time is over.
 *
 * @param work must not throw nor reject; what it does at once counts, too
 * @param limitMs milliseconds
 * @param onTimeout called after `release` when that comes too late, also if the event loop stood still
 */
export function releaseAfter(
  work: () => Promise<void>,
  limitMs: number,
  release: () => void,
  onTimeout: () => void,
): void {
  const startedAt = now();
  let isReleased = false;
  const releaseOnce = (isLate: boolean) => {
    if (isReleased) return;
    isReleased = true;
    clearTimeout(timer);
    release();
    if (isLate) onTimeout();
  };
  const timer = setTimeout(() => releaseOnce(true), limitMs);
  void work().then(() => releaseOnce(now() - startedAt > limitMs));
}
