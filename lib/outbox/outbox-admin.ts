import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findLibsql } from './find-libsql.js';
import type { OutboxCounts } from './outbox.js';
import { OutboxUnavailableError } from './outbox-unavailable.error.js';
import { SCHEMA_VERSION } from './outbox-schema.js';
import { describeSource, fingerprintSource } from './source-fingerprint.js';
import {
  countEvents,
  SqliteAdministration,
  type DeadLetterChoice,
  type StoreAccess,
} from './sqlite-administration.js';
import { loadSqlite, sqliteFault, type SqliteDatabase, type SqliteFault } from './sqlite-driver.js';
import { BATCH, SqliteStore } from './sqlite-store.js';
import {
  readStored,
  stateCondition,
  STORED_COLUMNS,
  type EventState,
  type StoredEvent,
  type StoredRow,
} from './stored-event.js';

/** For how long the application's lock is waited for, in milliseconds. */
const LOCK_MS = 10_000;
/** Leaves the application its turn between two writes, in milliseconds. */
const TURN_MS = 5;
/** Only the application adds events, and keeps to how many there may be. */
const NO_LIMITS = { maxEvents: Infinity, maxBytes: Infinity };
/** A number that no source has. */
const NO_SOURCE = 0;

const FAULTS: Record<SqliteFault, string> = {
  busy: 'is locked by another process for too long: try again, or find out which one has it (lsof, fuser)',
  disk: 'or its folder cannot be written by this user, or its disk is full: run this as the user that runs the application',
  damaged:
    'is damaged, or no SQLite file: it was left as it is. At its next start the application puts it aside and begins a new one',
  other: 'cannot be used: SQLite failed',
};

/** Which events are listed. */
export interface ListFilter {
  readonly state?: EventState;
  readonly eventName?: string;
  /** Only those with a higher id: the last one of the page before. */
  readonly afterId?: number;
  readonly limit: number;
}

/** What a file holds. */
export interface OutboxStatus {
  readonly path: string;
  /** How many events it holds, dead letters included, and the bytes of their bodies. */
  readonly events: number;
  readonly bytes: number;
  /** How many are being sent, whatever their source. */
  readonly leased: number;
  /** How many processes send from it now. */
  readonly senders: number;
  /** About when the oldest one that is not dead was recorded, in milliseconds since the epoch. */
  readonly oldestAt: number | undefined;
  /** The size of the file and of its write-ahead log on the disk. */
  readonly fileBytes: number;
  readonly logBytes: number;
  /** Each source that has ever recorded something, by its number. */
  readonly sources: ReadonlyArray<
    { readonly source: number } & Pick<OutboxCounts, 'pending' | 'waiting' | 'dead'>
  >;
}

/**
 * The file of an outbox that an application may be using at this moment, for operators. It is never
 * made, repaired, moved or brought to another schema here, and this process never leases an event, takes
 * one over, or lets dead letters expire: all that is the application's.
 *
 * Dead letters are those of all sources. Every method that uses the file throws OutboxUnavailableError,
 * whose message says in words what is wrong with it.
 */
export class OutboxAdmin extends SqliteAdministration {
  /**
   * Opens a file that exists.
   *
   * @throws OutboxUnavailableError if there is none, it is no outbox of this version, or cannot be used
   */
  static async open(path: string): Promise<OutboxAdmin> {
    checkFile(path);
    const openSqlite = loadSqlite(findLibsql());
    return explain(path, () => {
      const database = openSqlite(path);
      try {
        database.exec(`PRAGMA busy_timeout = ${LOCK_MS}`);
        checkSchema(database, path);
        // What is deleted is overwritten.
        database.exec('PRAGMA secure_delete = ON');
        // While an application runs, it is the one that makes checkpoints.
        database.exec('PRAGMA wal_autocheckpoint = 0');
        return new OutboxAdmin(path, database);
      } catch (error) {
        database.close();
        throw error;
      }
    });
  }

  private constructor(
    readonly path: string,
    private readonly database: SqliteDatabase,
  ) {
    super(new FileAccess(path, new SqliteStore(database, NO_SOURCE, NO_LIMITS)), 'all');
  }

