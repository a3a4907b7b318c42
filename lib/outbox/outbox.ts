import { getHeapStatistics } from 'node:v8';
import type { AuditAnswer, AuditQuery, LedgerEntry } from './ledger.js';
import type { NewRecord, OutboxRecord } from './record.js';
import { earlier } from './time.js';

export { sizeOf, type NewRecord, type OutboxRecord } from './record.js';

/** How many bytes of events may wait in this process's memory: a tenth of what it may use. */
export const HEAP_SHARE = Math.floor(getHeapStatistics().heap_size_limit / 10);

/** What follows for a record from an attempt to send it. */
export type NextState =
  /** It is deleted. */
  | { readonly state: 'delivered' }
  /** It is due again at a time, in milliseconds since the epoch; without `attempts`, none has failed. */
  | { readonly state: 'waiting'; readonly dueAt: number; readonly attempts?: number }
  | {
      readonly state: 'dead';
      readonly attempts: number;
      readonly reason: string;
      /** The status with which Converge refused it. */
      readonly status?: number;
    };

/** The end of an attempt. */
export interface Settlement {
  readonly next: NextState;
  /** Call it once the outbox has stored the next state: then the attempt is counted and logged. */
  stored(): void;
}

/** Of a record that was not sent: it is due again at once. */
export const GIVEN_BACK: Settlement = {
  next: { state: 'waiting', dueAt: 0 },
  stored: () => undefined,
};

/** Sends the records of an outbox; one sender may serve several consumers. */
export interface Sender {
  /** How many more records it takes now, over all consumers; 0 during a pause. */
  readonly places: number;
  /** How many records may be held ready besides, so that no place waits; 0 while it probes. */
  readonly ahead: number;
  /** The rest of a pause in which it takes none, in milliseconds; 0 if there is none. */
  readonly pausedForMs: number;
  /** Sends a record; takes its place at once, until the promise resolves. Never rejects. */
  deliver(record: OutboxRecord): Promise<Settlement>;
  /** Calls back whenever there may be more places than before. @returns what ends that */
  onPlaces(callback: () => void): () => void;
}

/** Gives the records of an outbox to a sender: those that are due, the oldest first. */
export interface Consumer {
  /** Waits until nothing more can be sent within the time, in milliseconds. */
  flush(timeoutMs: number): Promise<void>;
  /** Gives no more; resolves when all that is being sent is settled, and all else is given back. */
  stop(): Promise<void>;
}

/**
 * Keeps events until Converge has them. A record is pending, leased (being sent), waiting until a time, or
 * a dead letter; a delivered one is deleted.
 */
export interface Outbox {
  /**
   * Keeps a record; resolves when it is as safe as this outbox makes it.
   *
   * @param limitMs milliseconds after which the caller does not wait any more: then a server need not try it
   * @throws OutboxFullError, OutboxClosedError
   */
  put(record: NewRecord, limitMs?: number): Promise<void>;

  /** Begins to give records to a sender. One consumer at a time; call it again once that has stopped. */
  consume(sender: Sender): Consumer;

  /**
   * Keeps in the ledger what has become of events that are not in the outbox: what it deletes itself, it
   * enters itself, in the same step. The ledger counts for no limit.
   */
  note(entries: readonly LedgerEntry[]): Promise<void>;

  readonly admin: OutboxAdmin;

  /** On a server: asks it for as little as possible. @throws OutboxUnavailableError if it cannot be used */
  ping?(): Promise<void>;

  /** On this machine: makes all waiting records pending, so that they can be moved to another outbox at once. */
  wakeAll?(): Promise<void>;

