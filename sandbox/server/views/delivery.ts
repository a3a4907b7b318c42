import type { Delivery, DeliveryCounts } from '../api-types.js';
import { noOutcomes } from '../store/request-log.js';
import { toIso, type StoredRequest } from '../store/stored-request.js';

const MAX_BUCKETS = 300;

/**
 * Counts the requests of the last seconds, in at most 300 buckets and in total.
 *
 * @param newestFirst all requests that are kept
 * @param now milliseconds since 1970
 */
export function describeDelivery(
  newestFirst: Iterable<StoredRequest>,
  seconds: number,
  now: number,
): Delivery {
  const bucketSeconds = Math.ceil(seconds / MAX_BUCKETS);
  const width = bucketSeconds * 1000;
  const count = Math.ceil(seconds / bucketSeconds);
  // Whole multiples, so that a request stays in its bucket as time goes on.
  const end = (Math.floor(now / width) + 1) * width;
  const start = end - count * width;
  const tallies = Array.from({ length: count }, () => new DeliveryTally());
  const total = new DeliveryTally();
  let lastAt: number | undefined;
  for (const request of newestFirst) {
    lastAt ??= request.receivedAt;
    if (request.receivedAt < start) break;
    tallies[Math.floor((request.receivedAt - start) / width)]?.add(request);
    total.add(request);
  }
  return {
    bucketSeconds,
    buckets: tallies.map((tally, index) => ({
      at: toIso(start + index * width),
      ...tally.counts(),
    })),
    totals: total.counts(),
    lastAt: lastAt === undefined ? null : toIso(lastAt),
  };
}

class DeliveryTally {
  private readonly outcomes = noOutcomes();
  private retries = 0;
  private readonly latencies: number[] = [];

  add({ outcome, attempt, eventTime, receivedAt }: StoredRequest): void {
    this.outcomes[outcome]++;
    if (attempt > 1) this.retries++;
    if (outcome === 'accepted' && eventTime !== undefined) {
      this.latencies.push(receivedAt - eventTime);
    }
  }

  counts(): DeliveryCounts {
    const sorted = this.latencies.toSorted((one, other) => one - other);
    const percentile = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] as number;
    const latencyMs = sorted.length === 0 ? null : { p50: percentile(0.5), p95: percentile(0.95) };
    return { ...this.outcomes, retries: this.retries, latencyMs };
  }
}
