import leven from 'leven';
import { LRUCache } from 'lru-cache';
import { EVENT_SPEC, REFUSED_EVENTS } from './spec/event-spec.js';

const KNOWN = Object.keys(EVENT_SPEC)
  .filter((name) => !REFUSED_EVENTS.has(name))
  .map((name) => ({ name, words: wordsOf(name) }));

/** Longer than any name of the spec with its slips, in characters. */
const MAX_LENGTH = 100;

/** By name, an empty string for none. A project has few events of its own; made-up names are dropped. */
const nearest = new LRUCache<string, string>({
  max: 1_000,
  memoMethod: (name) => {
    const words = wordsOf(name);
    return KNOWN.find((known) => isMeant(words, known.words))?.name ?? '';
  },
});

/**
 * The name of Converge's spec for which another name was probably meant: written otherwise (case,
 * spaces, underscores), in another tense (`Add To Cart`), or with a slip in a word.
 *
 * @returns undefined for a name of the spec, and for one that resembles none
 */
export function nearestEventName(name: string): string | undefined {
  const isKnown = Object.hasOwn(EVENT_SPEC, name);
  // A long name is not remembered, and resembles none.
  return isKnown || name.length > MAX_LENGTH ? undefined : nearest.memo(name) || undefined;
}

function wordsOf(name: string): string[] {
  const parts = name.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase();
  return parts.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function isMeant(words: readonly string[], known: readonly string[]): boolean {
  if (words.length === known.length) return words.every((word, at) => isNear(word, known[at]!));
  const together = known.join('');
  return words.length === 1 ? isNear(words[0]!, together) : words.join('') === together;
}

/** Whether a word is another one, without its ending or with a slip. */
function isNear(word: string, known: string): boolean {
  if (word === known) return true;
  const ending = known.startsWith(word) && word.length >= 3 ? known.slice(word.length) : '';
  if (/^(e?d|led|ged)$/.test(ending)) return true;
  const distance = leven(word, known);
  // A letter was left out: Ordr.
  if (distance === 1 && known.length >= 5 && word.length < known.length) return true;
  // A shorter word with one other letter is another word: In and Up, Cart and Card.
  if (Math.min(word.length, known.length) < 5) return false;
  return (
    distance === 1 || (distance === 2 && (known.length >= 8 || sorted(word) === sorted(known)))
  );
}

function sorted(word: string): string {
  return [...word].sort().join('');
}

/** A shorter name with another letter is another name. */
const MIN_FIELD_LENGTH = 6;
/** Longer than any field's name with a slip. */
const MAX_FIELD_LENGTH = 50;

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
  if (name.length < MIN_FIELD_LENGTH - 1 || name.length > MAX_FIELD_LENGTH) return undefined;
  let memory = memories.get(fields);
  if (memory === undefined) {
    const find = (given: string) => [...fields.keys()].find((field) => isSlip(given, field)) ?? '';
    memory = new LRUCache<string, string>({ max: 1_000, memoMethod: find });
    memories.set(fields, memory);
  }
  return memory.memo(name) || undefined;
}

function isSlip(name: string, field: string): boolean {
  if (field.length < MIN_FIELD_LENGTH || Math.abs(name.length - field.length) > 1) return false;
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
