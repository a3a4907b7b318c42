import { setImmediate } from 'node:timers/promises';
import {
  Audit,
  type AuditAnswer,
  type AuditQuery,
  type KeptRecord,
  type LedgerNote,
} from '../ledger.js';
import type { SqlValue } from '../sqlite/driver.js';
import { EVENT_ID, toSeconds } from './sqlite-ledger.js';
import type { SqliteStore, StoreAccess } from './sqlite-store.js';
import { asBytes, bounded, DEAD_COLUMNS, readRow, type Row } from './stored-record.js';

/** How many rows are looked at in one go: the application's events wait meanwhile. */
const EVENTS = 500;
const NOTES = 10_000;
/** How many ids are passed to SQLite at once. */
const IDS = 10_000;

/** The wanted ids, in a table that only this connection sees: then no index over all ids is needed. */
const MAKE_WANTED =
  'CREATE TEMP TABLE IF NOT EXISTS wanted (event_id TEXT PRIMARY KEY) WITHOUT ROWID';
const ADD_WANTED = 'INSERT OR IGNORE INTO temp.wanted SELECT value FROM json_each(?)';
const CLEAR_WANTED = 'DELETE FROM temp.wanted';
const IS_WANTED = 'event_id IN (SELECT event_id FROM temp.wanted)';
const IN_RANGE = 'id > ? AND id <= ?';

const FIND_EVENTS = `SELECT * FROM (SELECT source, ${asBytes('event_name')} AS eventName,
    ${bounded('recorded_at')} AS recordedAt, ${DEAD_COLUMNS}, ${EVENT_ID} AS event_id
  FROM events WHERE ${IN_RANGE}) WHERE ${IS_WANTED}`;
const FIND_NOTES = `SELECT source, ${asBytes('event_name')} AS eventName, ${asBytes('outcome')} AS fate,
    ${bounded('noted_at')} * 1000 AS at, event_id
  FROM (SELECT kind, noted_at, event_id FROM ledger WHERE ${IN_RANGE} AND noted_at >= ?)
  JOIN ledger_kinds AS kinds ON kinds.id = kind WHERE ${IS_WANTED}`;
const BEGIN = `SELECT ${bounded('noted_at')} * 1000 AS at FROM ledger WHERE kind <> 0 ORDER BY id LIMIT 1`;

interface Found {
  readonly source: number;
  readonly event_id: string;
}

/**
 * Finds out what has become of events, by a look at all that the file has: in parts, so that no new event
 * has to wait long. One call at a time.
 *
 * @param own the number of the present source; undefined if all are
 */
export async function auditFile(
  access: StoreAccess,
  query: AuditQuery,
  own: number | undefined,
): Promise<AuditAnswer[]> {
  const audit = new Audit(query);
  const isOther = (source: number) => own !== undefined && source !== own;
  await setWanted(access, query.ids);
  // The events first: one that is delivered meanwhile is found in the ledger.
  for await (const row of scan<Found & KeptRecord>(access, 'events', EVENTS, FIND_EVENTS)) {
    audit.addRecord(row.event_id, row, isOther(row.source));
  }
  const since = toSeconds(query.since ?? 0);
  for await (const row of scan<Found & Omit<LedgerNote, 'eventId'>>(
    access,
    'ledger',
    NOTES,
    FIND_NOTES,
    since,
  )) {
    const { source, event_id: eventId, ...note } = row;
    audit.addNote({ ...note, eventId }, isOther(source));
  }
  await setWanted(access, []);
  return audit.answers();
}

/**
 * When the ledger begins, in milliseconds since the epoch: nothing is known of earlier deliveries.
 *
 * @returns undefined if it is empty
 */
export function beginOfLedger({ sql }: SqliteStore): number | undefined {
  return sql.get<{ at: number } | undefined>(BEGIN)?.at;
}

async function setWanted(access: StoreAccess, ids: readonly string[]): Promise<void> {
  access.read(({ sql }) => {
    sql.run(MAKE_WANTED);
    sql.run(CLEAR_WANTED);
  });
  for (let from = 0; from < ids.length; from += IDS) {
    const list = JSON.stringify(ids.slice(from, from + IDS));
    access.read(({ sql }) => sql.run(ADD_WANTED, list));
    await setImmediate();
  }
}

/** The rows of a table that match, in the order of their ids. */
async function* scan<Match>(
  access: StoreAccess,
  table: 'events' | 'ledger',
  limit: number,
  find: string,
  ...values: SqlValue[]
): AsyncGenerator<Match> {
  const end = `SELECT max(id) AS last FROM (SELECT id FROM ${table} WHERE id > ? ORDER BY id LIMIT ?)`;
  for (let after = 0; ;) {
    const from = after;
    const { last, rows } = access.read(({ sql }) => {
      const { last } = sql.get<{ last: number | null }>(end, from, limit);
      return { last, rows: last === null ? [] : sql.all<Row>(find, from, last, ...values) };
    });
    yield* rows.map(readRow<Match>);
    if (last === null) return;
    after = last;
    await setImmediate();
  }
}
