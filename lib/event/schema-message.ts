import { isPlainObject } from './constraints.js';
import { isName } from './json-path.js';

/** A shorter text may stand in any message by chance. */
const MIN_LENGTH = 3;
/** How validators end a message in which they quote what they got. */
const QUOTED_END = /[:,]?\s*(but )?received:?\s*["'`\d-].*$/is;

/**
 * What a project's own schema says of a value, without what it quotes: values may be personal.
 *
 * @param value what it says it of
 * @param others the texts of the event that it must not quote either
 */
export function schemaMessage(
  message: string,
  value: unknown,
  others: ReadonlySet<string>,
): string {
  const advice = message.replace(QUOTED_END, '');
  const text = advice.toLowerCase();
  const isQuoted = (quoted: string) => quoted !== '' && text.includes(quoted);
  return text.trim() === '' || isQuoted(textOf(value)) || [...others].some(isQuoted)
    ? 'see the rule in the schema of this event'
    : advice;
}

/** All texts and numbers in a value that a message could quote, keys that no programmer wrote included. */
export function textsIn(value: unknown, texts = new Set<string>()): Set<string> {
  const text = textOf(value);
  if (text.length >= MIN_LENGTH) texts.add(text);
  if (isPlainObject(value)) {
    for (const key of Object.keys(value)) if (!isName(key)) texts.add(key.trim().toLowerCase());
  }
  const items = Array.isArray(value) || isPlainObject(value) ? Object.values(value) : [];
  for (const item of items) textsIn(item, texts);
  return texts;
}

function textOf(value: unknown): string {
  const isText = typeof value === 'string' || typeof value === 'number';
  return isText ? String(value).trim().toLowerCase() : '';
}