  /**
   * Takes no more records, and gives back those that are leased. Stop the consumer first.
   *
   * @param timeoutMs milliseconds after which calls that wait for the disk or a lock, puts included, reject
   * with an OutboxClosedError; without a limit by default
   * @returns how many records are lost, because they are only in memory
   */
  close(timeoutMs?: number): Promise<number>;
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
/** How many bytes of them are listed at most, unless one alone has more. */
export const LIST_BYTES = Math.min(16 * 1024 ** 2, HEAP_SHARE);

/** Selects dead letters: all, or those that each of the keys selects. */
export interface DeadLetterFilter {
  readonly id?: number;
  readonly eventName?: string;
  /** Only what became a dead letter at this time or later. */
  readonly since?: Date;
  /** A part of the reason; or a status of Converge's answer, such as `422`, or `4xx`. */
  readonly reason?: string;
  /**
   * How many are listed at most; only `deadLetters` knows it.
   *
   * @default 1000
   */
  readonly limit?: number;
}

/** Selects dead letters that were there at a moment. */
export interface DeadLetterChoice extends DeadLetterFilter {
  /** Leaves out those that die later, perhaps again. In milliseconds since the epoch; default: now. */
  readonly diedBy?: number;
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

/** What operators do with an outbox: the same for an application and the command line. */
export interface OutboxAdmin {
  counts(): Promise<OutboxCounts>;

  /** The dead letters, oldest first. */
  deadLetters(filter?: DeadLetterChoice): Promise<readonly DeadLetter[]>;

  /**
   * Makes dead letters pending again, with all their attempts; skips undeliverable ones. Ends a few after the
   * `limit`.
   *
   * @returns how many
   * @throws UndeliverableError if the filter names an undeliverable one by its id
   */
  replay(filter?: DeadLetterChoice): Promise<number>;

  /** Deletes dead letters. @returns how many */
  discard(filter?: Omit<DeadLetterChoice, 'limit'>): Promise<number>;

  /**
   * Deletes and overwrites all records of a person, dead letters included. When it resolves, nothing of
   * them is left here, and this process sends none of them any more. What another process has leased at
   * that moment may still be sent within milliseconds.
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

/** What an application has set for its outbox, wherever that keeps the records. */
export interface OutboxSettings {
  /** The path of a file, or `memory`. */
  readonly path: string;
  /** The source of the records (token and endpoint); only its fingerprint is stored. */
  readonly source: string;
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly maxEventBytes: number;
  /** The longest wait for the next attempt, in milliseconds: a later time comes from a wrong clock. */
  readonly maxDelayMs: number;
  /** How long dead letters are kept, in milliseconds. */
  readonly deadLetterMs: number;
  /** How long it is remembered what has become of an event, in milliseconds; 0 for not at all. */
  readonly ledgerMs: number;
  readonly onNotice: (notice: OutboxNotice) => void;
}

/** Problems of the outbox that are reported. */
export type OutboxNotice =
  | { readonly kind: 'outboxDamaged'; readonly path: string; readonly taken: number }
  | { readonly kind: 'outboxLogDamaged'; readonly path: string }
  | { readonly kind: 'outboxMoved'; readonly taken: number }
  | { readonly kind: 'eventsUnreadable'; readonly path: string; readonly count: number }
  | { readonly kind: 'damagedEvent'; readonly deadLetter: DeadLetter }
  | { readonly kind: 'deadLettersEvicted' | 'deadLettersExpired'; readonly count: number }
  /** An operation failed for a reason that nobody foresaw; it is tried again. */
  | { readonly kind: 'outboxFault'; readonly error: unknown }
  /**
   * Why records are kept in memory, or on this machine while the server is away; why they are not safe there, or
   * not given to this process ...
   */
  | {
      readonly kind: 'outboxUnavailable' | 'brokerUnavailable' | 'brokerAtRisk' | 'leaseFailed';
      readonly reason: string;
    }
  /** ... and how many were moved when the file or the server could be used again. */
  | { readonly kind: 'outboxRestored' | 'brokerRestored'; readonly count: number };

/** A server that keeps events outside of this process, for all machines of an application. */
export interface Broker {
  /** Names it in logs; without a password. */
  readonly name: string;

  /**
   * Checks the settings. What it returns opens an outbox there; it rejects with an OutboxUnavailableError if the
   * server is away, and may be called again.
   *
   * @param bullConfig what `BullModule.forRoot` of `@nestjs/bullmq` was given, if the application has it
   * @throws ConvergeOptionsError
   */
  prepare(
    settings: Omit<OutboxSettings, 'onNotice'>,
    bullConfig?: unknown,
  ): (onNotice: OutboxSettings['onNotice']) => Promise<Outbox>;
}
