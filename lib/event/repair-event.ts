import type { ConvergeEventDto } from './converge-event.dto.js';
import { isPlainObject } from './constraints.js';
import { expectedFields } from './expected-fields.js';
import { fieldsOf, type SpecField } from './spec/field.js';

/**
 * Mends what can only be meant in one way, in place: a number where the spec has an id becomes a
 * string; the strings of fields that Converge knows, and aliases, are trimmed, and left out where
 * nothing is left of them.
 *
 * @param event a copy that belongs to the caller and keeps the contract
 * @returns how much was mended
 */
export function repairEvent(event: ConvergeEventDto): number {
  let repairs = 0;
  event.aliases.forEach((alias, index) => {
    const trimmed = alias.trim();
    if (trimmed === alias) return;
    event.aliases[index] = trimmed;
    repairs++;
  });
  const fields = expectedFields(event.event_name);
  return (
    repairs +
    repairFields(event.properties, fields.properties) +
    repairFields(event.profile_properties, fields.profile_properties)
  );
}

function repairFields(object: Record<string, unknown>, fields: readonly SpecField[]): number {
  let repairs = 0;
  for (const { name, type, isId, item } of fields) {
    const value = object[name];
    if (value === undefined) continue;
    if (item !== undefined) {
      if (Array.isArray(value)) repairs += repairItems(value, fieldsOf(item()));
    } else if (typeof value === 'string') {
      const trimmed = type === 'string' ? value.trim() : value;
      if (trimmed === value) continue;
      if (trimmed === '') delete object[name];
      else object[name] = trimmed;
      repairs++;
    } else if (isId === true && Number.isSafeInteger(value)) {
      object[name] = String(value);
      repairs++;
    }
  }
  return repairs;
}

function repairItems(items: readonly unknown[], fields: readonly SpecField[]): number {
  let repairs = 0;
  for (const item of items) if (isPlainObject(item)) repairs += repairFields(item, fields);
  return repairs;
}
