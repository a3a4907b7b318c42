import { nearestEventName } from '../event/check-spec.js';
import { REFUSED_EVENTS } from '../event/spec/event-spec.js';
import type { TrackingDeclaration } from '../tracking/track-options.interface.js';
import { ConvergeOptionsError } from './check-values.js';
import { group, OPTIONS } from './option-table.js';

const { mappers, validation, requestContext } = OPTIONS.fields;

/** Of `@TrackConverge`. */
const TRACK_OPTIONS = group({ ...mappers.fields, validation, requestContext });

/** Checks what `@TrackConverge` was given. @throws ConvergeOptionsError */
export function checkTracking({ eventName, options }: TrackingDeclaration, handler: string): void {
  if (typeof eventName !== 'string' || eventName.trim() === '') {
    throw new ConvergeOptionsError(
      `@TrackConverge on ${handler} needs the event's name: write e.g. @TrackConverge('Placed Order').`,
    );
  }
  const who = `@TrackConverge('${eventName}') on ${handler}`;
  TRACK_OPTIONS.resolve(options, '', (path) => (path === '' ? who : `${who}: "${path}"`));
}

/**
 * Refuses an event that a server never sends, and a name that is probably misspelt.
 *
 * @param own the project's own events
 */
export function checkEventName(
  eventName: string,
  handler: string,
  own: Readonly<Record<string, unknown>>,
): void {
  const who = `@TrackConverge('${eventName}') on ${handler}`;
  const advice = REFUSED_EVENTS.get(eventName);
  if (advice !== undefined) {
    throw new ConvergeOptionsError(`${who}: a server never sends this event; ${advice}.`);
  }
  const nearest = Object.hasOwn(own, eventName) ? undefined : nearestEventName(eventName);
  if (nearest === undefined) return;
  throw new ConvergeOptionsError(
    `${who}: Converge's spec has no such event; did you mean '${nearest}'? If it is a custom event, ` +
      'register it under the option "events" of ConvergeModule.',
  );
}
