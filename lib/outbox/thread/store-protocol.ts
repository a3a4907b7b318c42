import { EraseIncompleteError } from '../erase-incomplete.error.js';
import type { LedgerNote } from '../ledger.js';
import { OutboxFullError, type FullReason } from '../outbox-full.error.js';
import type { Acknowledgement, NewRecord, OutboxAdmin } from '../outbox.js';
import type { OutboxNotice } from '../outbox-settings.js';
import { OutboxUnavailableError } from '../outbox-unavailable.error.js';
import { UndeliverableError } from '../undeliverable.error.js';

/** What one turn of the event loop writes. */
export interface Write {
  /** A flat list, see {@link addPut}. */
  readonly puts: readonly unknown[];
  /** The number in the file under which the acknowledged records were leased. */
  readonly owner: number;
  readonly acknowledgements: readonly Acknowledgement[];
}

/** How many values of the flat list of puts are one record. */
const VALUES_OF_PUT = 5;

/**
 * Adds a record to a flat list: thousands of small objects would cost more on their way to the thread.
 *
 * @returns its index
 */
export function addPut(puts: unknown[], record: NewRecord): number {
  const { eventName, origin, body, recordedAt, dead } = record;
  return puts.push(eventName, origin, body, recordedAt, dead) / VALUES_OF_PUT - 1;
}

export function putAt(puts: readonly unknown[], index: number): NewRecord {
  const at = index * VALUES_OF_PUT;
  const [eventName, origin, body, recordedAt, dead] = puts.slice(at, at + VALUES_OF_PUT);
  return { eventName, origin, body, recordedAt, dead } as NewRecord;
}

export function countPuts(puts: readonly unknown[]): number {
  return puts.length / VALUES_OF_PUT;
}

/** What could not be written of a turn: the index of a put or {@link keyOfAcknowledgement}, and why. */
export type Failures = ReadonlyMap<number, EncodedError>;

/** Distinguishes an acknowledgement of a turn from its puts. */
export function keyOfAcknowledgement(index: number): number {
  return -1 - index;
}

/**
 * What the application's thread asks for: the number of the answer (0 if there is none), what, and with
 * which values. All requests of a turn are one message.
 */
export type Request =
  | readonly [number, 'write', Write]
  /** The owner is the number in the file under which the caller holds its earlier leases, 0 without any. */
  | readonly [number, 'lease', limit: number, maxBytes: number, owner: number, wait: boolean]
  /** All is given back that was leased and not sent yet at this recall. */
  | readonly [number, 'recallDone', recalls: number]
  | readonly [number, 'note', notes: readonly LedgerNote[]]
  | readonly [number, 'admin', verb: keyof OutboxAdmin, value: unknown]
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
  | readonly ['answers', readonly unknown[]]
  /** This process's number in the file, and until when its leases hold. */
  | readonly ['alive', owner: number, aliveUntil: number]
  /** What is leased and not being sent yet has to be given back. */
  | readonly ['recall', recalls: number]
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
