import { types } from 'node:util';
import { crc32 } from 'node:zlib';
import { FIELD_NAMES, FIELDS, type OutboxRecord, type RecordFields } from '../record.js';
import type { Blob, SqlValue } from './driver.js';

/**
 * The latest time that a Date can hold. No number in the file is read as larger, whatever is damaged
 * there: beyond 2^53, `node:sqlite` throws.
 */
export const MAX_NUMBER = 8_640_000_000_000_000;

/** A number of the file, in SQL, that is never negative and never too large. */
export function bounded(column: string): string {
  return `max(0, min(${column}, ${MAX_NUMBER}))`;
}

/** The same for a number on its way to the file, whose columns take no fractions. */
export function whole(value: number): number {
  return Math.max(0, Math.min(Math.round(value) || 0, MAX_NUMBER));
}

export const wholeOrNull = (value?: number) => (value === undefined ? null : whole(value));

/** A text of the file, in SQL, as bytes: `libsql` ends the process where a text is not valid UTF-8. */
export function asBytes(column: string): string {
  return `CAST(${column} AS BLOB)`;
}

/** A record's columns, in the order of its values: its fields in SQL's spelling, and their types. */
export const RECORD_TYPES = FIELD_NAMES.map(
  (name) => [columnOf(name), FIELDS[name] === 'text' ? 'TEXT' : 'INTEGER'] as const,
);

/** The columns of a record, to be read by {@link readRow}; order by `events.id`. With its body ... */
export const RECORD_COLUMNS = columnsOf(FIELD_NAMES);
/** ... and without. */
export const HEAD_COLUMNS = columnsOf(FIELD_NAMES.filter((name) => name !== 'body'));
/** The columns that only dead letters have. */
export const DEAD_COLUMNS = `${asBytes('reason')} AS reason, ${bounded('status')} AS status,
  ${bounded('died_at')} AS diedAt, ${bounded('undeliverable')} AS undeliverable`;
/** The `event_id` in the body; null if it has none. */
export const EVENT_ID = "CASE WHEN json_valid(body) THEN json_extract(body, '$.event_id') END";

/** A row as SQLite returns it, which knows neither undefined nor booleans; its texts are bytes. */
export interface Row {
  readonly [column: string]: SqlValue | Blob;
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows its columns
export function readRow<Event>({ undeliverable, ...row }: Row): Event {
  const values = Object.entries(row)
    // libsql adds `_metadata` to the row of a `get`.
    .filter(([name, value]) => value !== null && name !== '_metadata')
    .map(([name, value]) => [name, isBlob(value) ? toBuffer(value).toString() : value]);
  const flag = undeliverable === undefined ? {} : { undeliverable: undeliverable !== 0 };
  return { ...Object.fromEntries(values), ...flag } as Event;
}

/**
 * The check value of a record. A sum, so that SQL can change the time without reading the body. The times
 * that it does not cover do no harm: no event is due later than the longest pause, whatever is written.
 */
export function checksumOf({ eventName, origin, body, recordedAt }: Checked): number {
  return crc32(body, crc32(origin, crc32(eventName))) + recordedAt;
}

/** Whether the bytes in the file are still those of the record. */
export function isIntact(row: StoredRecord): boolean {
  const [eventName, origin, body] = [row.eventName, row.origin, row.body].map(toBuffer);
  return checksumOf({ ...row, eventName, origin, body } as Checked) === row.checksum;
}

type Texts = 'eventName' | 'origin' | 'body';
type Checked = Record<Texts, string | Buffer> & Pick<RecordFields, 'recordedAt'>;

/** A record with its check value as it is in the file. */
export type StoredRecord = Row &
  Omit<OutboxRecord, Texts> & { readonly [text in Texts]: Blob } & { readonly checksum: number };

export function toBuffer(blob: Blob): Buffer {
  return Buffer.from(blob as Uint8Array);
}

function isBlob(value: unknown): value is Blob {
  return ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value);
}

function columnOf(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function columnsOf(fields: typeof FIELD_NAMES): string {
  const columns = fields.map((field) => {
    const column = columnOf(field);
    return `${FIELDS[field] === 'text' ? asBytes(column) : bounded(column)} AS ${field}`;
  });
  return [`${bounded('id')} AS id`, ...columns].join(', ');
}
