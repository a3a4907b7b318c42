import leven from 'leven';
import { LRUCache } from 'lru-cache';
import { EVENT_SPEC } from './spec/event-spec.js';

const KNOWN = Object.keys(EVENT_SPEC).map((name) => ({ name, words: wordsOf(name) }));

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
  const ending = known.startsWith(word) && word.length >= 3 ? known.slice(word.length) : '';
  if (word === known || /^(e?d|led|ged)$/.test(ending)) return true;
  // A short word with one other letter is another word: In and Up, Cart and Card.
  return known.length >= 5 && isSlip(word, known, known.length >= 8 ? 2 : 1);
}

/** Whether so many letters differ at most, or two neighbours have changed places. */
function isSlip(word: string, known: string, letters = 1): boolean {
  if (leven(word, known) <= letters) return true;
  const at = [...word].findIndex((letter, index) => letter !== known[index]);
  return known === word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
}

/** A shorter name with another letter is another name. */
const MIN_FIELD_LENGTH = 6;

/**
 * The field whose name another name differs from by one letter, or by two neighbours that changed
 * places: `total_dicount` for `total_discount`. The plural of a field, and one with another number, are
 * names of their own.
 *
 * @returns undefined if there is none
 */
export function nearestField(name: string, fields: Iterable<string>): string | undefined {
  if (/\d/.test(name)) return undefined;
  return [...fields].find(
    (field) =>
      field.length >= MIN_FIELD_LENGTH &&
      name !== `${field}s` &&
      field !== `${name}s` &&
      // Without its $, a field of a contact may be a custom property.
      name.startsWith('$') === field.startsWith('$') &&
      isSlip(name, field),
  );
}
