import type { Facets } from '../api-types.js';
import { noOutcomes } from '../store/request-log.js';
import type { StoredRequest } from '../store/stored-request.js';
import { compile, type RequestFilter } from './find-requests.js';

/** How many event names are counted at most: hostile events may each have another one. */
const MAX_NAMES = 500;

/** Counts what each choice of a filter would show, with the rest of the filter as it is. */
export function countFacets(
  requests: Iterable<StoredRequest>,
  { event, outcomes, ...rest }: RequestFilter,
): Facets {
  const matches = compile(rest);
  const byOutcome = noOutcomes();
  const byEvent = new Map<string, number>();
  for (const request of requests) {
    const isEvent = event === undefined || request.eventName === event;
    const isOutcome = outcomes === undefined || outcomes.includes(request.outcome);
    if ((!isEvent && !isOutcome) || !matches(request)) continue;
    if (isEvent) byOutcome[request.outcome]++;
    const { eventName } = request;
    if (!isOutcome || eventName === undefined) continue;
    const count = byEvent.get(eventName);
    if (count !== undefined || byEvent.size < MAX_NAMES) byEvent.set(eventName, (count ?? 0) + 1);
  }
  const events = [...byEvent].map(([name, count]) => ({ name, count }));
  events.sort((one, other) => one.name.localeCompare(other.name, 'en'));
  return { outcomes: byOutcome, events };
}
