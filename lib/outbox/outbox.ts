/**
 * An event on its way to Converge, as the outbox knows it: bytes with a name. The body is fixed when
 * the record is put, so that every attempt sends the same event.
 *
 * @publicApi
 */
export interface OutboxRecord {
  /** The record's own number: not the event's id, so that it may be logged. */
  readonly id: number;
  readonly eventName: string;
  /** What recorded it, e.g. `OrdersController#create`. */
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
  /** Given for a record that goes to the dead letters at once. */
  readonly dead?: {
    readonly reason: string;
    /** It breaks the contract: a replay refuses it. */
    readonly undeliverable: boolean;
  };
}

/** A record that is not tried again, and why. @publicApi */
export interface DeadLetter extends OutboxRecord {
  /** What is wrong, in words; may hold what Converge answered, and so personal data. */
  readonly reason: string;
  /** The status that Converge answered with, where it was Converge that refused it. */
  readonly status?: number;
  /** When it became a dead letter, in milliseconds since the epoch. */
  readonly diedAt: number;
  /** Whether it breaks Converge's contract: then a replay would be in vain, and is refused. */
  readonly undeliverable: boolean;
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

/** What becomes of a leased record. */
export type Acknowledgement = { readonly id: number } & (
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
  /** An attempt failed, and the next one is due later. */
  readonly waiting: number;
  /** Dead letters. */
  readonly dead: number;
  /** Recorded for another source (token and endpoint), and not sent to this one. */
  readonly held: number;
  /** About when the oldest one that is not dead was recorded, in milliseconds since the epoch. */
  readonly oldestAt?: number;
}

/** Records to be sent. */
export interface Lease {
  readonly records: readonly OutboxRecord[];
  /** When the next record is due, in milliseconds since the epoch; undefined if none is left. */
  readonly nextDueAt: number | undefined;
}

/**
 * Where events are kept until Converge has them. A record is pending, leased, waiting until a time, or
 * a dead letter; a delivered one is deleted. It does not know who sends: it only wakes its listener.
 */
export interface Outbox {
  /** Whether what is put survives the process. */
  readonly isDurable: boolean;

  /**
   * Keeps a record; resolves when it is as safe as this outbox makes it.
   *
   * @throws OutboxFullError, OutboxClosedError
   */
  put(record: NewRecord): Promise<void>;

  /**
   * Hands out up to `limit` records that are due, oldest due first; no one else gets them meanwhile.
   *
   * @param limit 0 asks only when the next one is due
   * @param wait waits until a record is due. One call waits at a time: the next one ends it with none, and
   * so does closing.
   */
  lease(limit: number, wait?: boolean): Promise<Lease>;

  /**
   * False after a sleep in which another process may have taken over what is leased: give the records
   * back instead of sending them.
   */
  holdsLeases(): boolean;

  /** Says what becomes of leased records; does nothing to those that are no longer leased to this process. */
  acknowledge(acknowledgements: readonly Acknowledgement[]): Promise<void>;

  /** What operators do. */
  readonly admin: OutboxAdministration;

  /** Takes no more records, and gives back what is leased. */
  close(): Promise<void>;
}

/** What operators do with what is kept: the same for an application and the command line. */
export interface OutboxAdministration {
  counts(): Promise<OutboxCounts>;

  /** The dead letters, oldest first. */
  deadLetters(filter?: DeadLetterFilter): Promise<readonly DeadLetter[]>;

  /**
   * Makes dead letters pending again, with all their attempts; skips undeliverable ones.
   *
   * @returns how many
   * @throws UndeliverableError for an undeliverable one that is named by its id
   */
  replay(filter?: DeadLetterFilter): Promise<number>;

  /** Deletes dead letters. @returns how many */
  discard(filter?: DeadLetterFilter): Promise<number>;

  /** Deletes all records, dead letters included, whose event has this alias. @returns how many */
  erase(alias: string): Promise<number>;

  /** Makes the records of other sources this source's own, dead letters included. @returns how many */
  adopt(): Promise<number>;
}

/** Whether the event of a record has an alias. */
export function hasAlias({ body }: OutboxRecord, alias: string): boolean {
  try {
    const { aliases } = (JSON.parse(body) ?? {}) as { aliases?: unknown };
    return Array.isArray(aliases) && aliases.includes(alias);
  } catch {
    return false;
  }
}
