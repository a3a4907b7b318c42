import type { SqliteStore } from './sqlite-store.js';

/** How to use a file whose database may be replaced by another one. */
export interface StoreAccess {
  read<T>(work: (store: SqliteStore) => T): T;
  /** Runs the work in a transaction, perhaps together with others; resolves when that is committed. */
  write<T>(work: (store: SqliteStore) => T): Promise<T>;
  /** Runs a statement that no transaction may hold, such as VACUUM. @throws SQLite's error */
  exec(sql: string): void;
  /** Removes deleted data from the write-ahead log as well. @returns whether it was possible now */
  emptyLog(): boolean;
  readonly path: string;
}
