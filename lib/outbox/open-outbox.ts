import { FallbackOutbox, type FallbackSettings } from './fallback.outbox.js';
import { MemoryOutbox } from './memory.outbox.js';
import type { Outbox } from './outbox.js';

/**
 * Opens the outbox at a path, or one in memory if the path is `memory`. If the file cannot be used, it
 * reports that and uses memory meanwhile: a shop that sells is worth more than one that does not start.
 */
export async function openOutbox(settings: FallbackSettings): Promise<Outbox> {
  return settings.path === 'memory' ? new MemoryOutbox(settings) : FallbackOutbox.open(settings);
}
