import { EventTable } from '../../outbox/event-table.js';
import type { OutboxFile } from './outbox-file.js';

/** No source has it; for what is done to events of all of them. */
const NO_SOURCE = 0;

/**
 * Does something to all events, batch by batch.
 *
 * @param source whose the events are to be seen as
 * @returns to how many
 */
export async function throughEvents(
  file: OutboxFile,
  change: (events: EventTable, afterId: number, lastId: number) => number,
  source = NO_SOURCE,
): Promise<number> {
  const events = new EventTable(file.statements, file.totals, source);
  let total = 0;
  for (let after = 0; ;) {
    const last = file.read(() => events.batchAfter(after));
    if (last === undefined) return total;
    total += await file.write(() => change(events, after, last));
    after = last;
  }
}
