import type { JsonCutter, JsonText } from './json-text.js';

/** No JSON begins so: it makes what stands where no value may be, or is not there, no JSON. */
const MISPLACED = ',';

/**
 * The entries of a JSON array, or values that follow each other over any number of lines. Only looks
 * where each ends: whether it is JSON is found out by whoever parses it.
 */
export class ValueCutter implements JsonCutter {
  private line = 1;
  /** Whether the whole is an array, whose brackets and commas belong to no value. */
  private isArray: boolean | undefined;
  /** What may come next in it: anything but a comma, a comma or its end, a value, or nothing. */
  private next: 'first' | 'comma' | 'value' | 'nothing' = 'first';
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
        this.isArray ??= false;
        const isMisplaced = this.next === 'comma' || this.next === 'nothing';
        this.begun = { text: isMisplaced ? MISPLACED : '', line: this.line };
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
    const values = this.begun === undefined ? [] : [this.take('')];
    const isCutOff = this.isArray === true && this.next !== 'nothing';
    return isCutOff ? [...values, { text: MISPLACED, line: this.line }] : values;
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
    if (this.isArray !== true) return false;
    if (character === ',' && this.next === 'comma') this.next = 'value';
    else if (character === ']' && (this.next === 'first' || this.next === 'comma')) {
      this.next = 'nothing';
    } else return false;
    return true;
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
    if (this.isArray === true && this.next !== 'nothing') this.next = 'comma';
    this.depth = 0;
    this.isInString = false;
    this.isEscaped = false;
    return { text: text + last, line };
  }
}
