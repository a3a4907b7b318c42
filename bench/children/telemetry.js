import { setImmediate as nextTurn } from 'node:timers/promises';
import { serve } from '../support/child.js';
import { mainThreadCpu } from '../support/cpu.js';
import { start } from '../support/telemetry.js';
import { openTelemetry } from '../dist/lib/opentelemetry/index.js';

const EVENT = { eventName: 'Placed Order', isKnown: true };
/** How many recordings begin in a turn of the event loop, and how often each waits. */
const [AT_ONCE, WAITS] = [8, 10];

let telemetry;

/** Stands for checking and storing an event. */
async function store() {
  for (let count = 0; count < WAITS; count++) await Promise.resolve();
}

/** @returns the CPU time of the main thread for one, in microseconds */
async function measure(record, count) {
  const before = mainThreadCpu();
  for (let begun = 0; begun < count; begun += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, record));
    await nextTurn();
  }
  return (mainThreadCpu() - before) / count;
}

serve({
  start: (hasSdk) => {
    if (hasSdk) start();
    telemetry = openTelemetry();
  },
  measure: async (count) => ({
    without: await measure(store, count),
    observed: await measure(() => telemetry.recording(EVENT, store), count),
  }),
});
