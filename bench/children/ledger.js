import { statSync } from 'node:fs';
import { serve } from '../support/child.js';
import { mainThreadCpu, processCpu } from '../support/cpu.js';
import { placedOrder } from '../support/order.js';
import { createEngine } from '../dist/lib/engine.js';
import { resolveOptions } from '../dist/lib/options/resolve-options.js';

const LOG = {
  write: (level, message) => level !== 'info' && console.error(message),
  isDebugEnabled: () => false,
};
const BATCH = 10_000;

let engine;

serve({
  /** An outbox whose events are delivered at once, by a webhook that does nothing. */
  open: async (path, ledgerDays) => {
    const options = resolveOptions({ token: 'token', outbox: { path, ledgerDays } });
    const webhook = { send: async () => ({ kind: 'delivered', status: 200 }) };
    engine = await createEngine(options, { log: LOG, webhook });
    engine.start();
  },
  /** @returns the CPU time of an event from the call of track to its acknowledgement, in microseconds */
  deliver: async (count, concurrency) => {
    const events = Array.from({ length: count }, placedOrder);
    const [all, main] = [processCpu(), mainThreadCpu()];
    for (let first = 0; first < count; first += concurrency) {
      const some = events.slice(first, first + concurrency);
      await Promise.all(some.map((event) => engine.tracker.trackEvent(event, 'bench', {})));
    }
    await engine.dispatcher.flush(60_000);
    return { all: (processCpu() - all) / count, main: (mainThreadCpu() - main) / count };
  },
  /** Notes events with ids of so many characters. */
  fill: async (count, length) => {
    const id = (n) => String(n).padStart(length, 'o-0123456789abcdef');
    for (let from = 0; from < count; from += BATCH) {
      const notes = Array.from({ length: Math.min(BATCH, count - from) }, (_, n) => ({
        eventId: id(from + n),
        eventName: 'Placed Order',
        fate: 'delivered',
        at: Date.now(),
      }));
      await engine.outbox.note(notes);
    }
  },
  close: async (path) => {
    await engine.stop();
    return statSync(path).size + (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0);
  },
});
