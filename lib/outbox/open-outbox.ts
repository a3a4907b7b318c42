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
 * Opens the outbox at a path, or one in memory if the path is `memory`. If the file cannot be used, it
 * reports that and uses memory: a shop that sells is worth more than one that does not start.
 */
export async function openOutbox(settings: OpenOutboxSettings): Promise<Outbox> {
  if (settings.path === 'memory') return new MemoryOutbox(settings);
  try {
    return await SqliteOutbox.open(settings);
  } catch (error) {
    const { message } = OutboxUnavailableError.from(error);
    settings.onNotice({ kind: 'outboxUnavailable', reason: message });
    return new MemoryOutbox(settings);
  }
}
