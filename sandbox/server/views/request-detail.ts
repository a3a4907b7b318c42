import type { Difference, RequestDetail } from '../api-types.js';
import { checkSpec } from '../../../lib/event/check-spec.js';
import { parseJson } from '../http/read-body.js';
import { SIMULATED } from '../simulated.js';
import type { Memory } from '../store/memory.js';
import { answerTo } from '../webhook/answer.js';
import { summarise, toIso, type StoredRequest } from '../store/stored-request.js';

const MAX_ATTEMPTS = 50;
const MAX_DIFFERENCES = 100;
/** Deeper than the contract allows. */
const MAX_DEPTH = 100;

/** The details of a request. */
export function describeRequest(memory: Memory, request: StoredRequest): RequestDetail {
  const { requests, events } = memory;
  const event = readEvent(request.body);
  return {
    ...summarise(request),
    simulated: notes(request),
    isTaken: request.took === 'event',
    copyOf: (request.took === 'copy' && events.find(request.eventId)?.number) || null,
    headers: JSON.parse(request.headers) as Record<string, string>,
    body: request.body,
    answer: answerTo(request),
    event: event ?? null,
    violations: request.violations,
    warnings: checkSpec(event, {}, request.violations),
    otherAttempts: otherAttempts(requests.newestFirst(), request).map((other) => ({
      number: other.number,
      receivedAt: toIso(other.receivedAt),
      attempt: other.attempt,
      outcome: other.outcome,
      status: other.status ?? null,
      isSameText: other.body === request.body,
      differences: findDifferences(event, readEvent(other.body)),
    })),
  };
}

/** A body that is nested very deeply can be parsed, but neither compared nor sent. */
function readEvent(body: string): unknown {
  const event = parseJson(body);
  return hasDepth(event, MAX_DEPTH) ? undefined : event;
}

function hasDepth(value: unknown, depth: number): boolean {
  if (!isObject(value)) return false;
  return depth === 0 || Object.values(value).some((part) => hasDepth(part, depth - 1));
}

function otherAttempts(newestFirst: Iterable<StoredRequest>, { eventId, number }: StoredRequest) {
  const others: StoredRequest[] = [];
  if (eventId === undefined) return others;
  for (const other of newestFirst) {
    if (other.eventId === eventId && other.number !== number) others.push(other);
    if (others.length >= MAX_ATTEMPTS) break;
  }
  return others;
}

function notes({ outcome, status, took }: StoredRequest): string[] {
  const found: string[] = [SIMULATED.answers];
  if (outcome === 'fault') found.push(SIMULATED.faults);
  if (took === 'copy') found.push(SIMULATED.duplicates);
  if (status === 413) found.push(SIMULATED.limits);
  return found;
}

/** The places where two JSON values differ, at most 100. */
export function findDifferences(here: unknown, there: unknown): Difference[] {
  const found: Difference[] = [];
  compare(here, there, '', found);
  return found;
}

function compare(here: unknown, there: unknown, path: string, found: Difference[]): void {
  if (here === there || found.length >= MAX_DIFFERENCES) return;
  if (isObject(here) && isObject(there) && Array.isArray(here) === Array.isArray(there)) {
    const keys = new Set([...Object.keys(here), ...Object.keys(there)]);
    for (const key of keys) {
      const place = Array.isArray(here) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
      compare(own(here, key), own(there, key), place, found);
    }
  } else found.push({ path: path === '' ? 'event' : path, here, there });
}

function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
