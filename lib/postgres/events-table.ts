import { createHash } from 'node:crypto';
import { ConvergeOptionsError } from '../options/check-values.js';
import { fieldsOf, type NewRecord } from '../outbox/record.js';
import type { Run } from './transaction-handle.js';

export const DEFAULT_TABLE = 'converge_events';

/** A name, or a schema's and a name. PostgreSQL cuts longer ones, and those of channels. */
const TABLE_NAME = /^(?=.{1,63}$)[a-z_]\w*(\.[a-z_]\w*)?$/i;

/**
 * The SQL that creates the table: one statement, to be run by a migration of the project.
 *
 * @param table its name, with its schema if that is not in the `search_path`; `converge_events` by default
 * @throws ConvergeOptionsError for an invalid name
 */
export function migration(table: string = DEFAULT_TABLE): string {
  return `CREATE TABLE ${quote(table)} (
  id bigint GENERATED ALWAYS AS IDENTITY,
  source text NOT NULL,
  event_name text NOT NULL,
  origin text NOT NULL,
  body text NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  trace_context text NOT NULL DEFAULT '',
  PRIMARY KEY (source, id)
)`;
}

export type EventsTable = ReturnType<typeof eventsTable>;

/** The statements on the table in which events wait for the commit of their order. @throws ConvergeOptionsError */
export function eventsTable(name: string) {
  const table = quote(name);
  return {
    name,

    async insert(run: Run, record: NewRecord, source: string): Promise<void> {
      const { eventName, origin, body, traceContext = '' } = record;
      // What a transaction notifies of is sent when it commits, and then once, however many rows it has.
      const sql =
        `INSERT INTO ${table} (source, event_name, origin, body, trace_context) ` +
        `VALUES ($1, $2, $3, $4, $5) RETURNING pg_notify('${name}', '')::text AS notified`;
      // PostgreSQL takes every character but this one.
      const safeName = eventName.replaceAll('\0', '\ufffd');
      await run(sql, [fingerprint(source), safeName, origin, body, traceContext]);
    },

    listen: `LISTEN "${name}"`,

    /** The oldest rows that no other transaction has. Parameters: source, the id after which they begin, limit. */
    take:
      'SELECT id, event_name AS "eventName", origin, body, trace_context AS "traceContext", ' +
      `floor(extract(epoch FROM recorded_at) * 1000)::text AS "recordedAt" FROM ${table} ` +
      'WHERE source = $1 AND id > $2 ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED',

    /** Parameters: source, ids. */
    remove: `DELETE FROM ${table} WHERE source = $1 AND id = ANY($2::bigint[])`,

    /** Counts what another source has left for an hour; those of a second shop are moved at once. */
    countHeld:
      `SELECT count(*)::text AS held FROM ${table} ` +
      "WHERE source <> $1 AND recorded_at < now() - interval '1 hour'",

    /** Parameter: the source that gets the rows of all others. */
    adopt: `UPDATE ${table} SET source = $1 WHERE source <> $1`,
  };
}

/** A row as `take` of the table returns it: all of it is text. */
export type EventRow = Readonly<
  Record<'id' | 'eventName' | 'origin' | 'body' | 'traceContext' | 'recordedAt', string>
>;

/** What is no event of ours, because it was written by hand, is a dead letter. */
export function toRecord(row: EventRow): NewRecord {
  const { id: _, ...fields } = row;
  const record = { ...fields, recordedAt: Number(row.recordedAt), attempts: 0 };
  const dead = { reason: 'damaged: "recorded_at" of its row is no time', undeliverable: true };
  return fieldsOf(record) ?? { ...record, recordedAt: Date.now(), dead };
}

/** Stands for a source in the table; neither token nor endpoint can be read from it. */
export function fingerprint(source: string): string {
  return createHash('sha256').update(`nestjs-converge:${source}`).digest('hex');
}

function quote(table: string): string {
  if (typeof table === 'string' && TABLE_NAME.test(table)) {
    return `"${table.replace('.', '"."')}"`;
  }
  throw new ConvergeOptionsError(
    'postgres: "table" must be a name such as "converge_events" or "shop.converge_events", of at most 63 ' +
      'letters, digits and underscores.',
  );
}
