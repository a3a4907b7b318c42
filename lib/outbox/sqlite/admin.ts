import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import { globsOf } from '../dead-letters.js';
import { EraseIncompleteError, UndeliverableError } from '../errors.js';
import {
  Audit,
  type AuditAnswer,
  type AuditQuery,
  type KeptRecord,
  type LedgerEntry,
} from '../ledger.js';
import {
  DEFAULT_LIMIT,
  LIST_BYTES,
  type DeadLetter,
  type DeadLetterChoice,
  type OutboxAdmin,
  type OutboxCounts,
  type OutboxRecord,
} from '../outbox.js';
import { recognise } from '../person.js';
import { uptime } from '../time.js';
import type { SqlValue } from './driver.js';
import {
  asBytes,
  bounded,
  DEAD_COLUMNS,
  EVENT_ID,
  MAX_NUMBER,
  readRow,
  RECORD_COLUMNS,
  type Row,
} from './rows.js';
import {
  ALL_SOURCES,
  BATCH,
  firstOf,
  IS_QUEUED,
  MEMORY,
  toSeconds,
  type AdminFile,
  type SqliteStore,
  type Write,
} from './store.js';

/** How many bodies are read at once, of as many bytes as a list. */
const PAGE = 32;
/** How many events and ledger entries an audit looks at in one go: the application's events wait meanwhile. */
const [AUDITED_EVENTS, AUDITED_ENTRIES] = [500, 10_000];
/** How many ids are passed to SQLite at once. */
const IDS = 10_000;
/** How long an erasure waits until no other process uses the file, and before it looks again, in milliseconds. */
const [FILE_MS, LOOK_MS] = [3_000, 20];

const REPLAY = `UPDATE events SET died_at = NULL, reason = NULL, status = NULL, attempts = 0, due_at = 0,
  checksum = ${bounded('checksum')} - ${bounded('recorded_at')} + ?, recorded_at = ?`;
const IS_UNDELIVERABLE =
  'SELECT 1 FROM events WHERE id = ? AND died_at IS NOT NULL AND undeliverable <> 0';
const ADOPT = 'UPDATE events SET source = ? WHERE id > ? AND id <= ? AND source <> ?';
const COUNT_HELD = `SELECT coalesce(sum((SELECT count(*) FROM events WHERE source = sources.id AND ${IS_QUEUED})), 0)
  AS held FROM sources WHERE id <> ?`;
// Of the first thousand in each state: reading all of them would take too long if there are a million.
const thousand = (isDue: string) => `SELECT recorded_at FROM events WHERE id IN
  (SELECT id FROM events WHERE source = ? AND ${IS_QUEUED} AND due_at ${isDue} ORDER BY id LIMIT 1000)`;
const OLDEST = `SELECT ${bounded('min(recorded_at)')} AS oldestAt FROM (${thousand('= 0')} UNION ALL ${thousand('<> 0')}
  UNION ALL SELECT recorded_at FROM events WHERE holder IS NOT NULL)`;

/** The wanted ids, in a table that only this connection sees: then no index over all ids is needed. */
const MAKE_WANTED =
  'CREATE TEMP TABLE IF NOT EXISTS wanted (event_id TEXT PRIMARY KEY) WITHOUT ROWID';
const ADD_WANTED = 'INSERT OR IGNORE INTO temp.wanted SELECT value FROM json_each(?)';
const CLEAR_WANTED = 'DELETE FROM temp.wanted';
const ARE_WANTED = 'IN (SELECT event_id FROM temp.wanted)';
const IN_RANGE = 'id > ? AND id <= ?';
const FIND_EVENTS = `SELECT * FROM (SELECT source, ${asBytes('event_name')} AS eventName,
    ${bounded('recorded_at')} AS recordedAt, ${DEAD_COLUMNS}, ${EVENT_ID} AS eventId
  FROM events WHERE ${IN_RANGE}) WHERE eventId ${ARE_WANTED}`;
const FIND_ENTRIES = `SELECT source, ${asBytes('event_name')} AS eventName, ${asBytes('outcome')} AS outcome,
    ${bounded('noted_at')} * 1000 AS at, event_id AS eventId
  FROM ledger WHERE ${IN_RANGE} AND noted_at >= ? AND event_id ${ARE_WANTED}`;
const LEDGER_BEGIN = `SELECT ${bounded('noted_at')} * 1000 AS at FROM ledger ORDER BY id LIMIT 1`;

/** A condition in SQL, and its values. */
type Condition = readonly [where: string, values: readonly SqlValue[]];

/** What operators do with a SQLite store: in batches, so that no new event has to wait long. */
export class SqliteAdmin implements OutboxAdmin {
  private auditing: Promise<unknown> = Promise.resolve();

  constructor(
    protected readonly file: AdminFile,
    protected readonly write: Write,
  ) {}

  async counts(): Promise<OutboxCounts> {
    return this.file.read((store) => countEvents(store, store.source, Date.now()));
  }

