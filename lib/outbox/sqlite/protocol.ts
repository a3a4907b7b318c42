import {
  EraseIncompleteError,
  OutboxFullError,
  OutboxUnavailableError,
  UndeliverableError,
} from '../errors.js';
import type { LedgerEntry } from '../ledger.js';
import type { DeadLetter, NextState, OutboxAdmin, OutboxNotice, OutboxRecord } from '../outbox.js';
import type { NewRecord } from '../record.js';

/** What a lease took out of the store. */
export interface Lease {
  readonly records: readonly OutboxRecord[];
  /** Records whose bytes have changed: they became dead letters instead. */
  readonly damaged: readonly DeadLetter[];
  /** When the next record is due, in milliseconds since the epoch; undefined if none is left. */
  readonly nextDueAt: number | undefined;
}

/**
 * What the application's thread requests: the number of the response (0 if there is none), what, and with
 * which values. All requests of a turn are one message. A holder is the number in the file under which the
 * caller leases records, 0 before its first lease.
 */
export type Request =
  /** The first one: its response says that the file is open. */
  | readonly [number, 'open']
  | readonly [number, 'put', fields: readonly unknown[], dead: NewRecord['dead']]
  /** Stores the next state of a leased record; ignores one that is no longer leased to the holder. */
  | readonly [number, 'settle', id: number, next: NextState, holder: number]
  /** Leases the oldest records that are due. */
  | readonly [number, 'lease', limit: number, maxBytes: number, holder: number]
  | readonly [number, 'nextDueAt']
  | readonly [number, 'note', entries: readonly LedgerEntry[]]
  | readonly [number, 'admin', verb: keyof OutboxAdmin, value: unknown]
  /** Makes all waiting records pending. */
  | readonly [number, 'wakeAll']
  /** Some time has passed, and the application's thread is alive. */
  | readonly [number, 'tick']
  | readonly [number, 'close']
  /** Write all there is, for this time at most, and nothing later: the process ends. */
  | readonly [number, 'exit', ms: number];

/** Whether a request writes records, and so may make some due. */
export function isWrite([, kind]: Request): boolean {
  return kind === 'put' || kind === 'settle' || kind === 'wakeAll';
}

/** A heartbeat of this process, which counts once it is committed. */
export interface Heartbeat {
  /** The process's number in the file: another one than before if its leases were taken over; 0 before the first. */
  readonly holder: number;
  /** Until when its leases are certain to hold, by `uptime`. */
  readonly aliveUntil: number;
}

/** What the thread with the file sends. */
export type Message =
  /** The file cannot be opened: the thread ends. */
  | readonly ['failed', reason: string]
  /** A flat list of each request's number, its result, and its error if it failed. */
  | readonly ['responses', readonly unknown[]]
  | readonly ['alive', Heartbeat]
  /** Another process has written something. */
  | readonly ['changed']
  | readonly ['notice', OutboxNotice];

/** Between threads, these would lose their class. */
const CLASSES: Readonly<Record<string, { readonly prototype: Error }>> = {
  OutboxFullError,
  OutboxUnavailableError,
  UndeliverableError,
  EraseIncompleteError,
};

/** What an error needs to be made again. */
export type EncodedError = Readonly<Record<string, unknown>>;

export function encodeError(error: unknown): EncodedError {
  const { name, message } = error as Error;
  return { ...(error as Error), name, message };
}

export function decodeError(encoded: EncodedError): Error {
  const error = new Error(String(encoded.message));
  const { prototype } = CLASSES[String(encoded.name)] ?? Error;
  return Object.assign(Object.setPrototypeOf(error, prototype), encoded);
}
