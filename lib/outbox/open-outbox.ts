import { MemoryOutbox } from './memory.outbox.js';
import type { Outbox } from './outbox.js';
import { OutboxUnavailableError } from './outbox-unavailable.error.js';
import type { OutboxNotice } from './sqlite-file.js';
import { SqliteOutbox, type SqliteOutboxSettings } from './sqlite.outbox.js';

export type OutboxFallback = { readonly kind: 'outboxUnavailable'; readonly reason: string };

export interface OpenOutboxSettings extends Omit<SqliteOutboxSettings, 'onNotice'> {
  readonly onNotice: (notice: OutboxNotice | OutboxFallback) => void;
}

/**
 * Opens the outbox at a path; `memory` instead of a path means memory. Where the file cannot be used,
 * says so and goes on in memory: a shop that sells is worth more than one that does not start.
 */
export async function openOutbox(settings: OpenOutboxSettings): Promise<Outbox> {
  if (settings.path === 'memory') return new MemoryOutbox(settings);
  try {
    return await SqliteOutbox.open(settings);
  } catch (error) {
    const { code } = error as { code?: unknown };
    const reason =
      error instanceof OutboxUnavailableError ? error.message : `SQLite failed (${String(code)})`;
    settings.onNotice({ kind: 'outboxUnavailable', reason });
    return new MemoryOutbox(settings);
  }
}
