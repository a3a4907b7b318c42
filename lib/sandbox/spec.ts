import { fieldsOf, type SpecField } from '../event/spec/field.js';

export { checkSpec } from '../event/check-spec.js';
export { specOf } from '../event/spec/event-spec.js';
export { isPlaceholderAlias } from '../event/values/aliases.js';
export type { SpecField } from '../event/spec/field.js';

/** The fields of a list's entries, none where the field is no list. */
export function entryFields({ item }: SpecField): readonly SpecField[] {
  return item === undefined ? [] : fieldsOf(item());
}
