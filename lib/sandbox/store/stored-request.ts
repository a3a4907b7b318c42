import type { RequestSummary, SandboxOutcome } from '../api-types.js';
import {
  isPlainObject,
  MAX_ALIASES,
  type ConvergeEventDto,
  type Violation,
} from '../event-rules.js';
import type { SandboxEvent, SandboxRequest } from '../sandbox.interface.js';

/** One POST to the webhook, and its answer. */
export interface Arrival {
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** The exact text; empty if it was too large. */
  readonly body: string;
  /** As JSON, without credentials. */
  readonly headers: string;
  readonly outcome: SandboxOutcome;
  readonly status: number | undefined;
  readonly reason: string | undefined;
  readonly violations: readonly Violation[];
  /** Whether the sandbox took an event from it, or another copy of one that it has. */
  readonly took: 'event' | 'copy' | undefined;
}

/** What is kept of it: texts and numbers, nothing parsed, as there may be very many. */
export interface StoredRequest extends Arrival {
  /** Counts up from 1 without gaps, is never used twice. */
  readonly number: number;
  readonly eventName: string | undefined;
  readonly eventId: string | undefined;
  readonly aliases: readonly string[];
  /** Of the customer, in lower case. */
  readonly email: string | undefined;
  /** Milliseconds since 1970. */
  readonly eventTime: number | undefined;
  /** How many warnings Converge's source monitoring would show. */
  readonly warningCount: number;
  /** How many requests with its event id came so far, itself included. */
  attempt: number;
  /** How many copies of its event came after it. */
  duplicates: number;
}

interface Known {
  /** The parsed body, undefined if it is not JSON. */
  readonly value: unknown;
  readonly number: number;
  readonly warningCount: number;
  /** Returns an equal text that is kept already, if there is one. */
  readonly intern: (text: string) => string;
}

/**
 * Makes what is kept of a request. Written out: of a spread of so many keys, V8 makes an object that
 * takes twice the memory and is many times slower to search.
 */
export function toStored(
  arrival: Arrival,
  { value, number, warningCount, intern }: Known,
): StoredRequest {
  const event = isPlainObject(value) ? value : {};
  const { event_name, event_id, aliases, timestamp } = event;
  const email = readEmail(event['properties']) ?? readEmail(event['profile_properties']);
  return {
    number,
    receivedAt: arrival.receivedAt,
    body: arrival.body,
    headers: intern(arrival.headers),
    outcome: arrival.outcome,
    status: arrival.status,
    reason: arrival.reason,
    violations: arrival.violations,
    took: arrival.took,
    eventName: typeof event_name === 'string' ? intern(event_name) : undefined,
    eventId: typeof event_id === 'string' ? event_id : undefined,
    aliases: Array.isArray(aliases) ? readAliases(aliases, intern) : NO_ALIASES,
    email: email === undefined ? undefined : intern(email),
    eventTime: readTime(timestamp),
    warningCount,
    attempt: 1,
    duplicates: 0,
  };
}

const NO_ALIASES: readonly string[] = [];

function readAliases(aliases: readonly unknown[], intern: (text: string) => string) {
  return aliases
    .filter((alias) => typeof alias === 'string')
    .slice(0, MAX_ALIASES)
    .map(intern);
}

function readEmail(properties: unknown): string | undefined {
  const email = isPlainObject(properties) ? properties['$email'] : undefined;
  return typeof email === 'string' && email.trim() !== '' ? email.trim().toLowerCase() : undefined;
}

function readTime(timestamp: unknown): number | undefined {
  if (typeof timestamp === 'number') return timestamp * 1000;
  const time = typeof timestamp === 'string' ? Date.parse(timestamp.replace(',', '.')) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** An event as it is handed out. It is parsed when it is read: often only the number of events is. */
export function toSandboxEvent({ body, receivedAt, duplicates }: StoredRequest): SandboxEvent {
  let event: ConvergeEventDto | undefined;
  return {
    get event() {
      return (event ??= JSON.parse(body) as ConvergeEventDto);
    },
    receivedAt: toIso(receivedAt),
    duplicates,
  };
}

/** A request as it is handed out. */
export function toSandboxRequest(request: StoredRequest): SandboxRequest {
  const { body, outcome, status, reason, violations } = request;
  let headers: Record<string, string> | undefined;
  return {
    body,
    get headers() {
      return (headers ??= JSON.parse(request.headers) as Record<string, string>);
    },
    receivedAt: toIso(request.receivedAt),
    outcome,
    status,
    reason,
    violations,
  };
}

/** A request as lists have it. */
export function summarise(request: StoredRequest): RequestSummary {
  const { number, aliases, attempt, outcome, eventTime } = request;
  // A refused event may state any number as its time.
  const isTime = eventTime !== undefined && Math.abs(eventTime) <= 8.64e15;
  return {
    number,
    eventName: request.eventName ?? null,
    eventId: request.eventId ?? null,
    aliases,
    eventTime: isTime ? toIso(eventTime) : null,
    receivedAt: toIso(request.receivedAt),
    attempt,
    outcome,
    status: request.status ?? null,
    warnings: request.warningCount,
    violations: request.violations.length,
    reason: request.reason ?? null,
  };
}

/** ISO 8601 in UTC. */
export function toIso(time: number): string {
  return new Date(time).toISOString();
}