  /** Of all sources together; none are held. */
  override async counts(): Promise<OutboxCounts> {
    const { leased, oldestAt, sources } = await this.status();
    const sum = (key: 'pending' | 'waiting' | 'dead') =>
      sources.reduce((total, counts) => total + counts[key], 0);
    const [pending, waiting, dead] = [sum('pending'), sum('waiting'), sum('dead')];
    return { pending, leased, waiting, dead, held: 0, oldestAt };
  }

  async status(): Promise<OutboxStatus> {
    const { path } = this;
    const now = Date.now();
    return this.access.read((store) => {
      const counted = sourcesOf(store).map((source) => ({
        source,
        counts: countEvents(store, source, now),
      }));
      const oldest = counted.flatMap(({ counts: { oldestAt } }) => oldestAt ?? []);
      const { senders } = store.sql.get<{ senders: number }>(
        'SELECT count(*) AS senders FROM owners WHERE alive_until > ?',
        now,
      );
      return {
        path,
        ...store.totals(),
        leased: counted[0]?.counts.leased ?? 0,
        senders,
        oldestAt: oldest.length === 0 ? undefined : Math.min(...oldest),
        fileBytes: sizeOf(path),
        logBytes: sizeOf(`${path}-wal`),
        sources: counted.map(({ source, counts: { pending, waiting, dead } }) => ({
          source,
          pending,
          waiting,
          dead,
        })),
      };
    });
  }

  /** A page of events in the order of their ids, without their bodies. */
  async list({ state, eventName, afterId = 0, limit }: ListFilter): Promise<StoredEvent[]> {
    const states = state === undefined ? [] : [state];
    return this.page(STORED_COLUMNS, states, afterId, limit, eventName);
  }

  /** One event with its body; undefined if there is none with that id (it may have been delivered). */
  async show(id: number): Promise<(StoredEvent & { readonly body: string }) | undefined> {
    const row = this.access.read(({ sql }) =>
      sql.get<(StoredRow & { body: string }) | undefined>(
        `SELECT ${STORED_COLUMNS}, body FROM events WHERE id = ?`,
        id,
      ),
    );
    return row && { ...readStored(row, Date.now()), body: row.body };
  }

  /**
   * All events with their bodies, in the order of their ids and in pages: a long read would keep the
   * application from emptying its log.
   *
   * @param filter.states only those in one of these; all by default
   */
  async *exportAll({ states = [] }: { states?: readonly EventState[] } = {}): AsyncGenerator<
    ReadonlyArray<StoredEvent & { readonly body: string }>
  > {
    for (let after = 0; ;) {
      const page = this.page<{ body: string }>(`${STORED_COLUMNS}, body`, states, after, BATCH);
      if (page.length === 0) return;
      yield page;
      after = page.at(-1)!.id;
    }
  }

  /** How many dead letters are meant, undeliverable ones included. */
  async countDeadLetters(choice: DeadLetterChoice = {}): Promise<number> {
    return this.access.read((store) => {
      const [where, values] = this.condition(store, choice);
      return store.sql.get<{ n: number }>(
        `SELECT count(*) AS n FROM events WHERE ${where}`,
        ...values,
      ).n;
    });
  }

  /** The numbers of all sources that have ever recorded something. */
  async sources(): Promise<number[]> {
    return this.access.read(sourcesOf);
  }

  /** The number that the file has for a token and endpoint; undefined if no application has used it with them. */
  async sourceOf(endpoint: string, token: string | undefined): Promise<number | undefined> {
    return this.access.read(({ sql }) => {
      const { salt } = sql.get<{ salt: string }>('SELECT salt FROM meta');
      const fingerprint = fingerprintSource(describeSource(endpoint, token), salt);
      return sql.get<{ id: number } | undefined>(
        'SELECT id FROM sources WHERE fingerprint = ?',
        fingerprint,
      )?.id;
    });
  }

  /** How many events belong to other sources, and to how many: what `adopt` would give to this one. */
  async foreignEvents(source: number): Promise<{ events: number; sources: number }> {
    return this.access.read(({ sql }) =>
      sql.get(
        'SELECT count(*) AS events, count(DISTINCT source) AS sources FROM events WHERE source <> ?',
        source,
      ),
    );
  }

  /** @param source the number of the source that gets the events of all others, from {@link sourceOf} */
  override adopt(source: number): Promise<number> {
    return super.adopt(source);
  }

