import type { DeadLetter } from './outbox.js';

/** What an application has set for its outbox, wherever that keeps the records. */
export interface OutboxLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly maxEventBytes: number;
  /** The longest pause between two attempts, in milliseconds: a later time comes from a wrong clock. */
  readonly maxDelayMs: number;
  /** How long dead letters are kept, in milliseconds. */
  readonly deadLetterMs: number;
  /** How long it is remembered what has become of an event, in milliseconds; 0 for not at all. */
  readonly ledgerMs: number;
}

/** The limits, and where the records are. */
export interface StoreSettings extends OutboxLimits {
  /** The path of a file, or `memory`. */
  readonly path: string;
  /** The source of the records (token and endpoint); only its fingerprint is stored. */
  readonly source: string;
}

export interface OutboxSettings extends StoreSettings {
  readonly onNotice: (notice: OutboxNotice) => void;
}

/** What an application has to know of its outbox. */
export type OutboxNotice =
  | { readonly kind: 'outboxDamaged'; readonly path: string; readonly taken: number }
  | { readonly kind: 'outboxLogDamaged'; readonly path: string }
  | { readonly kind: 'outboxMoved'; readonly taken: number }
  | { readonly kind: 'eventsUnreadable'; readonly path: string; readonly count: number }
  | { readonly kind: 'outboxInMainThread' }
  | { readonly kind: 'damagedEvent'; readonly letter: DeadLetter }
  | { readonly kind: 'deadLettersEvicted' | 'deadLettersExpired'; readonly count: number }
  /** Why records are kept in memory, at a broker's spill, or not given to this process ... */
  | {
      readonly kind: 'outboxUnavailable' | 'brokerUnavailable' | 'leaseFailed';
      readonly reason: string;
    }
  /** ... and how many were moved when the file or the broker could be used again. */
  | { readonly kind: 'outboxRestored' | 'brokerRestored'; readonly count: number };
