/**
 * An event on its way, as the outbox knows it: bytes with a name. The body is fixed when the record
 * is put, so that every attempt sends the same event.
 *
 * @publicApi
 */
export interface OutboxRecord {
  /** The record's own number: not the event's id, so that it may be logged. */
  readonly id: number;
  readonly eventName: string;
  /** Who recorded it, e.g. `OrdersController#create`. */
  readonly origin: string;
  /** The JSON body that is sent. */
  readonly body: string;
  /** When it was recorded, in milliseconds since the epoch. */
  readonly recordedAt: number;
  /** How often it was tried in vain. */
  readonly attempts: number;
}

/** A record to be put. @publicApi */
export interface NewRecord extends Omit<OutboxRecord, 'id' | 'attempts'> {
  /** Given for one that is known to be wrong already: it goes to the dead letters at once. */
  readonly deadReason?: string;
}

/** A record that is not tried again, and why. @publicApi */
export interface DeadLetter extends OutboxRecord {
  /** What is wrong, in words; may hold what Converge answered, and so personal data. */
  readonly reason: string;
  /** The status that Converge answered with, where it was Converge that refused it. */
  readonly status?: number;
  /** When it was given up, in milliseconds since the epoch. */
  readonly diedAt: number;
}

/** Which dead letters are meant: all, one, or those of one event. @publicApi */
export interface DeadLetterFilter {
  readonly id?: number;
  readonly eventName?: string;
  /**
   * How many are listed at most; replaying and discarding know no limit.
   *
   * @default 1000
   */
  readonly limit?: number;
}

/** What becomes of a leased record. @publicApi */
export type Settlement = { readonly id: number } & (
  | { readonly state: 'delivered' }
  | { readonly state: 'waiting'; readonly dueAt: number; readonly attempts: number }
  | {
      readonly state: 'dead';
      readonly attempts: number;
      readonly reason: string;
      readonly status?: number;
    }
);

/** How many records are in which state. @publicApi */
export interface OutboxCounts {
  /** Ready to be sent. */
  readonly pending: number;
  /** Being sent, by this process or another one. */
  readonly leased: number;
  /** Tried in vain, and due again later. */
  readonly waiting: number;
  /** Given up, and kept. */
  readonly dead: number;
  /** Recorded for another source (token and endpoint), and not sent to this one. */
  readonly held: number;
  /** About when the oldest one that is not dead was recorded, in milliseconds since the epoch. */
  readonly oldestAt?: number;
}

/** Whoever sends what is in the outbox. */
export interface OutboxConsumer {
  /** Something new may be due. */
  wake(): void;
  /** Whether it takes the next record that is put at once: then that is leased to it as it is put. */
  reserve(): boolean;
  /** What was leased is no longer: this process slept for so long that others have taken over. */
  lost(): void;
  /** Keeps such a promise; undefined if the record could not be put, or not be leased. */
  take(record: OutboxRecord | undefined): void;
}

/**
 * Where events are kept until Converge has them. A record is pending, leased, waiting until a time,
 * or a dead letter; a delivered one is forgotten.
 *
 * @publicApi
 */
export abstract class Outbox {
  /** Whether what is put survives the process. */
  abstract readonly isDurable: boolean;

  /**
   * Keeps a record; resolves when it is as safe as this outbox makes it.
   *
   * @throws OutboxFullError, OutboxClosedError
   */
  abstract put(record: NewRecord): Promise<void>;

  /** Hands out up to `limit` records that are due, oldest first; nobody else gets them meanwhile. */
  abstract lease(limit: number): Promise<readonly OutboxRecord[]>;

  /** Whether what was leased is certain to be still leased to this process, which may have slept. */
  abstract holdsLeases(): boolean;

  /** Makes certain of it; tells the consumer where it is not. */
  abstract renewLeases(): Promise<void>;

  /** Says what becomes of leased records. */
  abstract settle(settlements: readonly Settlement[]): Promise<void>;

  /** When the next record is due, in milliseconds since the epoch; undefined if none is left. */
  abstract nextDueAt(): Promise<number | undefined>;

  abstract counts(): Promise<OutboxCounts>;

  /** The dead letters, oldest first. */
  abstract deadLetters(filter?: DeadLetterFilter): Promise<readonly DeadLetter[]>;

  /** Makes dead letters pending again, with their attempts forgotten. @returns how many */
  abstract replay(filter?: DeadLetterFilter): Promise<number>;

  /** Forgets dead letters. @returns how many */
  abstract discard(filter?: DeadLetterFilter): Promise<number>;

  /** Forgets all records, dead letters included, whose event has this alias. @returns how many */
  abstract erase(alias: string): Promise<number>;

  /** Makes the records that were recorded for other sources this source's own. @returns how many */
  abstract adopt(): Promise<number>;

  /** Connects the one who sends. */
  abstract attach(consumer: OutboxConsumer): void;

  /** Takes no more records, and gives back what is leased. */
  abstract close(): Promise<void>;
}
