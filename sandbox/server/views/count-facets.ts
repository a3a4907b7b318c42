import type { Facets } from '../api-types.js';
import { noOutcomes, type RequestLog } from '../store/request-log.js';
import { compile, onceEach, type RequestFilter } from './find-requests.js';

/** How many event names are counted at most: hostile events may each have another one. */
const MAX_NAMES = 500;

/** What is counted, as bits; the outcomes come after these. */
const [NAME, WARNED, FIRST_OUTCOME] = [1, 2, 4];
const OUTCOMES = Object.keys(noOutcomes());

/**
 * Counts what each choice of a filter would show, with the rest of the filter as it is.
 *
 * @param latest whether each event counts once, with the name of its newest request
 */
export function countFacets(
  log: RequestLog,
  { event, outcomes, warned, ...rest }: RequestFilter,
  latest: boolean,
): Facets {
  const matches = compile(rest);
  const unseen = latest ? onceEach() : (_: object, wanted: number) => wanted;
  const byOutcome = noOutcomes();
  const byEvent = new Map<string, number>();
  let withWarnings = 0;
  for (const request of log.newestFirst()) {
    const { eventName, outcome, warningCount } = request;
    const isEvent = event === undefined || eventName === event;
    const isOutcome = outcomes === undefined || outcomes.includes(outcome);
    const isNamed = isOutcome && (warned !== true || warningCount > 0);
    if (!(isEvent || isNamed) || !matches(request)) continue;
    const outcomeBit = FIRST_OUTCOME << OUTCOMES.indexOf(outcome);
    const facts = isEvent ? outcomeBit | (warningCount > 0 ? WARNED : 0) : 0;
    const counted = unseen(request, facts | (isNamed ? NAME : 0));
    if (counted & WARNED) withWarnings++;
    if (counted & outcomeBit) byOutcome[outcome]++;
    if (!(counted & NAME) || eventName === undefined) continue;
    const count = byEvent.get(eventName);
    if (count !== undefined || byEvent.size < MAX_NAMES) byEvent.set(eventName, (count ?? 0) + 1);
  }
  const events = [...byEvent].map(([name, count]) => ({ name, count }));
  events.sort((one, other) => one.name.localeCompare(other.name, 'en'));
  return { outcomes: byOutcome, warned: withWarnings, events };
}
