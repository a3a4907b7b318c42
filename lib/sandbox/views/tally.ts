import type { StoredRequest } from '../store/stored-request.interface.js';

/** Counts requests. */
export class Tally {
  private readonly outcomes = {
    accepted: 0,
    duplicate: 0,
    refused: 0,
    unauthorised: 0,
    misbehaved: 0,
  };
  private retries = 0;
  private readonly latencies: number[] = [];

  add({ outcome, attempt, eventTime, receivedAt }: StoredRequest): void {
    this.outcomes[outcome]++;
    if (attempt > 1) this.retries++;
    if (outcome === 'accepted' && eventTime !== undefined) {
      this.latencies.push(receivedAt - eventTime);
    }
  }

  /** Latency: from the time of an event until it was accepted. */
  describe() {
    const sorted = this.latencies.toSorted((one, other) => one - other);
    return {
      ...this.outcomes,
      retries: this.retries,
      latencyMs:
        sorted.length === 0
          ? null
          : { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) },
    };
  }
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(share * sorted.length) - 1] as number;
}
