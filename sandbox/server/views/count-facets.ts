import type { Facets } from '../api-types.js';
import { noOutcomes, type RequestLog } from '../store/request-log.js';
import { compile, firstOfEach, type RequestFilter } from './find-requests.js';

/** How many event names are counted at most: hostile events may each have another one. */
const MAX_NAMES = 500;

/**
 * Counts what each choice of a filter would show, with the rest of the filter as it is.
 *
 * @param latest whether each event counts once
 */
export function countFacets(
  log: RequestLog,
  { event, outcomes, warned, ...rest }: RequestFilter,
  latest: boolean,
): Facets {
  const matches = compile(rest);
  const isFirst = latest ? firstOfEach(log) : () => true;
  const byOutcome = noOutcomes();
  const byEvent = new Map<string, number>();
  let withWarnings = 0;
  for (const request of log.newestFirst()) {
    const { eventName, outcome, warningCount } = request;
    const isEvent = event === undefined || eventName === event;
    const isOutcome = outcomes === undefined || outcomes.includes(outcome);
    const isWarned = warned !== true || warningCount > 0;
    if (!(isEvent || (isOutcome && isWarned)) || !matches(request)) continue;
    if (isEvent && warningCount > 0 && isFirst(request, 'warned')) withWarnings++;
    if (isEvent && isFirst(request, outcome)) byOutcome[outcome]++;
    if (!isOutcome || !isWarned || eventName === undefined) continue;
    const count = byEvent.get(eventName);
    const isRoom = count !== undefined || byEvent.size < MAX_NAMES;
    if (isRoom && isFirst(request, `event ${eventName}`)) byEvent.set(eventName, (count ?? 0) + 1);
  }
  const events = [...byEvent].map(([name, count]) => ({ name, count }));
  events.sort((one, other) => one.name.localeCompare(other.name, 'en'));
  return { outcomes: byOutcome, warned: withWarnings, events };
}
