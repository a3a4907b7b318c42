import { CliError } from '../cli.error.js';
import type { JsonCutter, JsonText } from './json-text.js';
import { LineCutter } from './line-cutter.js';
import { ValueCutter } from './value-cutter.js';

/** How much of the beginning is looked at to find out which kind of input it is, in characters. */
const HEAD_LENGTH = 1024 ** 2;
/** More in one value is no event, and would fill the memory, in characters. */
const MAX_VALUE_LENGTH = 64 * 1024 ** 2;

/**
 * Reads the values of an input, one by one: a JSON array's entries, JSON lines, or whatever JSON
 * values follow each other.
 *
 * @param isLines whether it is certain that each line is one
 * @param name what the input is called in an error
 */
export async function* readValues(
  pieces: AsyncIterable<string>,
  isLines: boolean,
  name: string,
): AsyncGenerator<JsonText> {
  let cutter: JsonCutter | undefined;
  let head = '';
  for await (const piece of pieces) {
    if (cutter === undefined) {
      head = head === '' ? piece.replace(/^\uFEFF/, '') : head + piece;
      cutter = chooseCutter(head, isLines, head.length > HEAD_LENGTH);
      if (cutter !== undefined) yield* cutter.push(head);
    } else {
      yield* cutter.push(piece);
    }
    if (cutter !== undefined && cutter.pending > MAX_VALUE_LENGTH) {
      throw new CliError(`${name} holds a value of more than 64 MiB: give a file with events.`);
    }
  }
  if (cutter === undefined) {
    cutter = chooseCutter(head, isLines, true);
    if (cutter === undefined) return;
    yield* cutter.push(head);
  }
  yield* cutter.end();
}

/** @returns undefined as long as the beginning does not tell */
function chooseCutter(head: string, isLines: boolean, isAll: boolean): JsonCutter | undefined {
  const text = head.trimStart();
  if (text === '') return undefined;
  if (isLines) return new LineCutter();
  if (text.startsWith('[')) return new ValueCutter();
  const end = text.indexOf('\n');
  if (end === -1 && !isAll) return undefined;
  return isJson(end === -1 ? text : text.slice(0, end)) ? new LineCutter() : new ValueCutter();
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
