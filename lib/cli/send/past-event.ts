import { isPlainObject } from '../../event/plain-json.js';
import type { FoundValue } from '../input/read-values.js';

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
  if (typeof eventName !== 'string') return 'has no event_name';
  if (typeof eventId !== 'string' || eventId === '') return 'has no event_id that is a string';
  // Otherwise it would count as one of today.
  if (typeof timestamp !== 'string') return 'has no timestamp: a past event needs its own';
  return { line, eventName, eventId, event: value };
}
