import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { usageError } from '../cli.error.js';

/** How much is read to find the end of the first line, in bytes. */
const HEAD_BYTES = 64 * 1024;
/** The longest row, in characters: after a forgotten quote, the rest of a file is one. */
const MAX_ROW = 1024 ** 2;
const DELIMITERS = [',', ';', '\t', '|'];

export interface FoundRow {
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
export async function* readRows(
  pieces: AsyncIterable<Buffer>,
  name: string,
): AsyncGenerator<FoundRow> {
  const { head, rest } = await readHead(pieces);
  const delimiter = delimiterOf(head.toString());
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    max_record_size: MAX_ROW,
  });
  let line = 1;
  try {
    // What fails is thrown by the loop.
    const rows = pipeline(Readable.from(rest), parser, () => undefined);
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

/** Reads up to the end of the first line. */
async function readHead(pieces: AsyncIterable<Buffer>) {
  const iterator = pieces[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < HEAD_BYTES && !head.includes('\n')) {
    const { value, done } = await iterator.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  async function* rest(): AsyncGenerator<Buffer> {
    yield head;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { head, rest: rest() };
}
