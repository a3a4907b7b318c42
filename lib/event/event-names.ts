import leven from 'leven';
import { LRUCache } from 'lru-cache';
import { EVENT_SPEC, REFUSED_EVENTS } from './spec/event-spec.js';

/** A shorter word with one other letter is another word: In and Up, Cart and Card. */
const MIN_LENGTH = 5;
/** A word of this length with two other letters is still the same. */
const LONG = 8;

const NAMES = Object.keys(EVENT_SPEC).filter((name) => !REFUSED_EVENTS.has(name));
/** By name, an empty string for none. A project has few events of its own; made-up names are dropped. */
const remembered = new LRUCache<string, string>({ max: 1_000 });

/**
 * The name of Converge's spec for which another name was probably meant: written otherwise (case,
 * spaces, underscores), in another tense (`Add To Cart`), or with a slip in a word.
 *
 * @returns undefined for a name of the spec, and for one that resembles none
 */
export function nearestEventName(name: string): string | undefined {
  if (NAMES.includes(name)) return undefined;
  let nearest = remembered.get(name);
  if (nearest === undefined) {
    const words = wordsOf(name);
    nearest = NAMES.find((known) => isMeant(words, wordsOf(known))) ?? '';
    remembered.set(name, nearest);
  }
  return nearest === '' ? undefined : nearest;
}

function isMeant(words: readonly string[], known: readonly string[]): boolean {
  const together = known.join('');
  if (words.length === known.length) {
    return words.every((word, index) => isNear(word, known[index]!));
  }
  return words.length === 1 ? isNear(words[0]!, together) : words.join('') === together;
}

/** Whether a word is another one, without its ending or with a slip. */
function isNear(word: string, known: string): boolean {
  if (word === known) return true;
  if (word.length >= 3 && /^(e?d|led|ged)$/.test(ending(word, known))) return true;
  if (Math.min(word.length, known.length) < MIN_LENGTH) return false;
  const distance = leven(word, known);
  return distance === 1 || (distance === 2 && (known.length >= LONG || isSwapped(word, known)));
}

function ending(word: string, known: string): string {
  return known.startsWith(word) ? known.slice(word.length) : '';
}

/** Whether both have the same letters. */
function isSwapped(word: string, known: string): boolean {
  return [...word].sort().join('') === [...known].sort().join('');
}

function wordsOf(name: string): string[] {
  const parts = name.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase();
  return parts.match(/[\p{L}\p{N}]+/gu) ?? [];
}
