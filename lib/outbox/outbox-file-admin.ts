import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { DeadLetterChoice, OutboxCounts, OutboxRecord } from './outbox.js';
import { globsOf } from './dead-letters.js';
import { OutboxUnavailableError } from './errors.js';
import { describeSource } from './record.js';
import { countEvents, SqliteAdmin } from './sqlite/admin.js';
import { keepDamagedLog } from './sqlite/damage.js';
import { checkpoint, loadSqlite, orClose, type SqlValue } from './sqlite/driver.js';
import { cannotUse, findFile, statOf } from './sqlite/own-file.js';
import {
  asBytes,
  bounded,
  DEAD_COLUMNS,
  EVENT_ID,
  HEAD_COLUMNS,
  RECORD_COLUMNS,
} from './sqlite/rows.js';
import { checkSchema, findSource } from './sqlite/schema.js';
import { IS_QUEUED, SqliteStore, type AdminFile, type Write } from './sqlite/store.js';
import { earlier, uptime } from './time.js';

/** How long to wait for the application's lock, in milliseconds. */
const LOCK_MS = { 'to change': 10_000, 'to read': 500 };
/** How long to leave the file to the application between two writes, in milliseconds. */
const PAUSE_MS = 5;

const STATES = ['pending', 'leased', 'waiting', 'dead'] as const;
export type EventState = (typeof STATES)[number];

/** An event of a file, whatever its source, without its body. Times are milliseconds since the epoch. */
export interface StoredEvent extends Omit<OutboxRecord, 'body'> {
  readonly state: EventState;
  /** The number of its source in the file. */
  readonly source: number;
  readonly dueAt: number;
  readonly diedAt?: number;
  /** The status with which Converge refused it: then the reason may repeat personal data. */
  readonly status?: number;
  readonly reason?: string;
  /** Whether it breaks the contract or is damaged, so that a replay skips it. */
  readonly undeliverable: boolean;
  /** Where events are listed without their bodies: the `event_id`, unless a body is very long or has none. */
  readonly eventId?: string;
}

export type EventWithBody = StoredEvent & Pick<OutboxRecord, 'body'>;

/** Which events are listed. Those that are not dead count by the time of their recording. */
export interface ListFilter extends Pick<DeadLetterChoice, 'since' | 'reason'> {
  readonly state?: EventState;
  readonly eventName?: string;
  /** Only those with a higher id: the last one of the page before. */
  readonly afterId?: number;
  readonly limit: number;
}

export type SourceCounts = { readonly source: number } & Pick<OutboxCounts, EventState>;

export function sumOf(sources: readonly SourceCounts[]): Pick<OutboxCounts, EventState> {
  const sum = { pending: 0, leased: 0, waiting: 0, dead: 0 };
  for (const counts of sources) for (const state of STATES) sum[state] += counts[state];
  return sum;
}

export interface OutboxStatus {
  readonly path: string;
  /** How many events it holds, dead letters included, and the bytes of their bodies. */
  readonly events: number;
  readonly bytes: number;
  /** How many are being sent, whatever their source. */
  readonly leased: number;
  /** How many processes send from it now. */
  readonly senders: number;
  /** How many it has ever held, from a number that differs by file. */
  readonly everHeld: number;
  /** When the oldest one that is not dead was recorded, in milliseconds since the epoch. */
  readonly oldestAt: number | undefined;
  /** When the first one that waits is due, in milliseconds since the epoch. */
  readonly nextDueAt: number | undefined;
  /** The size of the file and of its write-ahead log on the disk. */
  readonly fileBytes: number;
  readonly logBytes: number;
  /** Each source that has ever recorded something, by its number. */
  readonly sources: readonly SourceCounts[];
}

/**
 * What an operator opens a file for. To read it, nothing is written, and the log of an application that was killed
 * is left to the next one.
 */
type Use = 'to change' | 'to read';

/** A file that an application may be using. */
interface ExistingFile extends AdminFile {
  readonly write: Write;
  close(): void;
}

/**
 * What operators do with a file that an application may be using at this moment. Nothing here makes,
 * repairs or moves the file, leases an event, or lets dead letters expire: that is left to the application.
 *
 * Works on the dead letters of all sources. Every method that uses the file throws
 * OutboxUnavailableError, whose message says in words what is wrong with it.
 */
export class OutboxFileAdmin extends SqliteAdmin {
  /**
   * Opens a file that exists.
   *
   * @param use unless it is `to change`, only the methods that change nothing work
   * @throws OutboxUnavailableError if it is missing, not an outbox of this version, or unusable
   */
  static async open(path: string, use: Use = 'to change'): Promise<OutboxFileAdmin> {
    return new OutboxFileAdmin(openExisting(path, use));
  }

