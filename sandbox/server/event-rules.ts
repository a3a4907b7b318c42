/** The parts of lib/event that the sandbox uses. */
import type { ConvergeEventDto } from '../../lib/event/converge-event.dto.js';
import { isPlainObject } from '../../lib/event/plain-json.js';
import { EVENT_SPEC, REFUSED_EVENTS } from '../../lib/event/spec/event-spec.js';
import { fieldsOf, type SpecField } from '../../lib/event/spec/field.js';
import type { Violation } from '../../lib/event/violation.js';

export { checkEvent } from '../../lib/event/check-event.js';
export { checkSpecBeside } from '../../lib/event/check-spec.js';
export { MAX_ALIASES } from '../../lib/event/converge-event.dto.js';
export { describeReceived } from '../../lib/event/describe-received.js';
export { specOf } from '../../lib/event/spec/event-spec.js';
export { isPlaceholderAlias } from '../../lib/event/values/aliases.js';
export { ViolationGroups } from '../../lib/event/violation.js';
export { isPlainObject };
export type { ConvergeEventDto, SpecField, Violation };

/** The events of Converge's spec that a server may send. */
export function eventNames(): readonly string[] {
  return Object.keys(EVENT_SPEC).filter((name) => !REFUSED_EVENTS.has(name));
}

/** The fields of a list's entries; empty if the field is not a list. */
export function entryFields({ item }: SpecField): readonly SpecField[] {
  return item === undefined ? [] : fieldsOf(item());
}
