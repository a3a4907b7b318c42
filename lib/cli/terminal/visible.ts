/**
 * Text from events, files and answers, as it may go to a terminal: without the characters that move
 * the cursor, change colours or turn the direction of writing.
 */
export function visible(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, '·');
}

/** The same on one line. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll(/\s+/g, ' ');
}
