import { describeViolation } from '../event/violation.js';
import type { StoredEvent } from './event-store.js';
import type { Memory } from './memory.js';
import type { LoggedRequest } from './request-log.js';

const SHOWN = 100;

/**
 * What the page shows: the newest events and the requests that were not taken, newest first.
 *
 * @internal
 */
export function pageFeed({ revision, events, requests }: Memory): object {
  const entries = [
    ...events.newest(SHOWN).map(eventEntry),
    ...requests.newestNotTaken(SHOWN).map(requestEntry),
  ];
  // A request can be in both lists: a misbehaved one may have brought an event.
  entries.sort((one, other) => other.number - one.number || one.kind.localeCompare(other.kind));
  return {
    revision,
    counts: { ...requests.outcomes(), accepted: events.accepted },
    entries: entries.slice(0, SHOWN),
  };
}

function eventEntry(event: StoredEvent) {
  return { kind: 'event', ...event };
}

function requestEntry({ number, request: { violations, ...request } }: LoggedRequest) {
  return { kind: 'request', number, ...request, violations: violations.map(describeViolation) };
}
