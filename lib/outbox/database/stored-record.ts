import { types } from 'node:util';
import { crc32 } from 'node:zlib';
import type { Blob, SqlValue } from '../sqlite/driver.js';
import type { OutboxRecord } from '../outbox.js';

/**
 * The latest time that a Date can hold. No number in the file is read as larger, whatever is damaged
 * there: beyond 2^53, `node:sqlite` throws.
 */
const MAX_TIME = 8_640_000_000_000_000;

/** A number of the file, in SQL, that is never negative and never too large. */
export function bounded(column: string): string {
  return `max(0, min(${column}, ${MAX_TIME}))`;
}

/** The same for a number on its way to the file, whose columns take no fractions. */
export function whole(value: number): number {
  return Math.max(0, Math.min(Math.round(value) || 0, MAX_TIME));
}

/** A text of the file, in SQL, as bytes: `libsql` ends the process where a text is not valid UTF-8. */
export function asBytes(column: string): string {
  return `CAST(${column} AS BLOB)`;
}

/** The columns of a record without its body ... */
export const HEAD_COLUMNS = `id, ${asBytes('event_name')} AS eventName, ${asBytes('origin')} AS origin,
  ${bounded('recorded_at')} AS recordedAt, ${bounded('attempts')} AS attempts`;
export const BODY_COLUMN = `${asBytes('body')} AS body`;
/** ... and with it. */
export const RECORD_COLUMNS = `${HEAD_COLUMNS}, ${BODY_COLUMN}`;
/** The `event_id` in the body, unless that is very long or damaged. */
export const EVENT_ID_COLUMN = `CASE WHEN size < 65536 AND json_valid(body)
  THEN CAST(json_extract(body, '$.event_id') AS BLOB) END AS eventId`;
/** The columns that only dead letters have. */
export const DEAD_COLUMNS = `${asBytes('reason')} AS reason, ${bounded('status')} AS status,
  ${bounded('died_at')} AS diedAt, ${bounded('undeliverable')} AS undeliverable`;

/** How many bodies are read at once: each may have a megabyte or more. */
export const PAGE = 32;

/** A row as SQLite returns it, which knows neither undefined nor booleans; its texts are bytes. */
export interface Row {
  readonly [column: string]: SqlValue | Blob;
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows its columns
export function readRow<Event>({ undeliverable, ...row }: Row): Event {
  const values = Object.entries(row)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, isBlob(value) ? toBuffer(value).toString() : value]);
  const flag = undeliverable === undefined ? {} : { undeliverable: undeliverable !== 0 };
  return { ...Object.fromEntries(values), ...flag } as Event;
}

/**
 * The check value of a record. A sum, so that SQL can change the time without reading the body. The times
 * that it does not cover do no harm: no event is due later than the longest pause, whatever is written.
 */
export function checksumOf(
  eventName: string | Buffer,
  origin: string | Buffer,
  body: string | Buffer,
  recordedAt: number,
): number {
  return crc32(body, crc32(origin, crc32(eventName))) + recordedAt;
}

/** Whether the bytes in the file are still those of the record. */
export function isIntact(row: StoredRecord): boolean {
  const [eventName, origin, body] = [row.eventName, row.origin, row.body].map(toBuffer) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  return checksumOf(eventName, origin, body, row.recordedAt) === row.checksum;
}

/** A record with its check value as it is in the file. */
export type StoredRecord = Row &
  Pick<OutboxRecord, 'id' | 'recordedAt' | 'attempts'> & {
    readonly eventName: Blob;
    readonly origin: Blob;
    readonly body: Blob;
    readonly checksum: number;
  };

function isBlob(value: unknown): value is Blob {
  return ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value);
}

export function toBuffer(blob: Blob): Buffer {
  return Buffer.from(blob as Uint8Array);
}
