/**
 * The types of the JSON API, for its handlers and for the page in `sandbox/page`, which imports only these
 * and `value-at.ts` of this library.
 */
import type { Violation } from '../../lib/event/violation.js';

export type { Violation };

/** The answers to `GET /api/<path>`; an asterisk stands for a number or id. */
export interface Answers {
  readonly about: About;
  readonly coverage: readonly EventCoverage[];
  readonly delivery: Delivery;
  readonly examples: readonly ExampleEvent[];
  readonly facets: Facets;
  readonly fault: FaultState;
  readonly profiles: ProfilePage;
  readonly 'profiles/*': ProfileDetail;
  readonly requests: RequestPage;
  readonly 'requests/*': RequestDetail;
  readonly shop: ShopState;
  readonly warnings: readonly WarningGroup[];
}

export interface About {
  readonly endpoint: string;
  /** The default token, which is no secret; null for any other. */
  readonly token: string | null;
  readonly maxEvents: number;
  readonly isOnDisk: boolean;
  /** The path of the outbox that is shown; null without one. */
  readonly outbox: string | null;
  /** A sentence for each thing that Converge does not document. */
  readonly simulated: readonly string[];
  readonly eventNames: readonly string[];
  readonly outcomes: Readonly<Record<SandboxOutcome, number>>;
  /** The number of profiles that seem to hold several customers. */
  readonly suspiciousProfiles: number;
  /** Changes with every request and every clearing. */
  readonly revision: string;
}

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
  /** The number of kept requests, and of their different events. */
  readonly total: number;
  readonly totalEvents: number;
  /** The number of matching requests. */
  readonly matched: number;
  /** Where the next page begins; null on the last one. */
  readonly next: number | null;
  readonly requests: readonly RequestSummary[];
}

/** The number of requests that each choice of a filter would show. */
export interface Facets {
  readonly outcomes: Readonly<Record<SandboxOutcome, number>>;
  /** Of those with warnings. */
  readonly warned: number;
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
  /** When the newest request came, whenever that was; null without one. */
  readonly lastAt: string | null;
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
  /** The number of requests after which it ends. */
  readonly times?: number;
  /** The time after which it ends. Without both, it lasts until it is stopped. */
  readonly seconds?: number;
};

export interface FaultState {
  readonly fault: Fault | null;
  /** The number of requests that it affected so far. */
  readonly affected: number;
  /** The last one that has ended and affected a request; null while one is active. */
  readonly ended: EndedFault | null;
  readonly simulated: readonly string[];
}

/** A fault that has ended, and what has become of the events that it affected. */
export interface EndedFault {
  readonly fault: Fault;
  readonly endedAt: string;
  readonly affected: number;
  /** Different events whose requests failed, and how many of these are accepted by now. */
  readonly events: number;
  readonly delivered: number;
}

export interface ProfileSummary {
  readonly id: string;
  /** The alias that represents the profile. */
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
  /** The suspicious first, then the most frequent, at most 200. */
  readonly aliases: readonly ProfileAlias[];
  readonly properties: Readonly<Record<string, unknown>>;
  /** Newest first, at most 200. */
  readonly events: readonly RequestSummary[];
}

export interface ProfileAlias {
  readonly alias: string;
  readonly events: number;
  /** The number of different emails that were seen with it. */
  readonly emails: number;
  readonly suspicious: boolean;
  readonly reason: string | null;
}

/** All occurrences of the same warning. */
export interface WarningGroup extends Violation {
  readonly eventName: string;
  /** Its name as a filter of requests. */
  readonly finding: string;
  /** All paths with it: a field may be in both objects of properties. */
  readonly paths: readonly string[];
  /** The latest different values as JSON, at most three, cut if they are long. */
  readonly values: readonly string[];
  /** The number of places with it. */
  readonly count: number;
  /** The number of events with it. */
  readonly events: number;
  /** The share of all events of that name, from 0 to 1. */
  readonly share: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** The newest request with it. */
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
  /** The number of events or, for a field of a list, of the list's entries. */
  readonly of: number;
}

/** What the outbox's file of an application says. */
export interface ShopState {
  readonly path: string;
  readonly file: 'open' | 'missing' | 'unreadable';
  /** Why the file cannot be read. */
  readonly problem: string | null;
  /** The number of processes that send from it now. */
  readonly senders: number;
  /** Whether an application has used it with this sandbox's endpoint and token. */
  readonly sendsHere: boolean;
  readonly counts: ShopCounts;
  /** When the oldest undelivered event was recorded. */
  readonly oldestAt: string | null;
  /** The newest 50 that are not dead, then the newest 50 dead letters. */
  readonly events: readonly ShopEvent[];
}

/** `held` events were recorded for another endpoint or token. */
export type ShopCounts = Readonly<
  Record<'pending' | 'leased' | 'waiting' | 'dead' | 'held', number>
>;

/** What the page can do with an event in an outbox; it asks before `discard`. */
export const SHOP_ACTIONS = ['send-now', 'replay', 'discard'] as const;
export type ShopAction = (typeof SHOP_ACTIONS)[number];

/** An event in an outbox. It is deleted there when it is delivered. */
export interface ShopEvent {
  /** Its number in the outbox. */
  readonly id: number;
  readonly eventName: string;
  readonly eventId: string | null;
  readonly state: keyof ShopCounts;
  /** The number of attempts that failed. */
  readonly attempts: number;
  readonly recordedAt: string;
  /** When it is tried again. */
  readonly dueAt: string | null;
  readonly diedAt: string | null;
  /** Why it is a dead letter; of one that is not, how this sandbox ended the last attempt, if it failed. */
  readonly reason: string | null;
  /** None for an event of another endpoint or token. */
  readonly actions: readonly ShopAction[];
  /** The latest request with its event id, if it has arrived. */
  readonly requestNumber: number | null;
}
