import { randomBytes } from 'node:crypto';
import {
  sqliteFault,
  Statements,
  type Blob,
  type SqliteDatabase,
  type SqlValue,
} from './sqlite-driver.js';
import { asBytes, toBuffer } from './stored-record.js';

/** How many events are written in one transaction. */
const BATCH = 500;
/** How many reads of a damaged file may fail one after another before the rest of it is given up. */
const MAX_FAILURES = 2_000;

/** What was found in another file. */
export interface TakenOver {
  readonly taken: number;
  /** How many events could not be read; at least this many. */
  readonly lost: number;
}

type Row = Record<string, any>;

interface Column {
  readonly name: string;
  readonly isText: boolean;
  /** Text that is damaged may be no UTF-8, which the drivers do not bear: it is passed on as bytes. */
  readonly isBytes: boolean;
}

/**
 * Copies the salt with which a file knows its sources, and these, to a new file: then the new one knows
 * them by the same numbers. A damaged file may not have them any more.
 */
export function takeOverSources(from: SqliteDatabase, to: SqliteDatabase): void {
  try {
    const { salt } = from.prepare(`SELECT ${asBytes('salt')} AS salt FROM meta`).get() as Row;
    const sources = sourcesOf(new Statements(from));
    if (toBuffer(salt).length === 0) return;
    to.prepare('UPDATE meta SET salt = ?').run(toBuffer(salt).toString());
    const insert = to.prepare('INSERT OR IGNORE INTO sources (id, fingerprint) VALUES (?, ?)');
    for (const [id, fingerprint] of sources) insert.run(id, fingerprint);
  } catch {
    // Then the events are held, and can be adopted.
  }
}

/**
 * Copies all events that can be read to another file, with their ids, so that none is copied twice, and
 * gives them back if they were leased. Deletes nothing.
 */
export function takeOverEvents(from: SqliteDatabase, to: SqliteDatabase): TakenOver {
  const source = new Statements(from);
  let copy: Copy;
  try {
    copy = new Copy(to, source);
  } catch {
    // Not even the tables are known: at least one event was there.
    return { taken: 0, lost: 1 };
  }
  let inVain = 0;
  // Reads a range of ids, and the halves of one that cannot be read as a whole.
  const ranges: Array<readonly [number, number]> = [[1, Number.MAX_SAFE_INTEGER]];
  for (let range; (range = ranges.pop()) !== undefined && inVain < MAX_FAILURES;) {
    const [first, last] = range;
    const rows = copy.rows(first, last);
    if (rows === undefined) {
      inVain++;
      const middle = first + Math.floor((last - first) / 2);
      if (first < last) ranges.push([middle + 1, last], [first, middle]);
      continue;
    }
    copy.write(rows);
    if (rows.length > 0) inVain = 0;
    const next = Number(rows.at(-1)?.['id']) + 1;
    if (rows.length === BATCH && next <= last) ranges.push([next, last]);
  }
  const known = totalOf(source);
  // Without a total that can be right, nobody knows: at least one. What is damaged may look empty.
  const isKnown = known !== undefined && known >= copy.found;
  const lost = isKnown ? known - copy.found : 1;
  return { taken: copy.taken, lost };
}

/** Copies rows of one file to another. */
class Copy {
  /** How many are in the other file now, of which some may have been there before. */
  found = 0;
  taken = 0;
  private readonly isNew: boolean;
  private readonly sql: Statements;
  private readonly columns: readonly Column[];
  private readonly fingerprints: ReadonlyMap<number, string>;
  private readonly sources = new Map<number, number>();

  constructor(
    to: SqliteDatabase,
    private readonly from: Statements,
  ) {
    this.sql = new Statements(to);
    this.columns = columnsOf(from, this.sql);
    this.fingerprints = sourcesOf(from);
    this.isNew = this.sql.get('SELECT 1 FROM events LIMIT 1') === undefined;
  }

