import type { OutboxCounts, OutboxRecord } from '../outbox/outbox.js';
import type { ReportKind } from './messages.js';

/** The numbers of an engine at a moment. */
export interface Readings {
  readonly counters: Readonly<Record<ReportKind, number>>;
  /** What is wrong now, by the ids of log lines. */
  readonly troubles: Readonly<Record<string, boolean>>;
  /** The rest of a pause of all delivery, in milliseconds. */
  readonly pausedForMs: number;
  /** Undefined if the outbox does not answer in time. */
  readonly outbox: OutboxCounts | undefined;
}

export interface AttemptOutcome {
  readonly kind: string;
  /** Of an answer that was not taken. */
  readonly status?: number;
  /** Why it is tried again: a status, or the code of a fault. */
  readonly reason?: string;
}

/**
 * Sees what is recorded and delivered: `openTelemetry()` of `nestjs-converge/opentelemetry` makes one. It calls
 * each function that it is given once, and its own errors are no one's.
 */
export interface Telemetry {
  /**
   * Around the recording of an event.
   *
   * @param isKnown whether the event is one of Converge's spec, or of the option `events`
   * @param store stores it, with a context by which its attempts find this call; empty if there is none
   * @internal
   */
  recording(
    event: { readonly eventName: string; readonly isKnown: boolean },
    store: (traceContext: string) => Promise<void>,
  ): Promise<void>;
  /** Around an attempt to deliver a record. @internal */
  delivering<Outcome extends AttemptOutcome>(
    record: OutboxRecord,
    attempt: () => Promise<Outcome>,
  ): Promise<Outcome>;
  /** @param read gives the numbers when they are exported; never rejects @internal */
  observe(read: () => Promise<Readings>): void;
}
