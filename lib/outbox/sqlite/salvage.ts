import { bounded, NUMBER_FIELDS, TEXT_FIELDS } from './rows.js';
import { Statements, type SqliteDatabase } from './driver.js';

/** How many reads of a damaged file may fail one after another before the rest of a table is given up. */
const MAX_FAILURES = 2_000;

/** What was recovered from another file. */
export interface Salvaged {
  readonly taken: number;
  /** How many events could not be read; at least this many. */
  readonly lost: number;
}

// Rows travel as JSON in ASCII, which SQLite itself writes and reads: what is damaged may be no UTF-8, which
// the drivers do not bear, or of a type that the tables do not take.
const text = (column: string) => `iif(${column} IS NULL, NULL, hex(${column}))`;
const number = (column: string) => `CAST(${column} AS INTEGER)`;
const textAt = (at: number) => `CAST(unhex(value ->> ${at}) AS TEXT)`;
const numberAt = (at: number) => `value ->> ${at}`;

/** The fingerprint of the source with this number; another one if the file does not know it any more. */
const fingerprintAt = (at: number) => `coalesce((SELECT fingerprint FROM temp.old_sources
  WHERE id = ${numberAt(at)}), 'unknown ' || (${numberAt(at)}))`;
const sourceAt = (at: number) =>
  `(SELECT id FROM sources WHERE fingerprint = ${fingerprintAt(at)})`;
const addSources = (at: number) =>
  `INSERT OR IGNORE INTO sources (fingerprint) SELECT DISTINCT ${fingerprintAt(at)} FROM json_each(?)`;

const SOURCES = `SELECT hex(salt) AS salt, (SELECT json_group_array(json_array(id, hex(fingerprint))) FROM sources)
  AS sources FROM meta`;
const MAKE_SOURCES = 'CREATE TEMP TABLE IF NOT EXISTS old_sources (id INTEGER, fingerprint TEXT)';
const addKnown = (table: string) =>
  `INSERT OR IGNORE INTO ${table} (id, fingerprint) SELECT ${numberAt(0)}, ${textAt(1)} FROM json_each(?)`;

interface Batch {
  readonly count: number;
  readonly last: number;
  readonly rows: string;
}

/** How the rows of a table get from one file to another: all statements take the same rows. */
interface Table {
  readonly name: 'events' | 'ledger';
  readonly join?: string;
  readonly columns: readonly string[];
  /** How many are read at once. */
  readonly batch: number;
  readonly before: readonly string[];
  readonly insert: string;
}

const TEXTS = [...TEXT_FIELDS, 'reason'];
/** Those that were leased are pending. */
const NUMBERS = [
  'id',
  'source',
  ...NUMBER_FIELDS,
  'size',
  'checksum',
  'due_at',
  'died_at',
  'status',
  'undeliverable',
];
const EVENTS: Table = {
  name: 'events',
  columns: [...NUMBERS.map(number), ...TEXTS.map(text)],
  // Each body may have a megabyte or more.
  batch: 32,
  before: [addSources(1)],
  insert: `INSERT OR IGNORE INTO events (${[...NUMBERS, ...TEXTS].join()})
    SELECT ${numberAt(0)}, ${sourceAt(1)}, ${NUMBERS.slice(2)
      .map((_, index) => numberAt(index + 2))
      .join()},
      ${TEXTS.map((_, index) => textAt(index + NUMBERS.length)).join()} FROM json_each(?)
    RETURNING ${bounded('size')} AS size`,
};
const LEDGER: Table = {
  name: 'ledger',
  join: 'JOIN ledger_kinds AS kinds ON kinds.id = kind',
  columns: [
    ...['ledger.id', 'source', 'noted_at'].map(number),
    ...['event_name', 'outcome', 'event_id'].map(text),
  ],
  batch: 1_000,
  before: [
    addSources(1),
    `INSERT OR IGNORE INTO ledger_kinds (source, event_name, outcome)
       SELECT DISTINCT ${sourceAt(1)}, ${textAt(3)}, ${textAt(4)} FROM json_each(?)`,
  ],
  insert: `INSERT OR IGNORE INTO ledger (id, kind, noted_at, event_id)
    SELECT ${numberAt(0)}, (SELECT id FROM ledger_kinds WHERE source = ${sourceAt(1)}
      AND event_name = ${textAt(3)} AND outcome = ${textAt(4)}), ${numberAt(2)}, ${textAt(5)}
    FROM json_each(?) RETURNING 0 AS size`,
};

