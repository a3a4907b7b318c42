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
