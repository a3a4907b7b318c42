import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isDone } from '../../outbox/checkpoint-result.js';
import { loadSqlite, type SqliteDatabase } from '../../outbox/sqlite-driver.js';
import { Statements } from '../../outbox/statements.js';
import { Totals } from '../../outbox/totals.js';
import { CliError } from '../cli.error.js';
import { openExisting } from './open-existing.js';
import { explainSqlite } from './sqlite-errors.js';

/** For how long the application's process is waited for, in milliseconds. */
const EMPTY_LOG_MS = 10_000;
/** Leaves the application its turn between two writes, in milliseconds. */
const TURN_MS = 5;
/** Only the application adds events, and minds how many there may be. */
const NO_LIMITS = { maxEvents: Infinity, maxBytes: Infinity };

/**
 * The file of an outbox that an application may be using at this moment. It is never made, mended,
 * moved or brought to another schema here, and this process never leases an event, takes over another
 * one's, or lets dead letters expire: all that is the application's.
 */
export class OutboxFile {
  readonly statements: Statements;
  readonly totals: Totals;

  /** @throws CliError */
  static async open(path: string): Promise<OutboxFile> {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
      throw new CliError(
        `There is no outbox at ${path}: give its file with --path or CONVERGE_OUTBOX_PATH.`,
      );
    }
    const openSqlite = await loadSqlite().catch((error: Error) => {
      throw new CliError(error.message);
    });
    return explainSqlite(path, () => new OutboxFile(path, openExisting(openSqlite, path)));
  }

  private constructor(
    readonly path: string,
    private readonly database: SqliteDatabase,
  ) {
    this.statements = new Statements(database);
    this.totals = new Totals(this.statements, NO_LIMITS);
  }

  /** Reads from one state of the file, whatever others write meanwhile. */
  read<T>(work: () => T): T {
    return this.transaction('BEGIN', work);
  }

  /** Changes the file, all or nothing, and leaves the application its turn. */
  async write<T>(work: () => T): Promise<T> {
    const result = this.transaction('BEGIN IMMEDIATE', () => {
      const changed = work();
      this.totals.beforeCommit();
      return changed;
    });
    this.totals.afterCommit();
    await pause(TURN_MS);
    return result;
  }

  /** The numbers of all sources that ever recorded something. */
  sources(): number[] {
    return this.statements
      .all<{ id: number }>('SELECT id FROM sources ORDER BY id')
      .map(({ id }) => id);
  }

  /** Has what was deleted removed from the write-ahead log, too. @returns whether it could be done */
  async emptyLog(): Promise<boolean> {
    const deadline = Date.now() + EMPTY_LOG_MS;
    for (;;) {
      const done = explainSqlite(this.path, () =>
        isDone(this.database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()),
      );
      if (done || Date.now() > deadline) return done;
      await pause(TURN_MS);
    }
  }

  close(): void {
    this.database.close();
  }

  private transaction<T>(begin: string, work: () => T): T {
    return explainSqlite(this.path, () => {
      this.database.exec(begin);
      try {
        const result = work();
        this.database.exec('COMMIT');
        return result;
      } catch (error) {
        this.undo();
        throw error;
      }
    });
  }

  private undo(): void {
    this.totals.afterRollback();
    try {
      this.database.exec('ROLLBACK');
    } catch {
      // SQLite has rolled it back by itself.
    }
  }
}

/** Opens a file for one piece of work. @throws CliError */
export async function withOutbox<T>(
  path: string,
  work: (file: OutboxFile) => T,
): Promise<Awaited<T>> {
  const file = await OutboxFile.open(path);
  try {
    return await work(file);
  } finally {
    file.close();
  }
}
