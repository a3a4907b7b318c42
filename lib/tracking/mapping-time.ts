/** How long all that the application does for an event may take, in milliseconds. */
const MAPPING_TIMEOUT_MS = 5_000;

/**
 * Waits for what the application gives for an event, but not for longer than five seconds after the
 * handler succeeded.
 *
 * @param onTimeUp the error where it takes longer
 */
export function withinMappingTime<T>(
  value: PromiseLike<T>,
  succeededAt: Date,
  onTimeUp: () => Error,
): Promise<T> {
  const left = succeededAt.getTime() + MAPPING_TIMEOUT_MS - Date.now();
  const promise = new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(onTimeUp()), Math.max(left, 0));
    Promise.resolve(value)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
  // If something beside it fails first, nobody waits for this one any more.
  promise.catch(() => undefined);
  return promise;
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined | null)?.then === 'function';
}
