import type { OutboxLimits } from './sqlite-store.js';

export interface SqliteOutboxSettings extends OutboxLimits {
  readonly path: string;
  /** What the records are for; never stored, only its fingerprint. */
  readonly source: string;
  /** How long dead letters are kept, in milliseconds. */
  readonly deadLetterMs: number;
  /** Is told of what should be known of the file, in words. */
  readonly onNotice: (notice: OutboxNotice) => void;
}

/** What happened to the file. */
export type OutboxNotice =
  | { readonly kind: 'outboxDamaged'; readonly path: string }
  | { readonly kind: 'outboxMoved' }
  | { readonly kind: 'deadLettersEvicted'; readonly count: number };
