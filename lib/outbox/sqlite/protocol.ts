import {
  EraseIncompleteError,
  OutboxFullError,
  OutboxUnavailableError,
  UndeliverableError,
  type FullReason,
} from '../errors.js';
import type { LedgerEntry } from '../ledger.js';
import type { NextState, OutboxAdmin, OutboxNotice, OutboxRecord } from '../outbox.js';
import { decodeRecord, encodeRecord, FIELD_NAMES, type NewRecord } from '../record.js';

/** Records to be sent. */
export interface Lease {
  readonly records: readonly OutboxRecord[];
  /** When the next record is due, in milliseconds since the epoch; undefined if none is left. */
  readonly nextDueAt: number | undefined;
}

/** The answer to a call whose wait has ended. */
export const NO_LEASE: Lease = { records: [], nextDueAt: undefined };

/** The next state of a leased record. */
export interface Settled {
  readonly id: number;
  readonly next: NextState;
}

/** What one batch writes: what one turn of the event loop puts and settles, or several. */
export interface Batch {
  /** A flat list, see {@link addPut}. */
  readonly puts: readonly unknown[];
  /** The number in the file under which the settled records were leased. */
  readonly holder: number;
  readonly settled: readonly Settled[];
}

/** How many values of the flat list of puts are one record: its fields, and why it is dead. */
const VALUES_OF_PUT = FIELD_NAMES.length + 1;

/**
 * Adds a record to a flat list: thousands of small objects would cost more on their way to the thread.
 *
 * @returns its index
 */
export function addPut(puts: unknown[], record: NewRecord): number {
  return puts.push(...encodeRecord(record), record.dead) / VALUES_OF_PUT - 1;
}

export function putAt(puts: readonly unknown[], index: number): NewRecord {
  const at = index * VALUES_OF_PUT;
  const dead = puts[at + VALUES_OF_PUT - 1] as NewRecord['dead'];
  return { ...decodeRecord(puts.slice(at, at + VALUES_OF_PUT - 1)), dead };
}

export function countPuts(puts: readonly unknown[]): number {
  return puts.length / VALUES_OF_PUT;
}

/** What could not be written of a batch: the index of a put or {@link keyOfSettled}, and why. */
export type Failures = ReadonlyMap<number, EncodedError>;

/** Distinguishes what is settled in a batch from its puts. */
export function keyOfSettled(index: number): number {
  return -1 - index;
}

/**
 * What the application's thread requests: the number of the response (0 if there is none), what, and with
 * which values. All requests of a turn are one message.
 */
export type Request =
  | readonly [number, 'write', Batch]
  /** The holder is the number in the file under which the caller holds its earlier leases, 0 without any. */
  | readonly [number, 'lease', limit: number, maxBytes: number, holder: number, wait: boolean]
  /** Ends the lease that waits, without records. */
  | readonly [number, 'endWait']
  | readonly [number, 'note', entries: readonly LedgerEntry[]]
  | readonly [number, 'admin', verb: keyof OutboxAdmin, value: unknown]
  /** Makes all waiting records pending. */
  | readonly [number, 'wakeAll']
  /** Some time has passed, and the application's thread is alive. */
  | readonly [number, 'tick']
  | readonly [number, 'close']
  /** Write all there is, for this time at most, and nothing later: the process ends. */
  | readonly [number, 'exit', ms: number];

/** What the thread with the file sends. */
export type Message =
  | readonly ['opened']
  | readonly ['failed', reason: string]
  /** A flat list of each request's number, its result, and its error if it failed. */
  | readonly ['responses', readonly unknown[]]
  /** This process's number in the file, and until when its leases hold. */
  | readonly ['alive', holder: number, aliveUntil: number]
  | readonly ['notice', OutboxNotice];

/** What an error needs to be made again: between threads it would lose its class and its code. */
export interface EncodedError {
  readonly message: string;
  readonly code?: unknown;
  /** That of an OutboxFullError. */
  readonly reason?: FullReason;
  /** Whether it is an OutboxUnavailableError. */
  readonly unavailable?: boolean;
  /** That of an UndeliverableError. */
  readonly id?: number;
  /** Those of an EraseIncompleteError. */
  readonly erased?: number;
  readonly left?: readonly string[];
}

export function encodeError(error: unknown): EncodedError {
  const { message, code, reason, id, erased, left } = error as EncodedError;
  const unavailable = error instanceof OutboxUnavailableError;
  return { message, code, reason, unavailable, id, erased, left };
}

export function decodeError(error: EncodedError): Error {
  const { message, code, reason, unavailable, id, erased, left } = error;
  if (erased !== undefined && left !== undefined) return new EraseIncompleteError(erased, left);
  if (reason !== undefined) return new OutboxFullError(reason);
  if (unavailable === true) return new OutboxUnavailableError(message);
  if (id !== undefined) return new UndeliverableError(id);
  return Object.assign(new Error(message), { code });
}
