import { isPlainObject } from '../../lib/event/plain-json.js';
import { type CliError, usageError } from '../cli.error.js';
import { type EventInput, readPieces } from '../input/find-inputs.js';
import { readRows } from '../input/read-rows.js';
import { readValues } from '../input/read-values.js';

/** The columns that hold an order's id, if none is given: the first one of these. */
const ID_COLUMNS = ['event_id', 'order_id', 'orderid', 'order id', 'id'];
/** What bytes that are no UTF-8 are read as. */
const NOT_UTF8 = '\ufffd';
/** JSON, by the file's name. */
const JSON_NAME = /\.(json|jsonl|ndjson)$/i;

/**
 * Reads the ids of an input, one by one: a column of a CSV file, or a key of JSON objects (JSON lines or an
 * array), which may also be the ids themselves. The same id in rows that follow each other counts once: many
 * exports have a row for each item of an order.
 *
 * @param column the name of the column or key; for CSV without a header, its number from 1
 * @throws CliError that names the line, and never a value
 */
export async function* readIds(
  input: EventInput,
  column: string | undefined,
  onRead: (bytes: number) => void,
): AsyncGenerator<string> {
  const pieces = readPieces(input, onRead);
  const { value: first } = await pieces.next();
  if (first === undefined) return;
  const all = prepend(first, pieces);
  const isJson =
    JSON_NAME.test(input.name) || (input.bytes === undefined && /^\s*[[{]/.test(first.toString()));
  const ids = isJson ? ofValues(all, input, column) : ofRows(all, input.name, column);
  let last: string | undefined;
  for await (const id of ids) {
    if (id !== last) yield id;
    last = id;
  }
}

async function* prepend(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

async function* ofValues(
  pieces: AsyncIterable<Buffer>,
  input: EventInput,
  column: string | undefined,
): AsyncGenerator<string> {
  for await (const { value, line } of readValues(pieces, input)) {
    if (value === undefined) throw usageError(`${input.name}:${line}: is not JSON.`);
    yield toId(isPlainObject(value) ? idOf(value, column) : value, input.name, line);
  }
}

function idOf(value: Record<string, unknown>, column: string | undefined): unknown {
  if (column !== undefined) return value[column];
  const key = ID_COLUMNS.flatMap((name) =>
    Object.keys(value).filter((each) => isNamed(each, name)),
  );
  return key[0] === undefined ? undefined : value[key[0]];
}

async function* ofRows(
  pieces: AsyncIterable<Buffer>,
  name: string,
  column: string | undefined,
): AsyncGenerator<string> {
  let at: number | undefined;
  for await (const { cells, line } of readRows(pieces, name)) {
    if (at !== undefined) {
      yield toId(cells[at], name, line);
      continue;
    }
    const header = findColumn(cells, column);
    if (header === undefined) throw noColumn(name, line, column);
    at = header.at;
    if (!header.isHeader) yield toId(cells[at], name, line);
  }
}

/** @returns undefined if the first row does not say which one */
function findColumn(
  cells: readonly string[],
  column: string | undefined,
): { readonly at: number; readonly isHeader: boolean } | undefined {
  const names = column === undefined ? ID_COLUMNS : [column.toLowerCase()];
  for (const name of names) {
    const at = cells.findIndex((cell) => isNamed(cell, name));
    if (at >= 0) return { at, isHeader: true };
  }
  if (column === undefined) return cells.length === 1 ? { at: 0, isHeader: false } : undefined;
  return /^[1-9]\d{0,3}$/.test(column) ? { at: Number(column) - 1, isHeader: false } : undefined;
}

function isNamed(cell: string, name: string): boolean {
  return cell.trim().toLowerCase() === name;
}

/** The first line may be no header, but an order: it is not shown. */
function noColumn(name: string, line: number, column: string | undefined): CliError {
  const lacks =
    column === undefined
      ? `has no column ${ID_COLUMNS.slice(0, 2).join(', ')} or id`
      : 'has no column of that name';
  return usageError(
    `${name}:${line}: the first line ${lacks}: give the name of the column with the ids as --id-column, ` +
      'or its number if there is no header.',
  );
}

function toId(value: unknown, name: string, line: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  const id = typeof value === 'string' ? value.trim() : '';
  if (id !== '' && !id.includes(NOT_UTF8)) return id;
  throw usageError(`${name}:${line}: ${faultOf(value)}.`);
}

function faultOf(value: unknown): string {
  if (typeof value === 'number') {
    return 'the id is a number that JSON cannot carry exactly: write it as a string';
  }
  return typeof value === 'string' && value.trim() !== ''
    ? 'the id is not in UTF-8: write the file in UTF-8'
    : 'has no id: fill it in, or give the name of another column or key with --id-column';
}