  async deadLetters(filter: DeadLetterChoice = {}): Promise<readonly DeadLetter[]> {
    const { limit = DEFAULT_LIMIT } = filter;
    const columns = `${RECORD_COLUMNS}, ${DEAD_COLUMNS}`;
    const chosen = (store: SqliteStore) => this.condition(store, filter);
    return this.first<DeadLetter>(columns, chosen, limit, 'died_at, id');
  }

  async replay(filter: DeadLetterChoice = {}): Promise<number> {
    const { id } = filter;
    const isRefused =
      id !== undefined && this.file.read(({ sql }) => sql.get(IS_UNDELIVERABLE, id));
    if (isRefused) throw new UndeliverableError(id);
    const now = Date.now();
    return this.changeDead(filter, (store, where, values) =>
      store.sql.run(
        `${REPLAY}
         WHERE id IN (SELECT id FROM events WHERE ${where} AND undeliverable = 0 LIMIT ${BATCH})`,
        now,
        now,
        ...values,
      ),
    );
  }

  async discard(filter: DeadLetterChoice = {}): Promise<number> {
    return this.changeDead(filter, (store, where, values) =>
      store.drop(
        'discarded',
        `id IN (SELECT id FROM events WHERE ${where} LIMIT ${BATCH})`,
        ...values,
      ),
    );
  }

  /** Of all sources: a person has to be erased from the whole file. */
  async erase(alias: string): Promise<number> {
    const matches = recognise(alias);
    let erased = 0;
    for await (const events of this.pages<OutboxRecord>(RECORD_COLUMNS)) {
      const ids = events.filter(({ body }) => matches(body)).map(({ id }) => id);
      if (ids.length > 0) erased += await this.write((store) => store.erase(ids));
    }
    const left = await eraseRests(this.file);
    if (left.length > 0) throw new EraseIncompleteError(erased, left);
    return erased;
  }

  /** @param source the number of the source that gets the records; the store's own by default */
  async adopt(source?: number): Promise<number> {
    let changed = 0;
    for await (const range of this.ranges('events', BATCH)) {
      changed += await this.write((store) => {
        const own = source ?? store.source;
        return store.sql.run(ADOPT, own, ...range, own);
      });
    }
    return changed;
  }

  /** @param source the number of the source that is the present one; the store's own by default */
  audit(query: AuditQuery, source?: number): Promise<AuditAnswer[]> {
    // One at a time: there is one table of the wanted ids.
    const answers = this.auditing.then(() => this.auditAll(query, source));
    this.auditing = answers.catch(() => undefined);
    return answers;
  }

  /** When the ledger begins, in milliseconds since the epoch; undefined if it is empty. */
  async ledgerBegin(): Promise<number | undefined> {
    return this.file.read(({ sql }) => sql.get<{ at: number } | undefined>(LEDGER_BEGIN)?.at);
  }

  /** The first events in an order: so many, as far as they fit into a list's bytes. */
  protected first<Event>(
    columns: string,
    condition: (store: SqliteStore) => Condition,
    limit = PAGE,
    order = 'id',
  ): Event[] {
    const rows = this.file.read((store) => {
      const [where, values] = condition(store);
      const query = `SELECT ${columns} FROM events WHERE ${firstOf(where, order)} ORDER BY ${order}`;
      return store.sql.all<Row>(query, ...values, limit, LIST_BYTES);
    });
    return rows.map(readRow<Event>);
  }

  /** Events with their bodies in the order of their ids: a few at a time, since each may be large. */
  protected async *pages<Event extends { id: number }>(columns: string, where = 'true') {
    const isNext = `id BETWEEN ? + 1 AND ${MAX_NUMBER} AND (${where})`;
    for (let after = 0; ;) {
      const values = [after];
      const page = this.first<Event>(columns, () => [isNext, values]);
      if (page.length === 0) return;
      yield page;
      after = page.at(-1)!.id;
      await setImmediate();
    }
  }

  /** The SQL condition for dead letters. */
  protected condition(
    { source }: SqliteStore,
    { id, eventName, since, reason, diedBy }: DeadLetterChoice,
  ): Condition {
    // Both ways can use the index over source and time.
    const ofSource =
      source === ALL_SOURCES ? 'source IN (SELECT id FROM sources)' : `source = ${source}`;
    const where = `died_at IS NOT NULL AND ${ofSource} AND id = coalesce(?, id)
      AND event_name = coalesce(?, event_name) AND died_at BETWEEN ? AND ?
      AND (coalesce(reason, '') GLOB ? OR reason GLOB ?)`;
    const times = [since?.getTime() ?? 0, diedBy ?? Number.MAX_SAFE_INTEGER];
    return [where, [id ?? null, eventName ?? null, ...times, ...globsOf(reason)]];
  }

  /** Changes the dead letters that there are now, batch by batch. @returns how many it has changed */
  private async changeDead(
    filter: DeadLetterChoice,
    changeBatch: (store: SqliteStore, ...condition: Condition) => number,
  ): Promise<number> {
    const choice = { diedBy: Date.now(), limit: Infinity, ...filter };
    for (let total = 0; ;) {
      const changed = await this.write((store) =>
        changeBatch(store, ...this.condition(store, choice)),
      );
      total += changed;
      if (changed === 0 || total >= choice.limit) return total;
    }
  }

