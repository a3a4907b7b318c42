import { HEAP_SHARE, type StoreSettings } from '../outbox.js';
import type { OpenSqlite, SqliteDatabase } from './driver.js';
import { createSchema, findOrAddSource } from './schema.js';
import { SqliteStore, type StoreFile } from './store.js';

/** A database in this process's memory in place of a file: without a disk, a log, and other processes. */
export class MemoryFile implements StoreFile {
  readonly store: SqliteStore;
  readonly log = { noteWritten: () => undefined, shorten: () => undefined, empty: () => true };
  private readonly database: SqliteDatabase;

  constructor(openSqlite: OpenSqlite, settings: StoreSettings) {
    this.database = openSqlite(':memory:');
    // Larger than any number in a file: a record in memory is never taken for one of a file.
    createSchema(this.database, 2 ** 52);
    const source = findOrAddSource(this.database, settings.source);
    this.store = new SqliteStore(this.database, source, { ...settings, heapBytes: HEAP_SHARE });
  }

  read<T>(work: (store: SqliteStore) => T): T {
    return work(this.store);
  }

  exec(sql: string): void {
    this.database.exec(sql);
  }

  hasRoom(): boolean {
    return true;
  }

  version(): number {
    return 0;
  }

  replaceDamaged(): boolean {
    return false;
  }

  noteTransaction(): void {}

  tidyUp(): void {}

  close(): void {
    this.database.close();
  }
}
