import { createRequire } from 'node:module';
import type { SqliteDatabase, SqliteStatement } from '../../lib/outbox/sqlite/driver.js';
import type { Clock, Life } from './clock.js';

type DatabaseClass = new (path: string, options?: object) => SqliteDatabase;

const own = process.getBuiltinModule('node:sqlite') as { DatabaseSync: DatabaseClass } | undefined;
const Real = own?.DatabaseSync ?? (createRequire(import.meta.url)('libsql') as DatabaseClass);

/** What a file says while its disk does not work: SQLite's code. */
export type DiskFault = keyof typeof CODES;
const CODES = { SQLITE_BUSY: 5, SQLITE_IOERR: 10, SQLITE_FULL: 13 };

/** A row of an outbox's table. */
export interface Row {
  readonly body: string;
  readonly attempts: number;
  readonly holder: number | null;
  readonly recorded_at: number;
  readonly died_at: number | null;
  readonly reason: string | null;
}

/** Reads what is in a database now. */
export function readRows(database: SqliteDatabase): Row[] {
  const columns = 'body, attempts, holder, recorded_at, died_at, reason';
  return database.prepare(`SELECT ${columns} FROM events ORDER BY id`).all() as Row[];
}

/**
 * The disk of a machine: SQLite with real files, of which each call may fail. It returns changed rows in
 * another order than they have, as SQLite may.
 */
export class Disk {
  fault: DiskFault | undefined;
  private readonly opened = new Map<SqliteDatabase, [path: string, life: Life | undefined]>();
  private reader: SqliteDatabase | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly path: string,
    /** Gets what is left in a memory that is closed. */
    private readonly onClosed: (rows: readonly Row[]) => void,
  ) {}

  /** Has the library open its databases here. @returns what ends that */
  install(): () => void {
    const { getBuiltinModule } = process;
    const open = this.open.bind(this);
    const DatabaseSync = function (path: string, options?: object) {
      return open(path, options);
    };
    const replaced = (name: string) =>
      name === 'node:sqlite' ? { DatabaseSync } : getBuiltinModule.call(process, name);
    process.getBuiltinModule = replaced as typeof getBuiltinModule;
    return () => {
      process.getBuiltinModule = getBuiltinModule;
      this.reader?.close();
      for (const database of this.opened.keys()) database.close();
    };
  }

  /** What is in the file, whether the disk works or not. */
  rowsOfFile(): Row[] {
    try {
      this.reader ??= new Real(this.path);
      return readRows(this.reader);
    } catch {
      // It has no table yet.
      this.reader?.close();
      this.reader = undefined;
      return [];
    }
  }

  /** What is in the memory of processes. */
  rowsInMemory(of?: Life): Row[] {
    const found = [...this.opened].filter(
      ([, [path, life]]) => path === ':memory:' && (of === undefined || life === of),
    );
    return found.flatMap(([database]) => readRows(database));
  }

  /** Closes what a killed process has open, or only its files. */
  drop(life: Life, which: 'all' | 'file' = 'all'): void {
    for (const [database, [path, owner]] of this.opened) {
      if (owner !== life || (which === 'file' && path === ':memory:')) continue;
      this.opened.delete(database);
      database.close();
    }
  }

  private open(path: string, options?: object): SqliteDatabase {
    const isMemory = path === ':memory:';
    const { life } = this.clock;
    const check = (sql = '') => {
      // The end of a transaction that has failed already is no work of the disk.
      if (this.fault === undefined || isMemory || sql === 'ROLLBACK') return;
      throw Object.assign(new Error('simulated'), { code: this.fault, rawCode: CODES[this.fault] });
    };
    check();
    const database = new Real(path, options);
    this.opened.set(database, [path, life]);
    const call = <T>(sql: string, work: () => T): T => {
      check(sql);
      return work();
    };
    return {
      exec: (sql) => call(sql, () => database.exec(sql)),
      prepare: (sql) => {
        const statement = call(sql, () => database.prepare(sql));
        return {
          run: (...values) => call(sql, () => statement.run(...values)),
          get: (...values) => call(sql, () => statement.get(...values)),
          all: (...values) => {
            const rows = call(sql, () => statement.all(...values));
            return sql.includes('RETURNING') ? rows.toReversed() : rows;
          },
        } satisfies SqliteStatement;
      },
      close: () => {
        if (isMemory && this.opened.has(database)) this.onClosed(readRows(database));
        if (this.opened.delete(database)) database.close();
      },
    };
  }
}
