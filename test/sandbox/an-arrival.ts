import { writeFileSync } from 'node:fs';
import { HEADER, writeArrival } from '../../sandbox/server/store/journal.js';
import type { Arrival } from '../../sandbox/server/store/stored-request.js';

/** An event as it arrived and was accepted. */
export function anArrival(event: object, changes: Partial<Arrival> = {}): Arrival {
  return {
    receivedAt: 1725312229000,
    body: JSON.stringify(event),
    headers: '{}',
    outcome: 'accepted',
    status: 200,
    reason: undefined,
    violations: [],
    took: 'event',
    answer: undefined,
    ...changes,
  };
}

/** Writes a sandbox's data with so many events. */
export function writeData(path: string, count: number, event: (number: number) => object): void {
  const lines = Array.from({ length: count }, (_, index) =>
    writeArrival(anArrival(event(index + 1), { receivedAt: Date.UTC(2026, 0, 1) + index })),
  );
  writeFileSync(path, `${[HEADER, ...lines].join('\n')}\n`);
}
