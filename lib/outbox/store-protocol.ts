import { OutboxFullError, type FullReason } from './outbox-full.error.js';
import { OutboxUnavailableError } from './outbox-unavailable.error.js';
import type { Acknowledgement, OutboxAdministration, OutboxRecord } from './outbox.js';
import type { OutboxNotice } from './sqlite-file.js';
import { UndeliverableError } from './undeliverable.error.js';

/** How many values of the flat list in a write request are one record to be put. */
export const VALUES_OF_PUT = 5;
/** Stands for all acknowledgements of a write request among its failures. */
export const ACKNOWLEDGEMENTS = -1;

/** What could not be written of a request: the index of a put, or {@link ACKNOWLEDGEMENTS}, and why. */
export type Failures = ReadonlyMap<number, FullReason>;

/**
 * What the application's thread asks of the thread that has the file, as plain lists: a request begins
 * with its number, by which it is answered; 0 for what needs no answer.
 */
export type Request =
  /** All that one turn of the event loop puts (flat) and acknowledges, for the owner that leased it. */
  | readonly [
      number,
      'write',
      puts: readonly unknown[],
      owner: number,
      delivered: readonly number[],
      others: readonly Acknowledgement[],
    ]
  | readonly [number, 'lease', limit: number, owner: number]
  | readonly [number, 'admin', verb: keyof OutboxAdministration, argument: unknown]
  /** From now on say when something may have become due. */
  | readonly [number, 'listen']
  /** Some time has passed, and the application's thread is alive. */
  | readonly [number, 'tick']
  | readonly [number, 'close']
  /** The process ends, and its other thread waits: write all there is, now. */
  | readonly [number, 'exit'];

export interface LeaseAnswer {
  readonly records: readonly OutboxRecord[];
  readonly nextDueAt: number | undefined;
}

/** What the thread that has the file says. */
export type Message =
  | readonly ['opened']
  | readonly ['failed', error: EncodedError]
  /** Answers, flat: the request's number, what came of it, and its error if it failed. */
  | readonly ['answers', answers: readonly unknown[]]
  /** This process's number in the file, and until when its leases hold. */
  | readonly ['alive', owner: number, aliveUntil: number]
  | readonly ['wake']
  | readonly ['notice', notice: OutboxNotice];

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