/**
 * Copies all that can be read of another file: its sources, its events and its ledger, with their ids, so
 * that none is copied twice. Changes nothing there.
 *
 * @param isNew whether the target has held nothing before: then it gets the salt of the other file's sources
 * @throws SQLite's error if the target cannot be written
 */
export function salvage(from: SqliteDatabase, to: SqliteDatabase, isNew: boolean): Salvaged {
  const [source, target] = [new Statements(from), new Statements(to)];
  takeSources(source, target, isNew);
  const { read, added } = copyRows(source, target, EVENTS);
  copyRows(source, target, LEDGER);
  // In a damaged file, two events may have the same id.
  const found = isNew ? added : read;
  const known = attempt(
    () => source.get<{ events: number }>(`SELECT ${number('events')} AS events FROM totals`).events,
  );
  // If the total is unreadable or too small, at least one event is lost: what is damaged may look empty.
  return { taken: added, lost: known !== undefined && known >= found ? known - found : 1 };
}

function takeSources(source: Statements, target: Statements, isNew: boolean): void {
  target.run(MAKE_SOURCES);
  target.run('DELETE FROM temp.old_sources');
  const known = attempt(() => source.get<{ salt: string; sources: string }>(SOURCES));
  // Without them, the events are held, and can be adopted.
  if (known === undefined || known.salt === '') return;
  target.run(addKnown('temp.old_sources'), known.sources);
  if (!isNew) return;
  target.run('UPDATE meta SET salt = CAST(unhex(?) AS TEXT)', known.salt);
  target.run(addKnown('sources'), known.sources);
}

/** Copies batch by batch, in the order of the ids: of a range that cannot be read, the halves. */
function copyRows(
  source: Statements,
  target: Statements,
  table: Table,
): { read: number; added: number } {
  const { name, join = '', columns, batch } = table;
  const id = `${name}.id`;
  const select = `SELECT count(*) AS count, max(id) AS last, json_group_array(json(row)) AS rows FROM
    (SELECT ${id} AS id, json_array(${columns.join()}) AS row FROM ${name} ${join}
     WHERE ${id} BETWEEN ? AND ? ORDER BY ${id} LIMIT ${batch})`;
  let [read, added, failures] = [0, 0, 0];
  const ranges: Array<readonly [number, number]> = [[1, Number.MAX_SAFE_INTEGER]];
  for (let range; (range = ranges.pop()) !== undefined && failures < MAX_FAILURES;) {
    const [first, last] = range;
    // Not `get`: after an error, libsql does not run that statement again.
    const [found] = attempt(() => source.all<Batch>(select, first, last)) ?? [];
    if (found?.count === 0) continue;
    // In a damaged file, the ids may not be in their order.
    if (found === undefined || found.last < first) {
      failures++;
      const middle = first + Math.floor((last - first) / 2);
      if (first < last) ranges.push([middle + 1, last], [first, middle]);
      continue;
    }
    failures = 0;
    read += found.count;
    added += write(target, table, found.rows);
    if (found.count === batch && found.last < last) ranges.push([found.last + 1, last]);
  }
  return { read, added };
}

/** @returns how many rows were added */
function write(target: Statements, { name, before, insert }: Table, rows: string): number {
  target.run('BEGIN IMMEDIATE');
  try {
    for (const statement of before) target.run(statement, rows);
    const added = target.all<{ size: number }>(insert, rows);
    const bytes = added.reduce((sum, { size }) => sum + size, 0);
    const events = name === 'events' ? added.length : 0;
    target.run('UPDATE totals SET events = events + ?, bytes = bytes + ?', events, bytes);
    target.run('COMMIT');
    return added.length;
  } catch (error) {
    target.run('ROLLBACK');
    throw error;
  }
}

/** @returns undefined if the file cannot be read there */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
