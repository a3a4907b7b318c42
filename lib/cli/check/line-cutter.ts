import type { JsonCutter, JsonText } from './json-text.js';

/** JSON lines: one value a line, whatever is wrong with the others. */
export class LineCutter implements JsonCutter {
  private rest = '';
  private line = 1;

  push(piece: string): JsonText[] {
    const lines = piece.split('\n');
    lines[0] = this.rest + lines[0]!;
    this.rest = lines.pop()!;
    const values = lines.flatMap((text, index) => this.value(text, this.line + index));
    this.line += lines.length;
    return values;
  }

  end(): JsonText[] {
    return this.value(this.rest, this.line);
  }

  get pending(): number {
    return this.rest.length;
  }

  private value(text: string, line: number): JsonText[] {
    return text.trim() === '' ? [] : [{ text, line }];
  }
}
