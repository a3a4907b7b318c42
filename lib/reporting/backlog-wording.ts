import { clockTime, duration, events, more } from './phrases.js';
import type { Backlog, Report } from './report.js';

/**
 * Sums up reports that were not logged one by one.
 *
 * @param times how many they are
 * @param since when the last line was logged
 * @returns undefined if there is nothing to say any more
 */
export type Sum = (
  report: Report,
  times: number,
  since: string,
  backlog?: Backlog,
) => string | undefined;

/** What waits while nothing is sent. */
export function paused(backlog: Backlog | undefined): string {
  if (backlog === undefined) return 'delivery paused, all events are kept';
  const { queued, oldestAt, nextTryMs } = backlog;
  const since = oldestAt === undefined ? '' : ` (since ${clockTime(oldestAt)})`;
  const next = nextTryMs > 0 ? `in ${duration(nextTryMs)}` : 'now';
  return `delivery paused, ${events(queued)} queued${since}, next try ${next}`;
}

/** For a summary that comes after the pause, there is nothing left to say. */
export function whilePaused(text: (report: Report, backlog: Backlog) => string): Sum {
  return (report, _times, _since, backlog) =>
    backlog === undefined || backlog.nextTryMs === 0 ? undefined : text(report, backlog);
}

/** A summary must not say that delivery goes on if it has been paused again. */
export function whileGoing(what: string): Sum {
  return (_report, times, since, backlog) =>
    backlog === undefined || backlog.nextTryMs > 0
      ? undefined
      : `${what}: ${going(backlog)} (${more(times, since)})`;
}

/** What is delivered again. */
export function going(backlog: Backlog | undefined): string {
  if (backlog === undefined) return 'delivery continues';
  const { queued } = backlog;
  return queued === 0 ? 'no events are queued' : `delivering ${events(queued, 'queued ')}`;
}
