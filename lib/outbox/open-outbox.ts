import type { Broker } from './broker.js';
import { FallbackOutbox } from './fallback/fallback.outbox.js';
import { MemoryOutbox } from './memory/memory.outbox.js';
import type { OutboxSettings } from './outbox-settings.js';
import type { Outbox } from './outbox.js';
import { SpillOutbox, type SpillSettings } from './spill/spill.outbox.js';

/**
 * Opens the outbox at a broker, else at a path, or one in memory if the path is `memory`. If it cannot be
 * used, it reports that and uses another place meanwhile: a shop that sells is worth more than one that
 * does not start.
 */
export async function openOutbox(settings: SpillSettings, broker?: Broker): Promise<Outbox> {
  if (broker === undefined) return openLocal(settings);
  // What leaves the spill is not delivered yet: the broker notes what becomes of it.
  return SpillOutbox.open(broker, await openLocal({ ...settings, ledgerMs: 0 }), settings);
}

async function openLocal(settings: OutboxSettings): Promise<Outbox> {
  return settings.path === 'memory' ? new MemoryOutbox(settings) : FallbackOutbox.open(settings);
}
