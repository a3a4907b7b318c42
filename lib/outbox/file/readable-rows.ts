import type { SqlValue, Statements } from '../sqlite/driver.js';

/** How many rows are read at once. */
const BATCH = 500;
/** How many reads of a damaged file may fail one after another before the rest of it is given up. */
const MAX_FAILURES = 2_000;

export type Row = Record<string, any>;

/**
 * The rows of a damaged file's table that can be read, batch by batch, in the order of their ids: reads a
 * range of ids, and the halves of one that cannot be read as a whole.
 *
 * @param columns in SQL; one is `id`
 */
export function* readableRows(
  from: Statements,
  table: 'events' | 'ledger',
  columns: string,
  limit = BATCH,
): Generator<readonly Row[]> {
  const select = `SELECT ${columns} FROM ${table} WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ${limit}`;
  let inVain = 0;
  const ranges: Array<readonly [number, number]> = [[1, Number.MAX_SAFE_INTEGER]];
  for (let range; (range = ranges.pop()) !== undefined && inVain < MAX_FAILURES;) {
    const [first, last] = range;
    const rows = tryAll(from, select, first, last);
    if (rows === undefined) {
      inVain++;
      const middle = first + Math.floor((last - first) / 2);
      if (first < last) ranges.push([middle + 1, last], [first, middle]);
      continue;
    }
    if (rows.length === 0) continue;
    yield rows;
    inVain = 0;
    const next = Number(rows.at(-1)?.['id']) + 1;
    if (rows.length === limit && next <= last) ranges.push([next, last]);
  }
}

/** @returns undefined if not all of them can be read */
function tryAll(from: Statements, select: string, ...values: SqlValue[]): Row[] | undefined {
  try {
    return from.all(select, ...values);
  } catch {
    return undefined;
  }
}
