import type { DeadLetter } from './outbox.js';
import type { SqliteStoreSettings } from './sqlite-store.js';

export interface StoreSettings extends SqliteStoreSettings {
  readonly path: string;
  /** The source of the records (token and endpoint); only its fingerprint is stored. */
  readonly source: string;
  /** How long dead letters are kept, in milliseconds. */
  readonly deadLetterMs: number;
}

/** What an application has to know of its outbox's file. */
export type OutboxNotice =
  | { readonly kind: 'outboxDamaged'; readonly path: string; readonly taken: number }
  | { readonly kind: 'outboxLogDamaged'; readonly path: string }
  | { readonly kind: 'outboxMoved'; readonly taken: number }
  | { readonly kind: 'eventsUnreadable'; readonly path: string; readonly count: number }
  | { readonly kind: 'outboxInMainThread' }
  | { readonly kind: 'damagedEvent'; readonly letter: DeadLetter }
  | { readonly kind: 'deadLettersEvicted' | 'deadLettersExpired'; readonly count: number };
