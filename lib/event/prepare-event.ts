import { cleanJson } from './clean-json.js';
import type { ConvergeEvent } from './converge-event.interface.js';
import { isPlainObject } from './constraints.js';
import { topPath } from './json-path.js';
import type { Violation } from './violation.js';

export interface PreparedEvent {
  /** A copy of the event that JSON can carry. Without what it cannot, if there are violations. */
  readonly event: unknown;
  /** What JSON cannot carry. Empty does not mean that the event is right: see checkEvent. */
  readonly violations: readonly Violation[];
  /** How many nulls and empty strings were left out. */
  readonly leftOut: number;
}

/**
 * Copies what an application gave: takes a snapshot, leaves out what is undefined, null or empty in
 * both property objects, writes dates as ISO 8601 and fills in the time. Never throws.
 *
 * @param now the time for an event that has none; delivery can be late, so one is always sent
 */
export function prepareEvent(event: unknown, now: Date): PreparedEvent {
  const violations: Violation[] = [];
  const counted = { leftOut: 0 };
  try {
    const copy = cleanEvent(event, now, violations, counted);
    return { event: copy, violations, ...counted };
  } catch {
    // A getter of the event itself, or a proxy, threw.
    const advice = 'reading it threw an error; give a plain object';
    return {
      event: null,
      violations: [{ path: 'event', rule: 'isReadable', received: 'an object', advice }],
      leftOut: 0,
    };
  }
}

function cleanEvent(
  event: unknown,
  now: Date,
  violations: Violation[],
  counted: { leftOut: number },
): unknown {
  const clean = (value: unknown, path: string, leaveOutEmpty: boolean) =>
    cleanJson(value, { path, leaveOutEmpty, violations, counted });
  if (!isPlainObject(event)) return clean(event, 'event', false) ?? null;
  const { properties, profile_properties, timestamp, ...rest } = event as Partial<ConvergeEvent>;
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, clean(value, topPath(key), false)]),
  );
  copy['properties'] = clean(properties, 'properties', true);
  copy['profile_properties'] = clean(profile_properties, 'profile_properties', true);
  copy['timestamp'] = clean(timestamp ?? now, 'timestamp', false);
  return copy;
}
