/** The parts of lib/event that the sandbox uses. */
import { checkSpec } from '../event/check-spec.js';
import type { ConvergeEventDto } from '../event/converge-event.dto.js';
import { isPlainObject } from '../event/plain-json.js';
import { fieldsOf, type SpecField } from '../event/spec/field.js';
import type { Violation } from '../event/violation.js';

export { checkEvent } from '../event/check-event.js';
export { MAX_ALIASES } from '../event/converge-event.dto.js';
export { describeReceived } from '../event/describe-received.js';
export { specOf } from '../event/spec/event-spec.js';
export { isPlaceholderAlias } from '../event/values/aliases.js';
export { ViolationGroups } from '../event/violation-groups.js';
export { isPlainObject };
export type { ConvergeEventDto, SpecField, Violation };

/** The fields of a list's entries; empty if the field is not a list. */
export function entryFields({ item }: SpecField): readonly SpecField[] {
  return item === undefined ? [] : fieldsOf(item());
}

/**
 * The findings of Converge's spec on any body, also on one that breaks the contract: all mistakes are shown
 * at once. What a violation of the contract names is not named again.
 *
 * @param value the parsed body
 */
export function checkSpecOf(value: unknown, violations: readonly Violation[]): Violation[] {
  if (!isPlainObject(value)) return [];
  const { event_name: name, aliases, properties, profile_properties } = value;
  const event = {
    ...value,
    event_name: typeof name === 'string' ? name : '',
    aliases: Array.isArray(aliases) ? aliases : [],
    properties: isPlainObject(properties) ? properties : {},
    profile_properties: isPlainObject(profile_properties) ? profile_properties : {},
  };
  return checkSpec(event as ConvergeEventDto).filter(
    ({ path }) => !violations.some((violation) => isWithin(path, violation.path)),
  );
}

function isWithin(path: string, outer: string): boolean {
  return path.startsWith(outer) && !/^\w/.test(path.slice(outer.length));
}
