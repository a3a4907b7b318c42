import type { Violation } from '../../../lib/event/violation.js';

/**
 * The outcome of a request; `fault` is a simulated failure.
 */
export type SandboxOutcome = 'accepted' | 'duplicate' | 'refused' | 'unauthorised' | 'fault';

/** One POST to the webhook, as a line of the log. */
export interface RequestSummary {
  /** Counts up from 1. */
  readonly number: number;
  readonly eventName: string | null;
  /** Whether Converge's spec has an event of this name. */
  readonly inSpec: boolean;
  readonly eventId: string | null;
  readonly aliases: readonly string[];
  readonly eventTime: string | null;
  readonly receivedAt: string;
  /** The id, the total (or a product's price) and the currency in its properties. */
  readonly orderId: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
  /** The number of requests with this event id so far, including this one. */
  readonly attempt: number;
  readonly outcome: SandboxOutcome;
  /** Null if there was no answer. */
  readonly status: number | null;
  readonly warnings: number;
  readonly violations: number;
  /** The reason for the refusal, or the simulated failure; else null. */
  readonly reason: string | null;
}

export interface RequestPage {
  readonly simulated: readonly string[];
  readonly revision: string;
  /** The number of kept requests. */
  readonly total: number;
  /** The number of matching requests. */
  readonly matched: number;
  /** Where the next page begins; null on the last one. */
  readonly next: number | null;
  readonly requests: readonly RequestSummary[];
}

/** The number of requests that each choice of a filter would show. */
export interface Facets {
  readonly outcomes: Readonly<Record<SandboxOutcome, number>>;
  /** By name. */
  readonly events: readonly { readonly name: string; readonly count: number }[];
}

/** An event to send as a test. */
export interface ExampleEvent {
  readonly eventName: string;
  readonly event: object;
}

export interface Findings {
  /** Of the contract. */
  readonly violations: readonly Violation[];
  /** Of the spec, as Converge's source monitoring would flag them. */
  readonly warnings: readonly Violation[];
}

export interface RequestDetail extends Omit<RequestSummary, keyof Findings>, Findings {
  readonly simulated: readonly string[];
  /** Whether its event was accepted. */
  readonly isTaken: boolean;
  /** The number of the request whose event it repeats, if that is kept. */
  readonly copyOf: number | null;
  readonly headers: Readonly<Record<string, string>>;
  /** The exact text. */
  readonly body: string;
  /** Null if there was none. */
  readonly answer: SandboxAnswer | null;
  /** The parsed body; null if it is invalid JSON or nested too deeply. */
  readonly event: unknown;
  readonly otherAttempts: readonly OtherAttempt[];
}

/** The sandbox's answer to a request. */
export interface SandboxAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How it differed from what is shown. */
  readonly note: string | null;
}

/** Another request with the same event id. */
export interface OtherAttempt {
  readonly number: number;
  readonly receivedAt: string;
  readonly attempt: number;
  readonly status: number | null;
  readonly outcome: SandboxOutcome;
  /** Whether its body is the same, byte for byte. */
  readonly isSameText: boolean;
  readonly differences: readonly Difference[];
}

/** A place where two values differ; a missing value is undefined. */
export interface Difference {
  readonly path: string;
  readonly here?: unknown;
  readonly there?: unknown;
}

/** The answer to `POST /api/validate`. */
export interface ValidationResult extends Findings {
  readonly verdict: 'accepted' | 'accepted with warnings' | 'refused';
  readonly eventName: string | null;
  readonly inSpec: boolean;
}
