import type { DeadLetterFilter, OutboxAdmin } from './outbox.js';

/** After how many dead letters it is said how far a replay is. */
const PART = 1_000;

/**
 * Sends dead letters again.
 *
 * @param onProgress is called now and then with the number so far; its errors change nothing
 */
export async function replayAll(
  admin: Pick<OutboxAdmin, 'replay'>,
  filter: Omit<DeadLetterFilter, 'limit'>,
  onProgress?: (count: number) => unknown,
): Promise<number> {
  if (onProgress === undefined) return admin.replay(filter);
  const choice = { diedBy: Date.now(), ...filter, limit: PART };
  for (let total = 0; ;) {
    const count = await admin.replay(choice);
    if (count === 0) return total;
    total += count;
    // Not awaited: a hook must not hold up the replay.
    Promise.resolve(total)
      .then(onProgress)
      .catch(() => undefined);
  }
}
