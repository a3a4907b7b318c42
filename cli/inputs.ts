import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { JSONParser, TokenType } from '@streamparser/json';
import { CliError, usageError } from './cli.error.js';

/** What a command reads: a file, or standard input. */
export interface Input {
  /** Its name in messages. */
  readonly name: string;
  /** Whether each line is one value, by the file's name. */
  readonly isLines: boolean;
  open(): Readable;
}

export const STDIN = 'standard input';

/** Resolves an argument to its inputs: standard input, a file, or the files of a folder. @throws CliError */
export function findInputs(argument: string): Input[] {
  if (argument === '-' || !isFolder(argument, 'a file, a folder')) return [findInput(argument)];
  const files = readdirSync(argument, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(json|jsonl|ndjson)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length > 0) return files.map(findInput);
  throw usageError(`${argument} has no .json, .jsonl or .ndjson file: give another folder.`);
}

/** Resolves an argument to its one input: standard input or a file. @throws CliError */
export function findInput(argument: string): Input {
  if (argument === '-') {
    return { name: STDIN, isLines: false, open: () => process.stdin };
  }
  if (isFolder(argument, 'a file')) {
    throw usageError(`${argument} is a folder: give a file, or - for standard input.`);
  }
  return {
    name: argument,
    isLines: /\.(jsonl|ndjson)$/i.test(argument),
    open: () => createReadStream(argument),
  };
}

function isFolder(argument: string, wanted: string): boolean {
  const stat = statSync(argument, { throwIfNoEntry: false });
  if (stat !== undefined) return stat.isDirectory();
  throw usageError(
    `${argument || 'The input'} does not exist: give ${wanted}, or - for standard input.`,
  );
}

export async function* readPieces(input: Input): AsyncGenerator<Buffer, void> {
  try {
    yield* input.open() as AsyncIterable<Buffer>;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string') throw error;
    throw new CliError(`Cannot read ${input.name} (${code}): check its permissions.`);
  }
}

/** How much of the beginning is read to find out what an input is, in bytes. */
const HEAD_BYTES = 1024 ** 2;

/** Reads the first line that is not empty, or up to an array. @returns it, and all pieces from the first one */
export async function readHead(pieces: AsyncIterable<Buffer>) {
  const iterator = pieces[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < HEAD_BYTES && !/^\s*\[|\S.*\n/.test(head.toString())) {
    const { value, done } = await iterator.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  async function* all(): AsyncGenerator<Buffer> {
    yield head;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { head: new TextDecoder().decode(head).trimStart(), all: all() };
}

export interface FoundValue {
  /** Undefined for invalid JSON. */
  readonly value: unknown;
  /** Its first line, from 1. */
  readonly line: number;
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
  { isLines, name }: Pick<Input, 'isLines' | 'name'>,
): AsyncGenerator<FoundValue> {
  const { head, all } = await readHead(pieces);
  const [first = ''] = head.split('\n', 1);
  const isArray = head.startsWith('[');
  const isStream = isArray || (parsed(first) === undefined && isBeginning(first));
  yield* isLines || !isStream ? readLines(all, name) : readStream(all, name, isArray ? 1 : 0);
}

/** @returns undefined for invalid JSON */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a line can begin values that have several lines. */
function isBeginning(line: string): boolean {
  const parser = new JSONParser({ separator: '' });
  parser.onValue = () => undefined;
  try {
    parser.write(line);
    return line !== '';
  } catch {
    return false;
  }
}

/** The largest value, in bytes or characters: a larger one is not an event and would fill the memory. */
const MAX_VALUE = 4 * 1024 ** 2;

/** How deep a value may be nested: the parser needs 300 bytes for each level. */
const MAX_DEPTH = 10_000;

function checkSize(pending: number, name: string, depth = 0): void {
  if (pending <= MAX_VALUE && depth <= MAX_DEPTH) return;
  const what = depth > MAX_DEPTH ? `nested in ${MAX_DEPTH} levels` : 'of more than 4 MiB';
  throw new CliError(`${name} has a value ${what}: give a file with events.`);
}

async function* readLines(pieces: AsyncIterable<Buffer>, name: string): AsyncGenerator<FoundValue> {
  const decoder = new TextDecoder();
  let rest = '';
  let line = 0;
  for await (const piece of pieces) {
    const lines = decoder.decode(piece, { stream: true }).split('\n');
    lines[0] = rest + lines[0]!;
    rest = lines.pop()!;
    for (const text of lines) {
      line++;
      if (text.trim() !== '') yield { value: parsed(text), line };
    }
    checkSize(rest.length, name);
  }
  if (rest.trim() !== '') yield { value: parsed(rest), line: line + 1 };
}

/** Reads values of any number of lines. @param valueDepth how deep they are: 1 in an array, else 0 */
async function* readStream(
  pieces: AsyncIterable<Buffer>,
  name: string,
  valueDepth: 0 | 1,
): AsyncGenerator<FoundValue> {
  const found: FoundValue[] = [];
  let isBroken = false;
  let depth = 0;
  let piece: Buffer = Buffer.alloc(0);
  /** Where the piece, the last token and the last value begin in the input, in bytes. */
  let [pieceAt, tokenAt, valueAt] = [0, 0, 0];
  /** The line of the last value; the line at a place, and that place, in bytes. */
  let [valueLine, line, countedTo] = [1, 1, 0];
  const countLines = (end: number) => {
    for (;;) {
      const at = piece.indexOf('\n', countedTo - pieceAt) + pieceAt;
      if (at < pieceAt || at >= end) return;
      line++;
      countedTo = at + 1;
    }
  };
  const parser = new JSONParser({
    ...(valueDepth === 1 ? { paths: ['$.*'], keepStack: false } : { paths: ['$'], separator: '' }),
    // Without buffers, parsing takes 50 % longer.
    stringBufferSize: 64 * 1024,
    numberBufferSize: 64,
  });
  parser.onValue = ({ value }) => void found.push({ value, line: valueLine });
  parser.onToken = ({ token, offset }) => {
    tokenAt = offset;
    if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) depth--;
    else if (depth === valueDepth && token !== TokenType.COMMA) {
      countLines(offset);
      [valueAt, valueLine] = [offset, line];
    }
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) depth++;
  };
  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      isBroken = true;
      const place = /absolute position "(\d+)"/.exec((error as Error).message)?.[1];
      countLines(Number(place ?? tokenAt));
      found.push({ value: undefined, line });
    }
  };
  for await (piece of pieces) {
    countedTo = Math.max(countedTo, pieceAt);
    attempt(() => parser.write(piece));
    yield* found.splice(0);
    if (isBroken) return;
    countLines(Infinity);
    pieceAt += piece.length;
    checkSize(pieceAt - (depth > valueDepth ? valueAt : tokenAt), name, depth);
  }
  piece = Buffer.alloc(0);
  attempt(() => parser.isEnded || parser.end());
  yield* found;
}