  private async auditAll(query: AuditQuery, given?: number): Promise<AuditAnswer[]> {
    const audit = new Audit(query);
    const own = given ?? this.file.read((store) => store.source);
    const isOther = (source: number) => own !== ALL_SOURCES && source !== own;
    await this.setWanted(query.ids);
    // The events first: one that is delivered meanwhile is found in the ledger.
    for await (const range of this.ranges('events', AUDITED_EVENTS)) {
      const found = this.rows<KeptRecord & { eventId: string }>(FIND_EVENTS, ...range);
      for (const row of found) audit.addRecord(row.eventId, row, isOther(row.source));
    }
    const since = toSeconds(query.since ?? 0);
    for await (const range of this.ranges('ledger', AUDITED_ENTRIES)) {
      const found = this.rows<LedgerEntry>(FIND_ENTRIES, ...range, since);
      for (const row of found) audit.addEntry(row, isOther(row.source));
    }
    await this.setWanted([]);
    return audit.answers();
  }

  private async setWanted(ids: readonly string[]): Promise<void> {
    this.file.read(({ sql }) => {
      sql.run(MAKE_WANTED);
      sql.run(CLEAR_WANTED);
    });
    for (let from = 0; from < ids.length; from += IDS) {
      const list = JSON.stringify(ids.slice(from, from + IDS));
      this.file.read(({ sql }) => sql.run(ADD_WANTED, list));
      await setImmediate();
    }
  }

  protected rows<Found>(query: string, ...values: SqlValue[]): Array<Found & { source: number }> {
    const rows = this.file.read(({ sql }) => sql.all<Row>(query, ...values));
    return rows.map((row) => readRow(row));
  }

  /** The ids of a table in batches: after which one, and up to which. */
  private async *ranges(table: 'events' | 'ledger', limit: number) {
    const end = `SELECT max(id) AS last FROM (SELECT id FROM ${table} WHERE id > ? ORDER BY id LIMIT ?)`;
    for (let after = 0; ;) {
      const from = after;
      const { last } = this.file.read(({ sql }) =>
        sql.get<{ last: number | null }>(end, from, limit),
      );
      if (last === null) return;
      yield [from, last] as const;
      after = last;
      await setImmediate();
    }
  }
}

/** How many events of a source are in which state, and how many are held for others. */
export function countEvents(store: SqliteStore, source: number, now: number): OutboxCounts {
  const count = (where: string, ...values: SqlValue[]) =>
    store.sql.get<{ n: number }>(`SELECT count(*) AS n FROM events WHERE ${where}`, ...values).n;
  const leased = count('holder IS NOT NULL');
  const allDead = count('died_at IS NOT NULL AND source IN (SELECT id FROM sources)');
  const dead = count('died_at IS NOT NULL AND source = ?', source);
  const waiting = count(`source = ? AND ${IS_QUEUED} AND due_at > ?`, source, now);
  const { held } = store.sql.get<{ held: number }>(COUNT_HELD, source);
  const { oldestAt } = store.sql.get<{ oldestAt: number | null }>(OLDEST, source, source);
  // Found by subtraction, because counting a million would take too long.
  const pending = store.totals().events - leased - allDead - held - waiting;
  const inMemory = store.isInMemory ? pending + leased + waiting : 0;
  return { pending, leased, waiting, dead, held, inMemory, oldestAt: oldestAt ?? undefined };
}

/** Removes what is left of deleted events in file and log. @returns what it could not, and what to do */
async function eraseRests(file: AdminFile): Promise<string[]> {
  if (file.path === MEMORY) return [];
  const left: string[] = [];
  // `secure_delete` does not cover pages that SQLite has moved, so the file is rewritten.
  const rewrite = () => {
    try {
      file.exec('VACUUM');
      return true;
    } catch {
      return false;
    }
  };
  if (!(await succeedsWithin(FILE_MS, rewrite))) {
    left.push(
      'Deleted bytes may still be in unused parts of the file, because it could not be rewritten: see that ' +
        'the disk has room for it once more, and that no other process has its lock, and call this again.',
    );
  }
  if (!(await succeedsWithin(FILE_MS, () => file.emptyLog()))) {
    left.push(
      "Deleted bytes are still in the log beside the outbox's file, because another process keeps reading it: " +
        'end its transaction, and call this again.',
    );
  }
  const name = basename(file.path);
  const aside = readdirSync(dirname(file.path))
    .filter((each) => [`${name}.damaged-`, `${name}.new`].some((start) => each.startsWith(start)))
    .filter((each) => !each.endsWith('-shm'))
    .map((each) => join(dirname(file.path), each));
  if (aside.length > 0) {
    left.push(
      `Files that were quarantined as damaged are not searched, and may hold more of them: ${aside.join(', ')}. ` +
        'Delete them as soon as you do not need them.',
    );
  }
  return left;
}

/** Tries it again and again. @returns whether it has succeeded in time */
async function succeedsWithin(ms: number, attempt: () => boolean): Promise<boolean> {
  const deadline = uptime() + ms;
  while (!attempt()) {
    if (uptime() > deadline) return false;
    await pause(LOOK_MS);
  }
  return true;
}
