import type { RequestSummary, SandboxOutcome } from '../api-types.js';
import type { ConvergeEventDto } from '../../../lib/event/contract.js';
import { isPlainObject } from '../../../lib/event/plain-json.js';
import { specOf } from '../../../lib/event/spec/event-spec.js';
import { MAX_ALIASES } from '../../../lib/event/values/aliases.js';
import type { Violation } from '../../../lib/event/violation.js';
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
  /** Whether it brought a new event or a copy of a known one; undefined for neither. */
  readonly took: 'event' | 'copy' | undefined;
  /** The headers and body of a simulated failure's answer as JSON; the others follow from the outcome. */
  readonly answer: string | undefined;
}

/** A request as it is kept: texts and numbers only, because there may be very many. */
export interface StoredRequest extends Arrival {
  /** Counts up from 1 without gaps, and is never reused. */
  readonly number: number;
  readonly eventName: string | undefined;
  readonly eventId: string | undefined;
  readonly aliases: readonly string[];
  /** Of the customer, in lower case. */
  readonly email: string | undefined;
  /** Milliseconds since 1970. */
  readonly eventTime: number | undefined;
  readonly orderId: string | undefined;
  readonly amount: number | undefined;
  readonly currency: string | undefined;
  /** The number of warnings of Converge's source monitoring. */
  readonly warningCount: number;
  /** What they are, each different one on a line that begins and ends with a line break; empty for none. */
  readonly findings: string;
  /** The number of requests with its event id so far, including itself. */
  attempt: number;
  /** The number of later copies of its event. */
  duplicates: number;
}

interface Known {
  /** The parsed body; undefined for invalid JSON. */
  readonly value: unknown;
  readonly number: number;
  /** Of its warnings; equal ones may repeat. */
  readonly findings: readonly string[];
  /** Returns the kept copy of an equal text, if there is one. */
  readonly intern: (text: string) => string;
}

/**
 * Makes the kept form of a request. It lists all keys, because V8 turns a spread of so many keys into an
 * object that takes twice the memory and is many times slower to search.
 */
export function toStored(
  arrival: Arrival,
  { value, number, findings, intern }: Known,
): StoredRequest {
  const event = isPlainObject(value) ? value : {};
  const { event_name, event_id, aliases, timestamp } = event;
  const { properties } = event;
  const email = readEmail(properties) ?? readEmail(event['profile_properties']);
  const orderId = readOrderId(properties);
  const currency = readText(properties, 'currency');
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
    answer: arrival.answer === undefined ? undefined : intern(arrival.answer),
    eventName: typeof event_name === 'string' ? intern(event_name) : undefined,
    eventId: typeof event_id === 'string' ? event_id : undefined,
    aliases: Array.isArray(aliases) ? readAliases(aliases, intern) : NO_ALIASES,
    email: email === undefined ? undefined : intern(email),
    eventTime: readTime(timestamp),
    // The default id of an event is that of its order: kept once.
    orderId: orderId === event_id ? (event_id as string | undefined) : orderId,
    amount: readAmount(properties),
    currency: currency === undefined ? undefined : intern(currency),
    warningCount: findings.length,
    findings: findings.length === 0 ? '' : intern(`\n${[...new Set(findings)].join('\n')}\n`),
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

/** How much of an order's id and currency is kept for the log, in characters. */
const MAX_FACT_LENGTH = 100;

function readText(properties: unknown, name: string): string | undefined {
  const text = isPlainObject(properties) ? properties[name] : undefined;
  return typeof text === 'string' && text !== '' ? text.slice(0, MAX_FACT_LENGTH) : undefined;
}

function readOrderId(properties: unknown): string | undefined {
  const id = isPlainObject(properties) ? properties['id'] : undefined;
  return typeof id === 'number' ? String(id) : readText(properties, 'id');
}

/** What the event is worth: the total, or the price of a product. */
function readAmount(properties: unknown): number | undefined {
  if (!isPlainObject(properties)) return undefined;
  return [properties['total_price'], properties['price']].find(
    (value): value is number => typeof value === 'number' && Number.isFinite(value),
  );
}

function readTime(timestamp: unknown): number | undefined {
  if (typeof timestamp === 'number') return timestamp * 1000;
  const time = typeof timestamp === 'string' ? Date.parse(timestamp.replace(',', '.')) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** An event of the public API, parsed only when it is read, because often only events are counted. */
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

/** A request of the public API. */
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

/** A request as a line of the log. */
export function summarise(request: StoredRequest): RequestSummary {
  const { number, aliases, attempt, outcome, eventTime } = request;
  // A refused event may have any number as its time.
  const isTime = eventTime !== undefined && Math.abs(eventTime) <= 8.64e15;
  return {
    number,
    eventName: request.eventName ?? null,
    inSpec: request.eventName !== undefined && specOf(request.eventName) !== undefined,
    eventId: request.eventId ?? null,
    aliases,
    eventTime: isTime ? toIso(eventTime) : null,
    orderId: request.orderId ?? null,
    amount: request.amount ?? null,
    currency: request.currency ?? null,
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
