import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { isPlainObject } from '../lib/event/plain-json.js';
import type { AuditAnswer, AuditQuery } from '../lib/outbox/ledger.js';
import { usageError } from './cli.error.js';
import { type Input, readHead, readPieces, readValues, STDIN } from './inputs.js';
import { Progress } from './print.js';
import type { AnyOutbox } from './with-outbox.js';

/** How many ids are looked up together: each look goes through the whole ledger. */
const TOGETHER = 50_000;

/**
 * The answers for the ids of an input, in their order, under the ids that the input has.
 *
 * @param column as for {@link readIds}
 * @param toEventId gives the event_id of an id
 * @param source the number of the present one in a file; undefined if all are
 */
export async function* auditIds(
  outbox: AnyOutbox,
  input: Input,
  column: string | undefined,
  toEventId: (id: string) => string,
  filter: Pick<AuditQuery, 'eventName' | 'since'>,
  source: number | undefined,
): AsyncGenerator<AuditAnswer> {
  const progress = new Progress();
  let read = 0;
  let ids: string[] = [];
  async function* look(): AsyncGenerator<AuditAnswer> {
    const given = ids;
    ids = [];
    const query = { ids: given.map(toEventId), ...filter };
    const answers = await outbox.audit(query, source);
    for (const [index, answer] of answers.entries()) yield { ...answer, id: given[index]! };
  }
  try {
    for await (const id of readIds(input, column)) {
      progress.update(`${++read} ids`);
      if (ids.push(id) >= TOGETHER) yield* look();
    }
    yield* look();
  } finally {
    progress.end();
  }
}

/** Whether an event is neither in Converge, nor on its way to it, nor kept from it on purpose. */
export function isLost({ state, droppedBy }: AuditAnswer): boolean {
  switch (state) {
    case 'delivered':
    case 'queued':
      return false;
    case 'dropped':
      return droppedBy === 'disabled' || droppedBy === 'full' || droppedBy === 'deleted';
    default:
      return true;
  }
}

/** The columns that hold an order's id, if none is given: the first one of these. */
const ID_COLUMNS = ['event_id', 'order_id', 'orderid', 'order id', 'id'];
/** What bytes that are no UTF-8 are read as. */
const NOT_UTF8 = '\ufffd';
const JSON_NAME = /\.(json|jsonl|ndjson)$/i;

/**
 * Reads the ids of an input, one by one: a column of a CSV file, or a key of JSON objects (JSON lines or an
 * array), which may also be the ids themselves. The same id in rows that follow each other counts once: many
 * exports have a row for each item of an order.
 *
 * @param column the name of the column or key; for CSV without a header, its number from 1
 * @throws CliError that names the line, and never a value
 */
async function* readIds(input: Input, column: string | undefined): AsyncGenerator<string> {
  const { head, all } = await readHead(readPieces(input));
  const isJson = JSON_NAME.test(input.name) || (input.name === STDIN && /^[[{]/.test(head));
  const ids = isJson ? ofValues(all, input, column) : ofRows(all, head, input.name, column);
  let last: string | undefined;
  for await (const id of ids) {
    if (id !== last) yield id;
    last = id;
  }
}

async function* ofValues(
  pieces: AsyncIterable<Buffer>,
  input: Input,
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
  head: string,
  name: string,
  column: string | undefined,
): AsyncGenerator<string> {
  let at: number | undefined;
  for await (const { cells, line } of readRows(pieces, head, name)) {
    if (at !== undefined) {
      yield toId(cells[at], name, line);
      continue;
    }
    const header = findColumn(cells, column);
    if (header === undefined) {
      // The first line may be no header, but an order: it is not shown.
      const lacks = column === undefined ? 'event_id, order_id or id' : 'of that name';
      throw usageError(
        `${name}:${line}: the first line has no column ${lacks}: give the name of the column with the ids as ` +
          '--id-column, or its number if there is no header.',
      );
    }
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

function toId(value: unknown, name: string, line: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  const id = typeof value === 'string' ? value.trim() : '';
  if (id !== '' && !id.includes(NOT_UTF8)) return id;
  let fault = 'has no id: fill it in, or give the name of another column or key with --id-column';
  if (id !== '') fault = 'the id is not in UTF-8: write the file in UTF-8';
  if (typeof value === 'number') {
    fault = 'the id is a number that JSON cannot carry exactly: write it as a string';
  }
  throw usageError(`${name}:${line}: ${fault}.`);
}

/** The longest row, in characters: after a forgotten quote, the rest of a file is one. */
const MAX_ROW = 1024 ** 2;
const DELIMITERS = [',', ';', '\t', '|'];

interface FoundRow {
  readonly cells: readonly string[];
  /** Its first line, from 1. */
  readonly line: number;
}

/**
 * Reads the rows of a CSV input (RFC 4180), one by one, its header included. The delimiter is a comma,
 * semicolon, tab or bar: what the first line has most of. Empty lines are left out.
 *
 * @throws CliError for what is not CSV, without any of its text
 */
async function* readRows(
  pieces: AsyncIterable<Buffer>,
  head: string,
  name: string,
): AsyncGenerator<FoundRow> {
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(head),
    relax_column_count: true,
    max_record_size: MAX_ROW,
  });
  let line = 1;
  try {
    // What fails is thrown by the loop.
    const rows = pipeline(Readable.from(pieces), parser, () => undefined);
    for await (const cells of rows as AsyncIterable<string[]>) {
      if (cells.length > 1 || cells[0] !== '') yield { cells, line };
      // Counted here: from csv-parse, each number would take as long as its row.
      line += 1 + cells.reduce((sum, cell) => sum + newlinesIn(cell), 0);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const at = Math.max(line, Number(error['lines'] ?? line));
    throw usageError(`${name}:${at}: ${FAULTS[error.code] ?? 'is not CSV'}.`);
  }
}

const FAULTS: Record<string, string> = {
  CSV_INVALID_CLOSING_QUOTE: 'text follows a closing quote; double the quotes within a cell',
  CSV_QUOTE_NOT_CLOSED: 'the file ends in a quoted cell; close the quote',
  INVALID_OPENING_QUOTE: 'a quote stands within a cell; put the cell in quotes, and double it',
  CSV_MAX_RECORD_SIZE: 'the row is longer than 1 MiB; look for a quote that is not closed',
};

function newlinesIn(cell: string): number {
  return cell.includes('\n') ? cell.split('\n').length - 1 : 0;
}

function delimiterOf(head: string): string {
  const [first = ''] = head.replaceAll(/"[^"]*"/g, '').split(/[\r\n]/, 1);
  const counts = DELIMITERS.map((delimiter) => first.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}
