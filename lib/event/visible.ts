/** Control characters (DEL and C1 too), line ends, marks of the direction of writing, half characters. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}]/gu;
const MAX_NAME_LENGTH = 100;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  return SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * Makes text from events, arguments, files and answers safe for a line of a terminal or a log: what moves
 * the cursor, begins a line, or changes colours or the direction of writing is shown as an escape such
 * as `\n` or `\u001b`.
 */
export function visibleLine(text: string): string {
  return text.replaceAll(INVISIBLE, escaped);
}

/** {@link visibleLine} for text whose line breaks are wanted. */
export function visible(text: string): string {
  return text.split('\n').map(visibleLine).join('\n');
}

/** {@link visibleLine} for a name in a sentence: a very long one is cut. */
export function visibleName(name: string): string {
  const isLong = name.length > MAX_NAME_LENGTH;
  return visibleLine(isLong ? `${name.slice(0, MAX_NAME_LENGTH)}…` : name);
}
