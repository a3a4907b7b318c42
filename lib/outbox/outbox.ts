/**
 * An event on its way, as the outbox knows it: bytes with a name. The body is fixed when the record
 * is put, so that every attempt sends the same event.
 *
 * @publicApi
 */
export interface OutboxRecord {
  /** The record's own id, a UUIDv7: not the event's, so that it may be logged. */
  readonly id: string;
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

/** A record to be put; one with a `deadReason` goes to the dead letters at once. @publicApi */
export interface NewRecord extends Omit<OutboxRecord, 'attempts'> {
  readonly deadReason?: string;
}

/** A record that will not be tried again, and why. @publicApi */
export interface DeadLetter extends OutboxRecord {
  readonly reason: string;
}

/** What becomes of a leased record. @publicApi */
export type Settlement = { readonly id: string } & (
  | { readonly state: 'delivered' }
  | { readonly state: 'waiting'; readonly dueAt: number; readonly attempts: number }
  | { readonly state: 'dead'; readonly attempts: number; readonly reason: string }
);

/** How many records are in which state. @publicApi */
export interface OutboxCounts {
  /** Ready to be sent. */
  readonly pending: number;
  /** Being sent. */
  readonly leased: number;
  /** Tried in vain, and due again later. */
  readonly waiting: number;
  /** Given up, and kept. */
  readonly dead: number;
}

/**
 * Where events are kept until Converge has them. A record is pending, leased, waiting until a time,
 * or a dead letter; a delivered one is forgotten.
 *
 * @publicApi
 */
export abstract class Outbox {
  /**
   * Keeps a record; resolves when it is as safe as this outbox makes it.
   *
   * @throws OutboxFullError, OutboxClosedError
   */
  abstract put(record: NewRecord): Promise<void>;

  /** Hands out up to `limit` records that are due, oldest first; nobody else gets them meanwhile. */
  abstract lease(limit: number): Promise<readonly OutboxRecord[]>;

  /** Says what becomes of leased records. */
  abstract settle(settlements: readonly Settlement[]): Promise<void>;

  /** When the next record is due, in milliseconds since the epoch; undefined if none is left. */
  abstract nextDueAt(): Promise<number | undefined>;

  abstract counts(): Promise<OutboxCounts>;

  /** The dead letters, oldest first. */
  abstract deadLetters(): Promise<readonly DeadLetter[]>;

  /** Calls the listener whenever there is something new to lease. */
  abstract onPut(listener: () => void): void;

  /** Takes no more records. */
  abstract close(): Promise<void>;
}
