import type { SandboxOutcome } from './request-types.js';

export interface Latency {
  readonly p50: number;
  readonly p95: number;
}

export interface DeliveryCounts extends Readonly<Record<SandboxOutcome, number>> {
  readonly retries: number;
  /** The time from the event's timestamp to its acceptance. */
  readonly latencyMs: Latency | null;
}

export interface Delivery {
  readonly bucketSeconds: number;
  readonly buckets: readonly ({ readonly at: string } & DeliveryCounts)[];
  readonly totals: DeliveryCounts;
}

/** A fault without its range. */
export type FaultKind =
  | { readonly kind: 'hang' | 'hang-in-answer' | 'reset' | 'huge-answer' }
  | { readonly kind: 'delay'; readonly ms: number }
  | {
      readonly kind: 'status';
      readonly status: number;
      /** Seconds, or a date. */
      readonly retryAfter?: number | string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    };

/** The body of `PUT /api/fault`. */
export type Fault = FaultKind & {
  /** The rate of failures from 0 to 1, 1 by default. */
  readonly share?: number;
  /** The number of requests after which it ends; without it, it lasts until it is stopped. */
  readonly times?: number;
};

export interface FaultState {
  readonly fault: Fault | null;
  /** The number of requests that it affected so far. */
  readonly affected: number;
  readonly simulated: readonly string[];
}
