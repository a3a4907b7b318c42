import { readableRows, type Row } from './readable-rows.js';
import {
  sqliteFault,
  Statements,
  type Blob,
  type SqliteDatabase,
  type SqlValue,
} from '../sqlite/driver.js';
import { asBytes, toBuffer } from '../sqlite/rows.js';
import { SourceNumbers } from './take-over-sources.js';

/** What was found in another file. */
export interface TakenOver {
  readonly taken: number;
  /** How many events could not be read; at least this many. */
  readonly lost: number;
}

interface Column {
  readonly name: string;
  readonly isText: boolean;
  /** Text that is damaged may be no UTF-8, which the drivers do not bear: it is passed on as bytes. */
  readonly isBytes: boolean;
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
  for (const rows of readableRows(source, 'events', copy.selected)) copy.write(rows);
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
  private readonly sources: SourceNumbers;

  constructor(to: SqliteDatabase, from: Statements) {
    this.sql = new Statements(to);
    this.columns = columnsOf(from, this.sql);
    this.sources = new SourceNumbers(from, this.sql);
    this.isNew = this.sql.get('SELECT 1 FROM events LIMIT 1') === undefined;
  }

  /** The columns, as SQL. */
  get selected(): string {
    return this.columns
      .map(({ name, isBytes }) => (isBytes ? `CAST(${name} AS BLOB) AS ${name}` : name))
      .join();
  }

  write(rows: readonly Row[]): void {
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
    const changed: Row = { ...row, owner: null, source: this.sources.of(row['source']) };
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

function totalOf(sql: Statements): number | undefined {
  try {
    const { events } = sql.get<{ events: unknown }>('SELECT events FROM totals');
    return Number.isSafeInteger(events) ? (events as number) : undefined;
  } catch {
    return undefined;
  }
}
