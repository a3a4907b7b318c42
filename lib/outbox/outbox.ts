import { getHeapStatistics } from 'node:v8';
import type { AuditAnswer, AuditQuery, LedgerNote } from './ledger.js';
import { earlier } from './timer.js';

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
}

/** A record to be put. */
export interface NewRecord extends Omit<OutboxRecord, 'id' | 'attempts'> {
  /** The `event_id` in the body, if it is known already. */
  readonly eventId?: string | undefined;
  /** Given if the record becomes a dead letter at once. */
  readonly dead?: {
    readonly reason: string;
    /** That of Converge, if it refused it before the record was moved here. */
    readonly status?: number | undefined;
    /** Whether it breaks the contract, so that a replay skips it. */
    readonly undeliverable: boolean;
  };
}

/** How many bytes of events may wait in this process's memory: a tenth of what it may use. */
export const HEAP_SHARE = Math.floor(getHeapStatistics().heap_size_limit / 10);

/** How many bytes a record counts for. */
export function sizeOf({ body, dead }: Pick<NewRecord, 'body' | 'dead'>): number {
  return Buffer.byteLength(body) + Buffer.byteLength(dead?.reason ?? '');
}

/** How many of the first records fit into these limits. @param maxBytes of all of them; one may be larger */
export function countFitting(
  records: Iterable<Pick<NewRecord, 'body'>>,
  limit: number,
  maxBytes: number,
): number {
  let [count, bytes] = [0, 0];
  for (const record of records) {
    bytes += sizeOf(record);
    if (count >= limit || (count > 0 && bytes > maxBytes)) break;
    count++;
  }
  return count;
}

/** A record that is not tried again, and why. */
export interface DeadLetter extends OutboxRecord {
  /** Why, in words; may contain Converge's answer, and so personal data. */
  readonly reason: string;
  /** The status with which Converge refused it; undefined if it was not Converge. */
  readonly status?: number;
  /** When it became a dead letter, in milliseconds since the epoch. */
  readonly diedAt: number;
  /**
   * Whether sending it is of no use, so that a replay skips it: it breaks Converge's contract, or its bytes
   * in the outbox's file have changed (then the reason begins with `damaged`).
   */
  readonly undeliverable: boolean;
}

/** How many dead letters are listed by default. */
export const DEFAULT_LIMIT = 1_000;

/** Selects dead letters: all, one, or those of one event. */
export interface DeadLetterFilter {
  readonly id?: number;
  readonly eventName?: string;
  /**
   * How many are listed at most; only `deadLetters` knows it.
   *
   * @default 1000
   */
  readonly limit?: number;
}

/** The next state of a leased record. */
export type Acknowledgement = { readonly id: number; readonly state: 'delivered' } | Undelivered;

/** The next state of a leased record that is kept. */
export type Undelivered = { readonly id: number } & (
  | { readonly state: 'waiting'; readonly dueAt: number; readonly attempts: number }
  | {
      readonly state: 'dead';
      readonly attempts: number;
      readonly reason: string;
      readonly status?: number;
    }
);

/** Makes the record due again at once, without an attempt. */
export function givenBack({ id, attempts }: OutboxRecord): Acknowledgement {
  return { id, state: 'waiting', dueAt: 0, attempts };
}

/** How many records are in which state. */
export interface OutboxCounts {
  /** Ready to be sent. */
  readonly pending: number;
  /** Being sent, by this process or another one. */
  readonly leased: number;
  /** An attempt failed, and the next one is due later. */
  readonly waiting: number;
  /** Dead letters. */
  readonly dead: number;
  /** Recorded for another source (token and endpoint), and not sent to this one. */
  readonly held: number;
  /** Pending, leased or waiting, and only in memory: lost if the process is killed. */
  readonly inMemory: number;
  /**
   * When the oldest one that is not dead was recorded (of the first thousand in each state), in
   * milliseconds since the epoch.
   */
  readonly oldestAt?: number;
}

