import { statSync } from 'node:fs';
import { ExistingFile, type Use } from './file/existing-file.js';
import type { OutboxCounts } from './outbox.js';
import {
  sumOf,
  type EventState,
  type EventWithBody,
  type ForeignEvents,
  type ListFilter,
  type OutboxStatus,
  type StoredEvent,
  type WatchedEvent,
} from './outbox-file-types.js';
import { describeSource } from './sqlite/source-fingerprint.js';
import { countEvents, PAGE, SqliteAdmin, type DeadLetterChoice } from './sqlite/admin.js';
import { IS_QUEUED } from './sqlite/store.js';
import {
  asBytes,
  bounded,
  DEAD_COLUMNS,
  EVENT_ID,
  HEAD_COLUMNS,
  readRow,
  type Row,
} from './sqlite/rows.js';

/**
 * What operators do with a file that an application may be using at this moment. Nothing here makes,
 * repairs, moves or migrates the file, leases an event, or lets dead letters expire: that is left to the
 * application.
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
    return new OutboxFileAdmin(ExistingFile.open(path, use));
  }

  private constructor(private readonly file: ExistingFile) {
    super(file, 'all');
  }

  /** Of all sources together, so that none are held. */
  override async counts(): Promise<OutboxCounts> {
    const { leased, oldestAt, sources } = await this.status();
    return { ...sumOf(sources), leased, held: 0, inMemory: 0, oldestAt };
  }

  async status(): Promise<OutboxStatus> {
    const { path } = this.file;
    const now = Date.now();
    return this.access.read((store) => {
      const sources = store.sql
        .all<{ id: number }>('SELECT id FROM sources ORDER BY id')
        .map(({ id }) => ({ source: id, ...countEvents(store, id, now) }));
      const oldest = sources.flatMap(({ oldestAt }) => oldestAt ?? []);
      return {
        path,
        ...store.totals(),
        leased: sources[0]?.leased ?? 0,
        senders: store.countSenders(),
        everHeld: store.sql.get<{ seq: number } | undefined>(EVER_HELD)?.seq ?? 0,
        nextDueAt: store.sql.get<{ at: number | null }>(NEXT_DUE, now).at ?? undefined,
        oldestAt: oldest.length === 0 ? undefined : Math.min(...oldest),
        fileBytes: sizeOf(path),
        logBytes: sizeOf(`${path}-wal`),
        sources: sources.map(({ source, pending, waiting, dead }) => ({
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
    return this.page(columns(), states, afterId, limit, eventName);
  }

  /** The newest events without their bodies: so many that are not dead, then so many dead letters. */
  async newest(limit: number): Promise<WatchedEvent[]> {
    const selected = `${columns()}, ${EVENT_ID_COLUMN}`;
    const alive = `SELECT ${selected} FROM events WHERE died_at IS NULL ORDER BY id DESC LIMIT ?`;
    const dead = `SELECT ${selected} FROM events WHERE id IN (SELECT id FROM events
      WHERE died_at IS NOT NULL AND source IN (SELECT id FROM sources)
      ORDER BY died_at DESC LIMIT ?) ORDER BY died_at DESC`;
    const rows = this.access.read(({ sql }) =>
      [alive, dead].flatMap((query) => sql.all<Row>(query, limit)),
    );
    return rows.map(readRow<WatchedEvent>);
  }

  /** One event with its body; undefined if no event has the id (it may have been delivered). */
  async show(id: number): Promise<EventWithBody | undefined> {
    const row = this.access.read(({ sql }) =>
      sql.get<Row | undefined>(`SELECT ${columns()}, ${BODY} FROM events WHERE id = ?`, id),
    );
    return row && readRow<EventWithBody>(row);
  }

  /**
   * All events with their bodies, in the order of their ids and in pages: a long read would keep the
   * application from emptying its log.
   *
   * @param filter.states only events in one of these; all by default
   */
  async *exportAll({ states = [] }: { states?: readonly EventState[] } = {}): AsyncGenerator<
    readonly EventWithBody[]
  > {
    for (let after = 0; ;) {
      const page = this.page<EventWithBody>(`${columns()}, ${BODY}`, states, after, PAGE);
      if (page.length === 0) return;
      yield page;
      after = page.at(-1)!.id;
    }
  }

  /** How many dead letters a choice selects, undeliverable ones included. */
  async countDeadLetters(choice: DeadLetterChoice = {}): Promise<number> {
    return this.access.read((store) => {
      const [where, values] = this.condition(store, choice);
      return store.sql.get<{ n: number }>(
        `SELECT count(*) AS n FROM events WHERE ${where}`,
        ...values,
      ).n;
    });
  }

  /** Whether a replay would send a dead letter. */
  async canReplay(): Promise<boolean> {
    const [where, values] = this.access.read((store) => this.condition(store, {}));
    const query = `SELECT 1 FROM events WHERE ${where} AND undeliverable = 0 LIMIT 1`;
    return this.access.read(({ sql }) => sql.get(query, ...values) !== undefined);
  }

  /** The number of a token and endpoint in the file; undefined if no application has used them. */
  async sourceOf(endpoint: string, token: string | undefined): Promise<number | undefined> {
    return this.file.sourceOf(describeSource(endpoint, token));
  }

  /** The events of other sources, by source: what `adopt` would give to this one. */
  async foreignEvents(source: number): Promise<ForeignEvents[]> {
    return this.access.read(({ sql }) =>
      sql.all<ForeignEvents>(
        `SELECT source, count(*) AS events, ${bounded('min(recorded_at)')} AS oldestAt
         FROM events WHERE source <> ? GROUP BY source ORDER BY source`,
        source,
      ),
    );
  }

  /** @param source the number of the source that gets the events of all others, from {@link sourceOf} */
  override adopt(source: number): Promise<number> {
    return super.adopt(source);
  }

  close(): void {
    this.file.close();
  }

  private page<Event extends StoredEvent>(
    selected: string,
    states: readonly EventState[],
    afterId: number,
    limit: number,
    eventName: string | null = null,
  ): Event[] {
    const isInState = states.map((state) => `(${stateCondition(state)})`).join(' OR ');
    const rows = this.access.read(({ sql }) =>
      sql.all<Row>(
        `SELECT ${selected} FROM events WHERE id > ? AND (${isInState || 'true'})
           AND event_name = coalesce(?, event_name) ORDER BY id LIMIT ?`,
        afterId,
        eventName,
        limit,
      ),
    );
    return rows.map(readRow<Event>);
  }
}

const BODY = `${asBytes('body')} AS body`;
/** The `event_id` in the body, unless that is very long or damaged. */
const EVENT_ID_COLUMN = `CASE WHEN size < 65536 THEN ${asBytes(EVENT_ID)} END AS eventId`;
const EVER_HELD = `SELECT ${bounded('seq')} AS seq FROM sqlite_sequence WHERE name = 'events'`;
/** Of each source, so that the index finds it. */
const NEXT_DUE = `SELECT min((SELECT ${bounded('min(due_at)')} FROM events
    WHERE source = sources.id AND ${IS_QUEUED} AND due_at > ?)) AS at FROM sources`;

/** The columns of a {@link StoredEvent}. */
function columns(now = Date.now()): string {
  return `${HEAD_COLUMNS}, ${DEAD_COLUMNS}, source, ${bounded('due_at')} AS dueAt,
    CASE WHEN died_at IS NOT NULL THEN 'dead' WHEN owner IS NOT NULL THEN 'leased'
      WHEN due_at > ${now} THEN 'waiting' ELSE 'pending' END AS state`;
}

function stateCondition(state: EventState, now = Date.now()): string {
  switch (state) {
    case 'dead':
      return 'died_at IS NOT NULL';
    case 'leased':
      return 'owner IS NOT NULL';
    case 'pending':
      return `${IS_QUEUED} AND due_at <= ${now}`;
    case 'waiting':
      return `${IS_QUEUED} AND due_at > ${now}`;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
