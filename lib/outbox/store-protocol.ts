import { OutboxFullError, type FullReason } from './outbox-full.error.js';
import { OutboxUnavailableError } from './outbox-unavailable.error.js';
import type { Acknowledgement, Lease, OutboxAdministration } from './outbox.js';
import type { OutboxNotice } from './sqlite-file.js';
import { UndeliverableError } from './undeliverable.error.js';

/** How many values of the flat list of puts are one record. */
export const VALUES_OF_PUT = 5;
/** Stands for all acknowledgements of a write request among its failures. */
export const ACKNOWLEDGEMENTS = -1;

/** What could not be written of a request: the index of a put, or {@link ACKNOWLEDGEMENTS}, and why. */
export type Failures = ReadonlyMap<number, FullReason>;

/** All that one turn of the event loop asks of the file. */
export interface Write {
  /** A flat list: thousands of small objects would cost more on their way to the thread. */
  readonly puts: readonly unknown[];
  /** To which number in the file what is acknowledged was leased. */
  readonly owner: number;
  readonly acknowledgements: readonly Acknowledgement[];
  /** How many records are wanted as soon as they are due; 0 leaves it at what was said before. */
  readonly wanted: number;
}

/**
 * What the application's thread asks of the thread that has the file: the number by which it is answered
 * (0 for what needs no answer), what, and with which values.
 */
export type Request =
  | readonly [number, 'write', Write]
  | readonly [number, 'lease', { readonly limit: number; readonly owner: number }]
  | readonly [
      number,
      'admin',
      { readonly verb: keyof OutboxAdministration; readonly value: unknown },
    ]
  /** Some time has passed, and the application's thread is alive. */
  | readonly [number, 'tick']
  | readonly [number, 'close']
  /** The process ends, and its other thread waits: write all there is, now. */
  | readonly [number, 'exit'];

/** What the thread that has the file says. */
export type Message =
  | readonly ['opened']
  | readonly ['failed', EncodedError]
  /** Answers, flat (the request's number, its result, its error if it failed), and what was wanted. */
  | readonly ['answers', readonly unknown[], leased: Lease | undefined]
  /** This process's number in the file, and until when its leases hold. */
  | readonly ['alive', owner: number, aliveUntil: number]
  | readonly ['notice', OutboxNotice];

/** An error on its way from one thread to the other, which would lose its class and its code. */
export interface EncodedError {
  readonly name: string;
  readonly message: string;
  readonly code: unknown;
  readonly reason: FullReason | undefined;
  readonly id: number | undefined;
}

export function encodeError(error: unknown): EncodedError {
  const { name, message, code, reason, id } = error as Error & Partial<EncodedError>;
  return { name, message, code, reason, id };
}

export function decodeError({ name, message, code, reason, id }: EncodedError): Error {
  if (name === 'OutboxFullError') return new OutboxFullError(reason ?? 'disk');
  if (name === 'OutboxUnavailableError') return new OutboxUnavailableError(message);
  if (name === 'UndeliverableError') return new UndeliverableError(id ?? 0);
  return Object.assign(new Error(message), { code });
}