  private constructor(protected override readonly file: ExistingFile) {
    super(file, file.write);
  }

  /** Of all sources together, so that none are held. */
  override async counts(): Promise<OutboxCounts> {
    const { oldestAt, sources } = await this.status();
    return { ...sumOf(sources), held: 0, inMemory: 0, oldestAt };
  }

  async status(): Promise<OutboxStatus> {
    const { path } = this.file;
    const now = Date.now();
    return this.file.read((store) => {
      const { sql } = store;
      const ids = sql.all<{ id: number }>('SELECT id FROM sources ORDER BY id');
      const counted = ids.map(({ id: source }) => {
        const { pending, waiting, dead, oldestAt } = countEvents(store, source, now);
        const { leased } = sql.get<{ leased: number }>(LEASED, source);
        return { oldestAt, counts: { source, pending, leased, waiting, dead } };
      });
      const sources = counted.map(({ counts }) => counts);
      const { events, bytes } = store.totals();
      return {
        path,
        events,
        bytes,
        leased: sumOf(sources).leased,
        senders: sql.get<{ count: number }>(COUNT_SENDERS, uptime()).count,
        everHeld: sql.get<{ seq: number } | undefined>(EVER_HELD)?.seq ?? 0,
        nextDueAt: sql.get<{ at: number | null }>(NEXT_DUE, now).at ?? undefined,
        oldestAt: counted.map(({ oldestAt }) => oldestAt).reduce(earlier, undefined),
        fileBytes: statOf(path)?.size ?? 0,
        logBytes: statOf(`${path}-wal`)?.size ?? 0,
        sources,
      };
    });
  }

  /** A page of events in the order of their ids, without their bodies. */
  async list(filter: ListFilter): Promise<StoredEvent[]> {
    const { state, eventName, since, reason, afterId = 0, limit } = filter;
    const isWanted = state === undefined ? 'true' : conditions()[state];
    return this.select(
      `id > ? AND ${isWanted} AND event_name = coalesce(?, event_name)
        AND coalesce(died_at, recorded_at) >= ? AND (coalesce(reason, '') GLOB ? OR reason GLOB ?)
        ORDER BY events.id LIMIT ?`,
      afterId,
      eventName ?? null,
      since?.getTime() ?? 0,
      ...globsOf(reason),
      limit,
    );
  }

  /** The newest events without their bodies: so many that are not dead, then so many dead letters. */
  async newest(limit: number): Promise<StoredEvent[]> {
    return this.select(NEWEST, limit, limit);
  }

  private select(where: string, ...values: SqlValue[]): StoredEvent[] {
    const query = `SELECT ${columns(HEAD_COLUMNS)}, ${EVENT_ID_COLUMN} FROM events WHERE ${where}`;
    return this.rows<StoredEvent>(query, ...values);
  }

  /** One event with its body; undefined if no event has the id (it may have been delivered). */
  async show(id: number): Promise<EventWithBody | undefined> {
    const [event] = this.first<EventWithBody>(columns(RECORD_COLUMNS), () => ['id = ?', [id]]);
    return event;
  }

  /**
   * All events with their bodies, in the order of their ids and in pages: a long read would keep the
   * application from emptying its log.
   *
   * @param states only events in one of these; all by default
   */
  exportAll(states: readonly EventState[] = []): AsyncGenerator<readonly EventWithBody[]> {
    const where = states.map((state) => `(${conditions()[state]})`).join(' OR ') || 'true';
    return this.pages<EventWithBody>(columns(RECORD_COLUMNS), where);
  }

  /** How many dead letters a choice selects, undeliverable ones included. */
  async countDeadLetters(choice: DeadLetterChoice = {}): Promise<number> {
    return this.file.read((store) => {
      const [where, values] = this.condition(store, choice);
      return store.sql.get<{ n: number }>(
        `SELECT count(*) AS n FROM events WHERE ${where}`,
        ...values,
      ).n;
    });
  }

  /** Makes an event pending that waits for its next attempt. */
  async sendNow(id: number): Promise<void> {
    await this.write(({ sql }) => sql.run(SEND_NOW, id));
  }

  /** The number of a token and endpoint in the file; undefined if no application has used them. */
  async sourceOf(endpoint: string, token: string | undefined): Promise<number | undefined> {
    return this.file.read(({ sql }) => findSource(sql, describeSource(endpoint, token)));
  }

