/**
 * What the JSON API answers: the types of its handlers, and all that the page in `sandbox-page` knows
 * of this library.
 */
import type { Violation } from '../event/violation.js';

export type { Violation };

/**
 * What happened to a request; `fault` is a simulated failure.
 *
 * @publicApi
 */
export type SandboxOutcome = 'accepted' | 'duplicate' | 'refused' | 'unauthorised' | 'fault';

/** What `GET /api/<path>` answers; an asterisk stands for a number or id. */
export interface Answers {
  readonly about: About;
  readonly coverage: readonly EventCoverage[];
  readonly delivery: Delivery;
  readonly fault: FaultState;
  readonly profiles: ProfilePage;
  readonly 'profiles/*': ProfileDetail;
  readonly requests: RequestPage;
  readonly 'requests/*': RequestDetail;
  readonly warnings: readonly WarningGroup[];
}

export interface About {
  readonly endpoint: string;
  readonly maxEvents: number;
  readonly isOnDisk: boolean;
  /** A sentence for each thing that Converge does not document. */
  readonly simulated: readonly string[];
  readonly eventNames: readonly string[];
  readonly outcomes: Readonly<Record<SandboxOutcome, number>>;
  /** Changes with every request and every clearing. */
  readonly revision: string;
}

/** One POST to the webhook, as a line of the log. */
export interface RequestSummary {
  /** Counts up from 1. */
  readonly number: number;
  readonly eventName: string | null;
  readonly eventId: string | null;
  readonly aliases: readonly string[];
  readonly eventTime: string | null;
  readonly receivedAt: string;
  /** How many requests with this event id came so far, this one included. */
  readonly attempt: number;
  readonly outcome: SandboxOutcome;
  /** Null where nothing was answered. */
  readonly status: number | null;
  readonly warnings: number;
  readonly violations: number;
  /** Why it was refused, or which failure was simulated; null if neither. */
  readonly reason: string | null;
}

export interface RequestPage {
  readonly simulated: readonly string[];
  readonly revision: string;
  /** How many requests are kept. */
  readonly total: number;
  /** How many of them match. */
  readonly matched: number;
  /** Where the next page begins; null on the last one. */
  readonly next: number | null;
  readonly requests: readonly RequestSummary[];
}

export interface Findings {
  /** Of the contract. */
  readonly violations: readonly Violation[];
  /** Of the spec: what Converge's source monitoring would flag. */
  readonly warnings: readonly Violation[];
}

export interface RequestDetail extends Omit<RequestSummary, keyof Findings>, Findings {
  readonly simulated: readonly string[];
  /** Whether an event was taken from it. */
  readonly isTaken: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** The exact text. */
  readonly body: string;
  /** The parsed body; null if it is not JSON or nested too deeply. */
  readonly event: unknown;
  readonly otherAttempts: readonly OtherAttempt[];
}

/** Another request with the same event id. */
export interface OtherAttempt {
  readonly number: number;
  readonly receivedAt: string;
  readonly outcome: SandboxOutcome;
  /** Whether its body is the same, byte for byte. */
  readonly isSameText: boolean;
  readonly differences: readonly Difference[];
}

/** A place where two values differ; what is missing there is undefined. */
export interface Difference {
  readonly path: string;
  readonly here?: unknown;
  readonly there?: unknown;
}

/** The same warning, however often. */
export interface WarningGroup extends Violation {
  readonly eventName: string;
  /** How many places have it. */
  readonly count: number;
  /** How many events have it. */
  readonly events: number;
  /** Of all events of that name, from 0 to 1. */
  readonly share: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** The newest request that has it. */
  readonly exampleNumber: number;
}

export interface EventCoverage {
  readonly eventName: string;
  readonly inSpec: boolean;
  readonly count: number;
  readonly properties: readonly CoveredField[];
  readonly profile_properties: readonly CoveredField[];
}

export interface CoveredField {
  readonly name: string;
  readonly isRequired: boolean;
  readonly inSpec: boolean;
  readonly type: string | null;
  readonly sent: 'always' | 'sometimes' | 'never';
  readonly count: number;
  /** How often it could have been sent: events, or entries of the list that it is in. */
  readonly of: number;
}

export interface ProfileSummary {
  readonly id: string;
  /** The alias that stands for all. */
  readonly name: string;
  /** The first ten. */
  readonly aliases: readonly string[];
  readonly aliasCount: number;
  readonly events: number;
  readonly lastAt: string;
  readonly lastNumber: number;
  readonly suspicious: boolean;
}

export interface ProfilePage {
  readonly simulated: readonly string[];
  readonly total: number;
  /** Where the next page begins; null on the last one. */
  readonly next: number | null;
  readonly profiles: readonly ProfileSummary[];
}

export interface ProfileDetail {
  readonly id: string;
  readonly name: string;
  readonly simulated: readonly string[];
  readonly aliasCount: number;
  readonly eventCount: number;
  /** The most connected first, at most 200. */
  readonly aliases: readonly ProfileAlias[];
  /** The most frequent first, at most 500. */
  readonly links: readonly AliasLink[];
  readonly properties: Readonly<Record<string, unknown>>;
  /** Newest first, at most 200. */
  readonly events: readonly RequestSummary[];
}

export interface ProfileAlias {
  readonly alias: string;
  readonly events: number;
  /** Into how many pieces the others would fall without this alias. */
  readonly profilesJoined: number;
  /** How many different emails were seen with it. */
  readonly emails: number;
  readonly suspicious: boolean;
  readonly reason: string | null;
}

/** Two aliases that came together. */
export interface AliasLink {
  readonly from: string;
  readonly to: string;
  readonly events: number;
}

export interface Latency {
  readonly p50: number;
  readonly p95: number;
}

export interface DeliveryCounts extends Readonly<Record<SandboxOutcome, number>> {
  readonly retries: number;
  /** From an event's own time until it was accepted. */
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

/** What `PUT /api/fault` takes. */
export type Fault = FaultKind & {
  /** The rate of failures from 0 to 1, 1 by default. */
  readonly share?: number;
  /** After how many requests it ends; without it, when it is stopped. */
  readonly times?: number;
};

export interface FaultState {
  readonly fault: Fault | null;
  /** How many requests it affected so far. */
  readonly affected: number;
  readonly simulated: readonly string[];
}

/** What `POST /api/validate` answers. */
export interface ValidationResult extends Findings {
  readonly verdict: 'accepted' | 'accepted with warnings' | 'refused';
  readonly eventName: string | null;
  readonly inSpec: boolean;
}
