/**
 * An event on its way to Converge, as the outbox knows it: bytes with a name. The body is fixed when
 * the record is put, so that every attempt sends the same event.
 */
export interface OutboxRecord {
  /** The record's own number: not the event's id, so that it may be logged. */
  readonly id: number;
  readonly eventName: string;
  /** The handler or service that recorded it, e.g. `OrdersController#create`. */
  readonly origin: string;
  /** The JSON body that is sent. */
  readonly body: string;
  /** When it was recorded, in milliseconds since the epoch. */
  readonly recordedAt: number;
  /** How many attempts have failed. */
  readonly attempts: number;
  /** The trace in which it was recorded, as a `traceparent` of W3C; empty if there is none. */
  readonly traceContext?: string;
}

/** A record to be put. */
export interface NewRecord extends Omit<OutboxRecord, 'id' | 'attempts'> {
  /** The `event_id` in the body, if it is known already. */
  readonly eventId?: string | undefined;
  /** How many attempts have failed where it was before; 0 by default. */
  readonly attempts?: number;
  /** Given if the record becomes a dead letter at once. */
  readonly dead?: {
    readonly reason: string;
    /** That of Converge, if it refused it before the record was moved here. */
    readonly status?: number | undefined;
    /** Whether it breaks the contract, so that a replay skips it. */
    readonly undeliverable: boolean;
    /** When it became one, in milliseconds since the epoch; now by default. */
    readonly diedAt?: number;
  };
}

/**
 * How each field is kept, by every outbox: this list makes the columns of the table, the values that go to
 * the outbox's thread, and the data of a job. A new field is one line here, and one above.
 */
export const FIELDS = {
  eventName: 'text',
  origin: 'text',
  body: 'text',
  recordedAt: 'number',
  attempts: 'number',
  traceContext: 'text',
} as const satisfies Record<keyof Omit<OutboxRecord, 'id'>, 'text' | 'number'>;

/** The latest time that a `Date` can hold, in milliseconds since the epoch. */
const MAX_TIME = 8.64e15;

/** The value of a field that a record does not have. */
const EMPTY = { text: '', number: 0 };

type FieldName = keyof typeof FIELDS;

export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];

/** The fields of a record: what is kept of it, wherever that is. */
export type RecordFields = Pick<OutboxRecord, FieldName>;

/** The values of a record's fields, in the order of {@link FIELDS}. */
export function encodeRecord(record: NewRecord): Array<string | number> {
  return FIELD_NAMES.map((name) => record[name] ?? EMPTY[FIELDS[name]]);
}

/** The fields of a record from their values. */
export function decodeRecord(values: readonly unknown[]): RecordFields {
  const fields = FIELD_NAMES.map((name, index) => [name, values[index]]);
  return Object.fromEntries(fields) as RecordFields;
}

/** The fields that a job of an older version does not have. */
const ADDED: Partial<RecordFields> = { traceContext: '' };

/** The fields of a record among others; undefined unless each is there and of its type. */
export function fieldsOf(data: object | null | undefined): RecordFields | undefined {
  const given: Partial<Record<FieldName, unknown>> = { ...ADDED, ...data };
  const isField = (name: FieldName) => {
    const value = given[name];
    if (FIELDS[name] === 'text') return typeof value === 'string';
    return typeof value === 'number' && Math.abs(value) <= MAX_TIME;
  };
  if (!FIELD_NAMES.every(isField)) return undefined;
  return decodeRecord(FIELD_NAMES.map((name) => given[name]));
}

/** Distinguishes the source of records from others. Holds the token: only its fingerprint may be stored. */
export function describeSource(endpoint: string, token = ''): string {
  return JSON.stringify([endpoint, token]);
}

/** How many bytes a record counts for. */
export function sizeOf({ body, dead }: Pick<NewRecord, 'body' | 'dead'>): number {
  return Buffer.byteLength(body) + Buffer.byteLength(dead?.reason ?? '');
}