  /** @param source the number of the source that gets the events of all others, from {@link sourceOf} */
  override adopt(source: number): Promise<number> {
    return super.adopt(source);
  }

  close(): void {
    this.file.close();
  }
}

/** So many of each, by an index. */
const NEWEST = `id IN (SELECT id FROM (SELECT id FROM events WHERE died_at IS NULL ORDER BY id DESC LIMIT ?)
    UNION ALL SELECT id FROM (SELECT id FROM events WHERE died_at IS NOT NULL
      AND source IN (SELECT id FROM sources) ORDER BY died_at DESC LIMIT ?))
  ORDER BY died_at IS NOT NULL, died_at DESC, events.id DESC`;
/** The `event_id` in the body, unless that is very long or damaged. */
const EVENT_ID_COLUMN = `CASE WHEN size < 65536 THEN ${asBytes(EVENT_ID)} END AS eventId`;
const EVER_HELD = `SELECT ${bounded('seq')} AS seq FROM sqlite_sequence WHERE name = 'events'`;
/** Of each source, so that the index finds it. */
const NEXT_DUE = `SELECT min((SELECT ${bounded('min(due_at)')} FROM events
    WHERE source = sources.id AND ${IS_QUEUED} AND due_at > ?)) AS at FROM sources`;

const COUNT_SENDERS = 'SELECT count(*) AS count FROM holders WHERE lease_ends > ?';
const SEND_NOW = `UPDATE events SET due_at = 0 WHERE id = ? AND ${IS_QUEUED} AND due_at <> 0`;

const LEASED = 'SELECT count(*) AS leased FROM events WHERE holder IS NOT NULL AND source = ?';

/** What makes the states, in SQL. */
const conditions = (now = Date.now()): Record<EventState, string> => ({
  pending: `${IS_QUEUED} AND due_at <= ${now}`,
  leased: 'holder IS NOT NULL',
  waiting: `${IS_QUEUED} AND due_at > ${now}`,
  dead: 'died_at IS NOT NULL',
});

/** The columns of a {@link StoredEvent}. @param ofRecord those of its record, with or without the body */
function columns(ofRecord: string): string {
  const cases = Object.entries(conditions()).map(([state, is]) => `WHEN ${is} THEN '${state}'`);
  return `${ofRecord}, ${DEAD_COLUMNS}, source, ${bounded('due_at')} AS dueAt,
    CASE ${cases.join(' ')} END AS state`;
}

/**
 * Opens a file that exists: it is never made, repaired or moved here. SQLite's errors become an
 * OutboxUnavailableError that says in words what is wrong, also those of what is done with the file.
 *
 * @throws OutboxUnavailableError if it is missing, not an outbox of this version, or unusable
 */
function openExisting(linked: string, use: Use): ExistingFile {
  const path = said(linked, () => findFile(linked));
  if (path === undefined) {
    throw new OutboxUnavailableError(
      `There is no outbox at ${linked}: give the path of its file, or start the application, which creates it.`,
    );
  }
  return said(path, () => {
    // With a log that a killed application has left, the last one that closes the file would move it there.
    // Without a log, one is made that only a writer can delete again.
    const onlyReads = use === 'to read' && existsSync(`${path}-wal`);
    return orClose(loadSqlite()(path, onlyReads ? 'onlyToRead' : undefined), (database) => {
      database.exec(`PRAGMA busy_timeout = ${LOCK_MS[use]}`);
      if (use === 'to read') database.exec('PRAGMA query_only = ON');
      // SQLite cuts the log off when it is closed: that has to be known first.
      const copy = use === 'to change' ? keepDamagedLog(database, path) : undefined;
      if (copy !== undefined) {
        throw new OutboxUnavailableError(
          'its write-ahead log was damaged, or cut off by a power failure: events may be lost. A copy of the log ' +
            `was kept: ${copy}. To use what is left, run the command again`,
        );
      }
      checkSchema(database);
      const store = new SqliteStore(database);
      return {
        path,
        // One state of the file, also while others write.
        read: (work) => said(path, () => store.sql.transaction(() => work(store))),
        async write(work) {
          const result = said(path, () => store.transaction(() => work(store)));
          await pause(PAUSE_MS);
          return result;
        },
        exec: (sql) => database.exec(sql),
        emptyLog: () => said(path, () => checkpoint(database, 'TRUNCATE').busy === 0),
        close: () => database.close(),
      };
    });
  });
}

/** Runs the work; an error about the file says in words what is wrong, and begins with its path. */
function said<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw cannotUse(path, error);
  }
}