/** The counts of two places that hold records. */
export function addCounts(one: OutboxCounts, other: OutboxCounts): OutboxCounts {
  return {
    pending: one.pending + other.pending,
    leased: one.leased + other.leased,
    waiting: one.waiting + other.waiting,
    dead: one.dead + other.dead,
    held: one.held + other.held,
    inMemory: one.inMemory + other.inMemory,
    oldestAt: earlier(one.oldestAt, other.oldestAt),
  };
}

/** Records to be sent. */
export interface Lease {
  readonly records: readonly OutboxRecord[];
  /** When the next record is due, in milliseconds since the epoch; undefined if none is left. */
  readonly nextDueAt: number | undefined;
}

/** The answer to a call whose wait has ended. */
export const NO_LEASE: Lease = { records: [], nextDueAt: undefined };

/**
 * Keeps events until Converge has them. A record is pending, leased, waiting until a time, or a dead
 * letter; a delivered one is deleted. An outbox does not know its sender, which asks it for records.
 */
export interface Outbox {
  /**
   * Keeps a record; resolves when it is as safe as this outbox makes it.
   *
   * @throws OutboxFullError, OutboxClosedError
   */
  put(record: NewRecord): Promise<void>;

  /**
   * Leases up to `limit` records that are due, the oldest first: no other process gets them meanwhile.
   *
   * @param limit 0 asks only when the next one is due
   * @param maxBytes how large their bodies may be together; a single one may be larger
   * @param wait waits until a record is due. Only one call waits at a time: the next one ends it without
   * records, and so does closing.
   */
  lease(limit: number, wait?: boolean, maxBytes?: number): Promise<Lease>;

  /**
   * False after a sleep in which another process may have taken over the leased records: give them back
   * instead of sending them.
   */
  holdsLeases(): boolean;

  /**
   * Sets who gives back at once, by an acknowledgement, what is leased and not being sent yet: some of it
   * was erased. What is given back comes again, unless it is gone.
   */
  onRecall(giveBack: () => void): void;

  /** Sets the next state of leased records; ignores those that are no longer leased to this process. */
  acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void>;

  /**
   * Keeps in the ledger what has become of events that are not in the outbox: what it deletes itself, it
   * notes itself, in the same step. The ledger counts for no limit.
   */
  note(notes: readonly LedgerNote[]): Promise<void>;

  /** What operators do. */
  readonly admin: OutboxAdmin;

  /**
   * Takes no more records, and gives back the leased ones.
   *
   * @param timeoutMs milliseconds after which calls that wait for the disk or a lock, puts included, reject
   * with an OutboxClosedError; without a limit by default
   * @returns how many records are lost, because they are only in memory
   */
  close(timeoutMs?: number): Promise<number>;
}

/**
 * What operators do with an outbox: the same for an application and the command line. A filter with
 * unknown keys, or with a key that has no value, is a TypeError: it would select too much.
 */
export interface OutboxAdmin {
  counts(): Promise<OutboxCounts>;

  /** The dead letters, oldest first. */
  deadLetters(filter?: DeadLetterFilter): Promise<readonly DeadLetter[]>;

  /**
   * Makes dead letters pending again, with all their attempts; skips undeliverable ones.
   *
   * @returns how many
   * @throws UndeliverableError if the filter's id is that of an undeliverable one
   */
  replay(filter?: Omit<DeadLetterFilter, 'limit'>): Promise<number>;

  /** Deletes dead letters. @returns how many */
  discard(filter?: Omit<DeadLetterFilter, 'limit'>): Promise<number>;

  /**
   * Deletes and overwrites all records of a person, dead letters included. When it resolves, nothing of
   * them is left, and nothing is sent but what is on its way already.
   *
   * @param alias one of the person's, in any spelling
   * @returns how many
   * @throws EraseIncompleteError if something is left
   */
  erase(alias: string): Promise<number>;

  /** Gives this source the records of all others, dead letters included. @returns how many */
  adopt(): Promise<number>;

  /** What has become of events: one answer for each id. */
  audit(query: AuditQuery): Promise<readonly AuditAnswer[]>;
}