  /**
   * Removes what was deleted from the write-ahead log, too; waits for readers for up to ten seconds.
   *
   * @returns whether it could be done
   */
  async emptyLog(): Promise<boolean> {
    const deadline = Date.now() + LOCK_MS;
    for (;;) {
      const { busy } = explain(this.path, () =>
        this.database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get(),
      ) as { busy: number };
      if (busy === 0 || Date.now() > deadline) return busy === 0;
      await pause(TURN_MS);
    }
  }

  close(): void {
    this.database.close();
  }

  private page<More extends object>(
    columns: string,
    states: readonly EventState[],
    afterId: number,
    limit: number,
    eventName: string | null = null,
  ): Array<StoredEvent & More> {
    const now = Date.now();
    const isInState = states.map((state) => `(${stateCondition(state, now)})`).join(' OR ');
    const rows = this.access.read(({ sql }) =>
      sql.all<StoredRow & More>(
        `SELECT ${columns} FROM events WHERE id > ? AND (${isInState || 'true'})
           AND event_name = coalesce(?, event_name) ORDER BY id LIMIT ?`,
        afterId,
        eventName,
        limit,
      ),
    );
    return rows.map((row) => readStored<More>(row, now));
  }
}

/** Waits for the application's lock, and leaves it its turn. */
class FileAccess implements StoreAccess {
  constructor(
    private readonly path: string,
    private readonly store: SqliteStore,
  ) {}

  /** Reads from one state of the file, whatever others write meanwhile. */
  read<T>(work: (store: SqliteStore) => T): T {
    return explain(this.path, () => {
      this.store.sql.run('BEGIN');
      try {
        return work(this.store);
      } finally {
        this.store.sql.run('COMMIT');
      }
    });
  }

  async write<T>(work: (store: SqliteStore) => T): Promise<T> {
    const result = explain(this.path, () => this.store.transaction(() => work(this.store)));
    await pause(TURN_MS);
    return result;
  }
}

function sourcesOf({ sql }: SqliteStore): number[] {
  return sql.all<{ id: number }>('SELECT id FROM sources ORDER BY id').map(({ id }) => id);
}

/** @throws OutboxUnavailableError unless it is a file that this user may read and write */
function checkFile(path: string): void {
  let isFile: boolean;
  try {
    isFile = statSync(path).isFile();
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new OutboxUnavailableError(
      isMissing
        ? `There is no outbox at ${path}: give the path of its file.`
        : describeRefusal(path, code),
    );
  }
  if (!isFile) {
    throw new OutboxUnavailableError(`${path} is not a file: give the path of an outbox.`);
  }
}

/** Says whose the file is, or the folder in which this user may not look for it. */
function describeRefusal(path: string, code: string | undefined): string {
  const [place, owner] = ownerOf(path);
  const user = process.geteuid?.();
  const whose = `${place === path ? 'The outbox' : 'The folder'} ${place} belongs to user ${owner}`;
  const remedy =
    owner === user
      ? 'give that user the right to read and write it'
      : `run this as that user, e.g. with sudo -u '#${owner}'`;
  return `No permission to read and write ${path} (${code}). ${whose}, and this is user ${user}: ${remedy}.`;
}

function ownerOf(path: string): [place: string, owner: number] {
  try {
    return [path, statSync(path).uid];
  } catch {
    return ownerOf(dirname(path));
  }
}

function checkSchema(database: SqliteDatabase, path: string): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
    user_version: number;
  };
  const events = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'events'";
  if (version === 0 || database.prepare(events).get() === undefined) {
    throw new OutboxUnavailableError(
      `The file ${path} is not an outbox: give the path of an outbox.`,
    );
  }
  if (version === SCHEMA_VERSION) return;
  throw new OutboxUnavailableError(
    version > SCHEMA_VERSION
      ? `The outbox ${path} is of another version of nestjs-converge: run the command of the version that the application has.`
      : `The outbox ${path} is of an older version of nestjs-converge: start the application with this version once.`,
  );
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Says in words what SQLite found. @throws OutboxUnavailableError */
function explain<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const fault = sqliteFault(error);
    if (fault === undefined) throw error;
    throw new OutboxUnavailableError(`The outbox ${path} ${FAULTS[fault]}.`);
  }
}
