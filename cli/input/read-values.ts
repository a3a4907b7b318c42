import { JSONParser, TokenType } from '@streamparser/json';
import { CliError } from '../cli.error.js';
import type { EventInput } from './find-inputs.js';
import { linesBefore } from './line-of-path.js';

/** How much of the beginning is read to detect the kind of input, in bytes. */
const HEAD_BYTES = 1024 ** 2;
/** The largest value, in bytes: a larger one is not an event and would fill the memory. */
const MAX_VALUE_BYTES = 64 * 1024 ** 2;
const NEWLINE = 10;

export interface FoundValue {
  /** Undefined for invalid JSON. */
  readonly value: unknown;
  /** Its first line, from 1. */
  readonly line: number;
  /** The line of what a path in it names; without this, that is its first line. */
  lineOf?(path: string): number;
}

interface Reader {
  push(piece: Buffer): FoundValue[];
  /** The values that are left at the end. */
  end(): FoundValue[];
  /** The size of the unfinished value, in bytes or characters. */
  readonly pending: number;
  /** Whether nothing more can be read. */
  readonly isOver: boolean;
}

/**
 * Reads the values of an input, one by one: the entries of a JSON array, JSON lines, or JSON values that
 * follow each other. Invalid JSON lines do not affect the other lines; in other inputs, reading stops at
 * the first invalid JSON.
 *
 * @throws CliError for a value that is too large
 */
export async function* readValues(
  pieces: AsyncIterable<Buffer>,
  { isLines, name }: Pick<EventInput, 'isLines' | 'name'>,
): AsyncGenerator<FoundValue> {
  let reader: Reader | undefined;
  let head = Buffer.alloc(0);
  for await (const piece of pieces) {
    if (reader === undefined) {
      head = Buffer.concat([head, piece]);
      reader = chooseReader(head, isLines, head.length > HEAD_BYTES);
      if (reader !== undefined) yield* reader.push(head);
    } else {
      yield* reader.push(piece);
    }
    if (reader?.isOver === true) return;
    if (reader !== undefined && reader.pending > MAX_VALUE_BYTES) {
      throw new CliError(`${name} has a value of more than 64 MiB: give a file with events.`);
    }
  }
  if (reader === undefined) {
    reader = chooseReader(head, isLines, true);
    if (reader === undefined) return;
    yield* reader.push(head);
  }
  if (!reader.isOver) yield* reader.end();
}

/** @returns undefined while the beginning is too short to decide */
function chooseReader(head: Buffer, isLines: boolean, isAll: boolean): Reader | undefined {
  const text = new TextDecoder().decode(head).trimStart();
  if (text === '') return undefined;
  if (isLines) return new LineReader();
  if (text.startsWith('[')) return new StreamReader(1);
  const end = text.indexOf('\n');
  if (end === -1 && !isAll) return undefined;
  const first = end === -1 ? text : text.slice(0, end + 1);
  return isOneValue(first) || !isBeginning(first) ? new LineReader() : new StreamReader(0);
}

function isOneValue(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether the text can be the beginning of JSON values. */
function isBeginning(text: string): boolean {
  const parser = new JSONParser({ separator: '' });
  parser.onValue = () => undefined;
  try {
    parser.write(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON lines. */
class LineReader implements Reader {
  readonly isOver = false;
  private readonly decoder = new TextDecoder();
  private rest = '';
  private line = 1;

  push(piece: Buffer): FoundValue[] {
    const lines = this.decoder.decode(piece, { stream: true }).split('\n');
    lines[0] = this.rest + lines[0]!;
    this.rest = lines.pop()!;
    const values = lines.flatMap((text, index) => this.read(text, this.line + index));
    this.line += lines.length;
    return values;
  }

  end(): FoundValue[] {
    return this.read(this.rest, this.line);
  }

  get pending(): number {
    return this.rest.length;
  }

  private read(text: string, line: number): FoundValue[] {
    if (text.trim() === '') return [];
    try {
      return [{ value: JSON.parse(text), line }];
    } catch {
      return [{ value: undefined, line }];
    }
  }
}

/** The entries of an array, or values that follow each other over any number of lines. */
class StreamReader implements Reader {
  private readonly parser: JSONParser;
  private readonly found: FoundValue[] = [];
  /** True after invalid JSON. */
  isOver = false;
  private depth = 0;
  private piece: Buffer = Buffer.alloc(0);
  /** The beginning of the value, from the pieces before this one. */
  private begun: Buffer[] = [];
  /** Where the piece, the last token and the last value begin in the input, in bytes. */
  private pieceAt = 0;
  private tokenAt = 0;
  private valueAt = 0;
  private valueLine = 1;
  /** The line at the place of the piece up to which newlines are counted. */
  private line = 1;
  private countedTo = 0;

  /** @param valueDepth how deep the values are: 1 in an array, else 0 */
  constructor(private readonly valueDepth: 0 | 1) {
    const isArray = valueDepth === 1;
    this.parser = new JSONParser({
      ...(isArray ? { paths: ['$.*'], keepStack: false } : { paths: ['$'], separator: '' }),
      // Without buffers, parsing takes 50 % longer.
      stringBufferSize: 64 * 1024,
      numberBufferSize: 64,
    });
    this.parser.onValue = ({ value }) => this.found.push(this.located(value));
    this.parser.onToken = ({ token, offset }) => this.follow(token, offset);
  }

  push(piece: Buffer): FoundValue[] {
    this.piece = piece;
    this.countedTo = 0;
    this.attempt(() => this.parser.write(piece));
    this.countLines(this.pieceAt + piece.length);
    if (this.depth > this.valueDepth) this.begun.push(this.ofValue());
    this.pieceAt += piece.length;
    return this.found.splice(0);
  }

  end(): FoundValue[] {
    this.attempt(() => this.parser.isEnded || this.parser.end());
    return this.found.splice(0);
  }

  get pending(): number {
    return this.pieceAt - (this.depth > this.valueDepth ? this.valueAt : this.tokenAt);
  }

  private follow(token: TokenType, offset: number): void {
    const isClosing = token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET;
    this.tokenAt = offset;
    if (isClosing) this.depth--;
    else if (this.depth === this.valueDepth && token !== TokenType.COMMA) {
      this.countLines(offset);
      this.valueAt = offset;
      this.valueLine = this.line;
      this.begun = [];
    }
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) this.depth++;
  }

  private located(value: unknown): FoundValue {
    const { begun, valueLine: line } = this;
    const end = this.ofValue(this.tokenAt + 1);
    const lineOf = (path: string) => line + linesBefore(Buffer.concat([...begun, end]), path);
    return { value, line, lineOf };
  }

  /** What the piece has of the value. */
  private ofValue(end = Infinity): Buffer {
    const from = Math.max(0, this.valueAt - this.pieceAt);
    return this.piece.subarray(from, end - this.pieceAt);
  }

  private attempt(work: () => unknown): void {
    try {
      work();
    } catch (error) {
      this.isOver = true;
      const place = /absolute position "(\d+)"/.exec((error as Error).message)?.[1];
      this.countLines(Number(place ?? this.tokenAt));
      this.found.push({ value: undefined, line: this.line });
    }
  }

  private countLines(end: number): void {
    const to = end - this.pieceAt;
    for (;;) {
      const at = this.piece.indexOf(NEWLINE, this.countedTo);
      if (at === -1 || at >= to) return;
      this.line++;
      this.countedTo = at + 1;
    }
  }
}
