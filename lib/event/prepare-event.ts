import { cleanJson } from './clean-json.js';
import type { ConvergeEvent } from './converge-event.interface.js';
import { isPlainObject } from './constraints.js';
import type { Violation } from './violation.js';

/** @internal */
export interface PreparedEvent {
  /** The JSON body, fixed from here on. Without what JSON cannot carry, if there are violations. */
  readonly body: string;
  /** What JSON cannot carry. Empty does not mean that the event is right: see checkEvent. */
  readonly violations: readonly Violation[];
}

/**
 * Turns what an application gave into the bytes that are sent: takes a snapshot, leaves out what is
 * undefined, null or empty in both property objects, writes dates as ISO 8601 and fills in the time.
 * Never throws.
 *
 * @param now the time for an event that has none; delivery can be late, so one is always sent
 * @internal
 */
export function prepareEvent(event: unknown, now: Date): PreparedEvent {
  const violations: Violation[] = [];
  if (!isPlainObject(event)) return { body: toJson(event, violations), violations };
  const { properties, profile_properties, timestamp, ...rest } = event as Partial<ConvergeEvent>;
  const clean = (value: unknown, path: string, leaveOutEmpty: boolean) =>
    cleanJson(value, { path, leaveOutEmpty, violations });
  const body: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) body[key] = clean(value, key, false);
  body['properties'] = clean(properties, 'properties', true);
  body['profile_properties'] = clean(profile_properties, 'profile_properties', true);
  body['timestamp'] = clean(timestamp ?? now, 'timestamp', false);
  return { body: JSON.stringify(body), violations };
}

function toJson(value: unknown, violations: Violation[]): string {
  return JSON.stringify(
    cleanJson(value, { path: 'event', leaveOutEmpty: false, violations }) ?? null,
  );
}
