import type { SqliteDatabase, SqliteStatement, SqlValue } from './sqlite-driver.js';

/** Prepares each statement once. */
export class Statements {
  private readonly prepared = new Map<string, SqliteStatement>();

  constructor(private readonly database: SqliteDatabase) {}

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows its columns
  get<T>(sql: string, ...values: SqlValue[]): T {
    return this.prepare(sql).get(...values) as T;
  }

  all<T>(sql: string, ...values: SqlValue[]): T[] {
    return this.prepare(sql).all(...values) as T[];
  }

  /** @returns how many rows it changed */
  update(sql: string, ...values: SqlValue[]): number {
    return Number(this.prepare(sql).run(...values).changes);
  }

  /** @returns the number of the new row */
  insert(sql: string, ...values: SqlValue[]): number {
    return Number(this.prepare(sql).run(...values).lastInsertRowid);
  }

  private prepare(sql: string): SqliteStatement {
    let statement = this.prepared.get(sql);
    if (statement === undefined) this.prepared.set(sql, (statement = this.database.prepare(sql)));
    return statement;
  }
}
