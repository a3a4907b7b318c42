import type { JsonCutter, JsonText } from './json-text.js';

/**
 * The entries of a JSON array, or values that follow each other over any number of lines. Only looks
 * where each ends: whether it is JSON is found out by whoever parses it.
 *
 * @internal
 */
export class ValueCutter implements JsonCutter {
  private line = 1;
  /** Whether the whole is an array, whose brackets and commas belong to no value. */
  private isArray: boolean | undefined;
  /** What has come of the value at hand, and the line on which it began. */
  private begun: { text: string; readonly line: number } | undefined;
  private depth = 0;
  private isInString = false;
  private isEscaped = false;

  push(piece: string): JsonText[] {
    const values: JsonText[] = [];
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      const character = piece[at]!;
      if (this.begun !== undefined && this.isBare && /[\s,\]{["]/.test(character)) {
        values.push(this.take(piece.slice(from, at)));
      }
      if (this.begun === undefined && !this.isBetween(character)) {
        from = at;
        this.begun = { text: '', line: this.line };
        this.isArray ??= false;
      }
      if (this.begun !== undefined && this.endsWith(character)) {
        values.push(this.take(piece.slice(from, at + 1)));
      }
      if (character === '\n') this.line++;
    }
    if (this.begun !== undefined) this.begun.text += piece.slice(from);
    return values;
  }

  end(): JsonText[] {
    return this.begun === undefined ? [] : [this.take('')];
  }

  get pending(): number {
    return this.begun?.text.length ?? 0;
  }

  /** Whether a character stands between two values. */
  private isBetween(character: string): boolean {
    if (/\s/.test(character)) return true;
    if (this.isArray === undefined && character === '[') {
      this.isArray = true;
      return true;
    }
    return this.isArray === true && (character === ',' || character === ']');
  }

  /** Whether the value at hand is a word or number, which only ends before what follows. */
  private get isBare(): boolean {
    return this.depth === 0 && !this.isInString;
  }

  /** Follows strings and brackets. @returns whether the value ends with this character */
  private endsWith(character: string): boolean {
    if (this.isInString) {
      if (this.isEscaped) this.isEscaped = false;
      else if (character === '\\') this.isEscaped = true;
      else if (character === '"') {
        this.isInString = false;
        return this.depth === 0;
      }
      return false;
    }
    if (character === '"') this.isInString = true;
    else if (character === '{' || character === '[') this.depth++;
    else if (character === '}' || character === ']') {
      this.depth = Math.max(0, this.depth - 1);
      return this.depth === 0;
    }
    return false;
  }

  private take(last: string): JsonText {
    const { text, line } = this.begun!;
    this.begun = undefined;
    this.depth = 0;
    this.isInString = false;
    this.isEscaped = false;
    return { text: text + last, line };
  }
}
