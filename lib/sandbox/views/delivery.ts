import { toIso } from '../store/snapshots.js';
import type { StoredRequest } from '../store/stored-request.interface.js';
import { Tally } from './tally.js';

const MAX_BUCKETS = 300;

/**
 * How requests came and went in the last so many seconds, in at most 300 buckets, and in all.
 *
 * @param newestFirst all requests that are kept
 * @param now milliseconds since 1970
 */
export function chartDelivery(
  newestFirst: Iterable<StoredRequest>,
  seconds: number,
  now: number,
): object {
  const bucketSeconds = Math.ceil(seconds / MAX_BUCKETS);
  const width = bucketSeconds * 1000;
  const count = Math.ceil(seconds / bucketSeconds);
  // Whole multiples, so that a request stays in its bucket as time goes on.
  const end = (Math.floor(now / width) + 1) * width;
  const start = end - count * width;
  const tallies = Array.from({ length: count }, () => new Tally());
  const total = new Tally();
  for (const request of newestFirst) {
    if (request.receivedAt < start) break;
    tallies[Math.floor((request.receivedAt - start) / width)]?.add(request);
    total.add(request);
  }
  return {
    bucketSeconds,
    buckets: tallies.map((tally, index) => ({
      at: toIso(start + index * width),
      ...tally.describe(),
    })),
    totals: total.describe(),
  };
}
