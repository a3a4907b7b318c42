import type { ConvergeEventDto } from '../../event/converge-event.dto.js';
import { SIMULATED } from '../simulated.js';
import { checkSpec } from '../spec.js';
import type { Memory } from '../store/memory.js';
import { toIso } from '../store/snapshots.js';
import type { StoredRequest } from '../store/stored-request.interface.js';
import { parseJson } from '../webhook/parse-json.js';
import { findDifferences } from './differences.js';
import { summarise } from './summary.js';

const MAX_COPIES = 50;
/** More than the contract allows. */
const MAX_DEPTH = 100;

/** All that is known of a request. */
export function describeRequest(memory: Memory, request: StoredRequest): object {
  const event = readEvent(request.body);
  return {
    ...summarise(request),
    simulated: notes(request),
    isTaken: request.brought === 'event',
    headers: JSON.parse(request.headers),
    body: request.body,
    event: event ?? null,
    violations: request.violations,
    warnings: request.brought === undefined ? [] : checkSpec(event as ConvergeEventDto),
    copies: copiesOf(memory, request).map((copy) => ({
      number: copy.number,
      receivedAt: toIso(copy.receivedAt),
      outcome: copy.outcome,
      isSameText: copy.body === request.body,
      differences: findDifferences(event, readEvent(copy.body)),
    })),
  };
}

/** What is nested without end can be parsed, but neither compared nor sent. */
function readEvent(body: string): unknown {
  const event = parseJson(body);
  return hasDepth(event, MAX_DEPTH) ? undefined : event;
}

function hasDepth(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((part) => hasDepth(part, depth - 1));
}

function copiesOf({ requests }: Memory, { eventId, number }: StoredRequest): StoredRequest[] {
  const copies: StoredRequest[] = [];
  if (eventId === undefined) return copies;
  for (const other of requests.newestFirst()) {
    if (other.eventId === eventId && other.number !== number) copies.push(other);
    if (copies.length >= MAX_COPIES) break;
  }
  return copies;
}

function notes({ outcome, status, brought }: StoredRequest): string[] {
  const found: string[] = [SIMULATED.answers];
  if (outcome === 'misbehaved') found.push(SIMULATED.faults);
  if (brought === 'copy') found.push(SIMULATED.duplicates);
  if (status === 413) found.push(SIMULATED.limits);
  return found;
}
