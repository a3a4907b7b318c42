import type { Outcome } from './types.js';

/** What `api/delivery` and `api/fault` answer. */

export interface Latency {
  readonly p50: number;
  readonly p95: number;
}

export type Counts = Readonly<Record<Outcome | 'retries', number>> & {
  readonly latencyMs: Latency | null;
};

export interface Bucket extends Counts {
  readonly at: string;
}

export interface Delivery {
  readonly bucketSeconds: number;
  readonly buckets: readonly Bucket[];
  readonly totals: Counts;
}

/** A way to answer badly, and which requests it meets. */
export interface Fault {
  readonly kind: string;
  readonly status?: number;
  /** Seconds, or a date. */
  readonly retryAfter?: number | string;
  readonly ms?: number;
  /** Of all requests, from 0 to 1. */
  readonly share?: number;
  /** How many requests it meets, all if it is missing. */
  readonly times?: number;
}

export interface FaultState {
  readonly fault: Fault | null;
  /** How many requests met it so far. */
  readonly met: number;
}