  /** @returns undefined if not all rows of the range can be read */
  rows(first: number, last: number): Row[] | undefined {
    const selected = this.columns.map(({ name, isBytes }) =>
      isBytes ? `CAST(${name} AS BLOB) AS ${name}` : name,
    );
    try {
      return this.from.all(
        `SELECT ${selected.join()} FROM events WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ${BATCH}`,
        first,
        last,
      );
    } catch {
      return undefined;
    }
  }

  write(rows: readonly Row[]): void {
    if (rows.length === 0) return;
    this.sql.run('BEGIN IMMEDIATE');
    try {
      const taken = rows.filter((row) => this.insert(row));
      const bytes = taken.reduce((sum, { size }) => sum + Number(size), 0);
      this.sql.run('UPDATE totals SET events = events + ?, bytes = bytes + ?', taken.length, bytes);
      this.sql.run('COMMIT');
      this.taken += taken.length;
    } catch (error) {
      this.sql.run('ROLLBACK');
      throw error;
    }
  }

  private insert(row: Row): boolean {
    const names = this.columns.map(({ name }) => name);
    const places = this.columns.map(({ isText }) => (isText ? 'CAST(? AS TEXT)' : '?'));
    const changed: Row = { ...row, owner: null, source: this.sourceIn(row['source']) };
    try {
      const count = this.sql.run(
        `INSERT OR IGNORE INTO events (${names.join()}) VALUES (${places.join()})`,
        ...this.columns.map(({ name, isBytes }) => {
          const value = changed[name] as SqlValue;
          // The drivers give bytes in different classes.
          return isBytes && value !== null ? (toBuffer(value as any) as any) : value;
        }),
      );
      // In a damaged file, two events may have the same id.
      if (count > 0 || !this.isNew) this.found++;
      return count > 0;
    } catch (error) {
      // What is damaged may break the table's constraints.
      if (sqliteFault(error) !== 'value') throw error;
      return false;
    }
  }

  /** The number of a source in this file; a new one for a source that is not known any more. */
  private sourceIn(number: number): number {
    let id = this.sources.get(number);
    if (id === undefined) {
      const fingerprint = this.fingerprints.get(number) ?? randomBytes(32).toString('hex');
      this.sql.run('INSERT OR IGNORE INTO sources (fingerprint) VALUES (?)', fingerprint);
      const find = 'SELECT id FROM sources WHERE fingerprint = ?';
      ({ id } = this.sql.get<{ id: number }>(find, fingerprint));
      this.sources.set(number, id);
    }
    return id;
  }
}

/** Those that both files have. */
function columnsOf(from: Statements, to: Statements): Column[] {
  const all = (sql: Statements) =>
    sql
      .all<{ name: Blob; type: Blob }>(
        `SELECT ${asBytes('name')} AS name, ${asBytes('type')} AS type FROM pragma_table_info('events')`,
      )
      .map(({ name, type }) => ({
        name: toBuffer(name).toString(),
        type: toBuffer(type).toString(),
      }));
  const known = all(from).map(({ name }) => name);
  return all(to)
    .filter(({ name }) => known.includes(name))
    .map(({ name, type }) => ({
      name,
      isText: type === 'TEXT',
      isBytes: type === 'TEXT' || type === 'BLOB',
    }));
}

function sourcesOf(sql: Statements): Map<number, string> {
  try {
    const rows = sql.all<{ id: number; fingerprint: Blob }>(
      `SELECT id, ${asBytes('fingerprint')} AS fingerprint FROM sources`,
    );
    return new Map(rows.map(({ id, fingerprint }) => [id, toBuffer(fingerprint).toString()]));
  } catch {
    return new Map();
  }
}

function totalOf(sql: Statements): number | undefined {
  try {
    const { events } = sql.get<{ events: unknown }>('SELECT events FROM totals');
    return Number.isSafeInteger(events) ? (events as number) : undefined;
  } catch {
    return undefined;
  }
}
