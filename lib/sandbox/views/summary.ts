import { toIso } from '../store/snapshots.js';
import type { StoredRequest } from '../store/stored-request.interface.js';

/** A request as it stands in lists. */
export function summarise(request: StoredRequest) {
  const { number, aliases, attempt, outcome, eventTime } = request;
  return {
    number,
    eventName: request.eventName ?? null,
    eventId: request.eventId ?? null,
    aliases,
    eventTime: eventTime === undefined ? null : readable(eventTime),
    receivedAt: toIso(request.receivedAt),
    attempt,
    outcome,
    status: request.status ?? null,
    warnings: request.warningCount,
    violations: request.violations.length,
    reason: request.reason ?? null,
  };
}

/** A refused event may state any number as its time. */
function readable(time: number): string | null {
  return Math.abs(time) <= 8.64e15 ? toIso(time) : null;
}
