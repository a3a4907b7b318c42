import type { OutboxCounts, OutboxRecord } from './outbox.js';

export type EventState = 'pending' | 'waiting' | 'leased' | 'dead';

/** An event of a file, whatever its source, without its body. Times are milliseconds since the epoch. */
export interface StoredEvent extends Omit<OutboxRecord, 'body'> {
  readonly state: EventState;
  /** The number of its source in the file. */
  readonly source: number;
  readonly dueAt: number;
  /** When it became a dead letter. */
  readonly diedAt?: number;
  /** The status with which Converge refused it: then the reason may repeat personal data. */
  readonly status?: number;
  readonly reason?: string;
  /** Whether it breaks the contract or is damaged, so that a replay skips it. */
  readonly undeliverable: boolean;
}

export type EventWithBody = StoredEvent & Pick<OutboxRecord, 'body'>;

/** An event with the `event_id` in its body, if it has one. */
export type WatchedEvent = StoredEvent & { readonly eventId?: string };

/** Which events are listed. */
export interface ListFilter {
  readonly state?: EventState;
  readonly eventName?: string;
  /** Only those with a higher id: the last one of the page before. */
  readonly afterId?: number;
  readonly limit: number;
}

/** How many events another source has, and when the oldest one was recorded. */
export interface ForeignEvents {
  readonly source: number;
  readonly events: number;
  readonly oldestAt: number;
}

/** How many events one source has. */
export type SourceCounts = { readonly source: number } & Pick<
  OutboxCounts,
  'pending' | 'waiting' | 'dead'
>;

/** How many events several sources have together. */
export function sumOf(sources: readonly SourceCounts[]): Omit<SourceCounts, 'source'> {
  const sum = { pending: 0, waiting: 0, dead: 0 };
  for (const { pending, waiting, dead } of sources) {
    sum.pending += pending;
    sum.waiting += waiting;
    sum.dead += dead;
  }
  return sum;
}

/** What a file holds. */
export interface OutboxStatus {
  readonly path: string;
  /** How many events it holds, dead letters included, and the bytes of their bodies. */
  readonly events: number;
  readonly bytes: number;
  /** How many are being sent, whatever their source. */
  readonly leased: number;
  /** How many processes send from it now. */
  readonly senders: number;
  /** How many it has ever held, from a number that differs by file. */
  readonly everHeld: number;
  /** When the oldest one that is not dead was recorded, in milliseconds since the epoch. */
  readonly oldestAt: number | undefined;
  /** When the first one that waits is due, in milliseconds since the epoch. */
  readonly nextDueAt: number | undefined;
  /** The size of the file and of its write-ahead log on the disk. */
  readonly fileBytes: number;
  readonly logBytes: number;
  /** Each source that has ever recorded something, by its number. */
  readonly sources: readonly SourceCounts[];
}
