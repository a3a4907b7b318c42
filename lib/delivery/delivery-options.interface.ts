import type { ConnectionOptions } from 'node:tls';

/**
 * How events are sent.
 */
export interface DeliveryOptions {
  /**
   * How many events are sent at once, each over its own connection.
   *
   * @default 8
   */
  concurrency?: number;
  /**
   * How many attempts this process begins in any second at most. `bullmq()` has a limit for all processes.
   *
   * @default no limit
   */
  eventsPerSecond?: number;
  /**
   * The time limit of one attempt, until the whole answer is read, in milliseconds. An answer of 2xx counts all
   * the same once its status has arrived.
   *
   * @default 10000
   */
  timeoutMs?: number;
  /** How failed attempts are retried. */
  retry?: RetryOptions;
  /** TLS settings for the endpoint (not for a proxy), as `node:tls` takes them (`ca`, `cert`, `key` ...). */
  tls?: ConnectionOptions;
}

/**
 * Exponential backoff with full jitter: the n-th pause is a random time of up to
 * `baseDelayMs * 2^(n - 1)`, at most `maxDelayMs`.
 */
export interface RetryOptions {
  /**
   * The longest first pause, in milliseconds.
   *
   * @default 1000
   */
  baseDelayMs?: number;
  /**
   * The longest pause, in milliseconds; a longer `Retry-After` is cut to it.
   *
   * @default 900000 (15 minutes)
   */
  maxDelayMs?: number;
  /**
   * The age at which an undelivered event becomes a dead letter, in milliseconds.
   *
   * @default 259200000 (72 hours)
   */
  giveUpAfterMs?: number;
}
