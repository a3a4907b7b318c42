import { isPlainObject } from '../../lib/event/plain-json.js';
import type { FoundValue } from '../input/read-values.js';

/** How much the clocks of two machines may differ, in milliseconds. */
const CLOCKS_MS = 600_000;

/** An event of an input, before it is checked as every event is. */
export interface PastEvent {
  readonly line: number;
  readonly eventName: string;
  readonly eventId: string;
  readonly event: object;
}

/** @returns what is wrong, in words, for a value of which no event can be made */
export function readPastEvent({ value, line }: FoundValue): PastEvent | string {
  if (value === undefined) return 'is not JSON';
  if (!isPlainObject(value)) return 'is not an event: give a JSON object';
  const { event_name: eventName, event_id: eventId, timestamp } = value;
  if (typeof eventName !== 'string') return 'has no event_name: give one, e.g. "Placed Order"';
  if (typeof eventId !== 'string' || eventId === '') {
    return 'has no event_id: give a string that stays the same, e.g. the id of the order';
  }
  // Otherwise it would count as one of today.
  if (typeof timestamp !== 'string') return 'has no timestamp: a past event needs its own';
  if (Date.parse(timestamp) > Date.now() + CLOCKS_MS) {
    return 'has a timestamp in the future: give the time of the event, with its timezone';
  }
  return { line, eventName, eventId, event: value };
}
