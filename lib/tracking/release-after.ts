/**
 * Holds a response until its events are recorded: calls `release` once, when the work is done or the
 * time is over.
 *
 * @param work must not reject
 * @param limitMs milliseconds
 * @param onTimeout called after `release` when the time is over first
 */
export function releaseAfter(
  work: Promise<void>,
  limitMs: number,
  release: () => void,
  onTimeout: () => void,
): void {
  const timer = setTimeout(() => {
    isReleased = true;
    release();
    onTimeout();
  }, limitMs);
  let isReleased = false;
  void work.then(() => {
    clearTimeout(timer);
    if (!isReleased) release();
  });
}
