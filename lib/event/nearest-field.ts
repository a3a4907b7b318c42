import leven from 'leven';
import { LRUCache } from 'lru-cache';

/** A shorter name with another letter is another name. */
const MIN_LENGTH = 6;
/** Longer than any field's name with a slip. */
const MAX_LENGTH = 50;

const memories = new WeakMap<ReadonlyMap<string, unknown>, LRUCache<string, string>>();

/**
 * The field whose name another name differs from by one letter, or by two neighbours that changed
 * places: `total_dicount` for `total_discount`. The plural of a field, and one with another number, are
 * names of their own.
 *
 * @param fields by name
 * @returns undefined if there is none
 */
export function nearestField(
  name: string,
  fields: ReadonlyMap<string, unknown>,
): string | undefined {
  if (name.length < MIN_LENGTH - 1 || name.length > MAX_LENGTH) return undefined;
  let memory = memories.get(fields);
  if (memory === undefined) {
    const find = (given: string) => [...fields.keys()].find((field) => isSlip(given, field)) ?? '';
    memory = new LRUCache<string, string>({ max: 1_000, memoMethod: find });
    memories.set(fields, memory);
  }
  return memory.memo(name) || undefined;
}

function isSlip(name: string, field: string): boolean {
  if (field.length < MIN_LENGTH || Math.abs(name.length - field.length) > 1) return false;
  if (name === `${field}s` || field === `${name}s`) return false;
  // Without its $, a field of a contact may be a custom property.
  if (/\d/.test(name) || name.startsWith('$') !== field.startsWith('$')) return false;
  return leven(name, field) === 1 || isSwapped(name, field);
}

function isSwapped(name: string, field: string): boolean {
  if (name.length !== field.length) return false;
  const at = [...name].findIndex((letter, index) => letter !== field[index]);
  const swapped = name.slice(0, at) + name[at + 1] + name[at] + name.slice(at + 2);
  return at >= 0 && swapped === field;
}
