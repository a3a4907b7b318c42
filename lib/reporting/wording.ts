import { type Backlog, type Message, MESSAGES, type Report } from './messages.js';
import { describeFailure } from './thrown-error.js';

export function messageOf({ kind }: Report): Message {
  return MESSAGES[kind];
}

/** The text of a report. */
export function textOf(report: Report, backlog?: Backlog): string {
  return fill(messageOf(report).text, report, backlog);
}

/**
 * The text for reports that were not logged one by one.
 *
 * @param last the last one
 * @param times how many they are
 * @param since when the last line was logged, in milliseconds since the epoch
 * @returns undefined if there is nothing to say any more
 */
export function sumOf(
  last: Report,
  times: number,
  since: number,
  backlog?: Backlog,
): string | undefined {
  const { text, sum = `${text} ({more})` } = messageOf(last);
  const wantsPause = sum.includes('{paused}');
  if (wantsPause || sum.includes('{going}')) {
    if (backlog === undefined || backlog.nextTryMs > 0 !== wantsPause) return undefined;
  }
  return fill(sum, last, backlog, { times, since: clockTime(since) });
}

function fill(
  template: string,
  report: Report,
  backlog: Backlog | undefined,
  { times, since } = { times: 0, since: '' },
): string {
  const { reason, status, count = 0, taken = 0, path, waitMs } = report;
  const isOne = (template.includes('{times}') ? times : count || taken) === 1;
  const values: Readonly<Record<string, () => unknown>> = {
    reason: () => reason,
    status: () => status,
    path: () => path,
    count: () => count,
    events: () => events(count),
    taken: () => events(taken),
    was: () => (isOne ? 'was' : 'were'),
    is: () => (isOne ? 'is' : 'are'),
    them: () => (isOne ? 'it' : 'them'),
    spill: () =>
      path === 'memory' ? 'memory, and lost with the process' : `${path}, and sent later`,
    wait: () =>
      waitMs === undefined ? '' : `; Converge asks to wait, next try in ${duration(waitMs)}`,
    failure: () => describeMapperFailure(report),
    paused: () => paused(backlog),
    going: () => going(backlog),
    times: () => events(times, 'more '),
    since: () => since,
    more: () => (times === 1 ? `once more since ${since}` : `${times} more times since ${since}`),
  };
  return template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => String(values[name]!()));
}

/** What waits while nothing is sent. */
function paused(backlog: Backlog | undefined): string {
  if (backlog === undefined) return 'delivery paused, all events are kept';
  const { queued, oldestAt, nextTryMs } = backlog;
  const since = oldestAt === undefined ? '' : ` (since ${clockTime(oldestAt)})`;
  const next = nextTryMs > 0 ? `in ${duration(nextTryMs)}` : 'now';
  return `delivery paused, ${events(queued)} queued${since}, next try ${next}`;
}

/** What is delivered again. */
function going(backlog: Backlog | undefined): string {
  if (backlog === undefined) return 'delivery continues';
  const { queued } = backlog;
  return queued === 0 ? 'no events are queued' : `delivering ${events(queued, 'queued ')}`;
}

/** A number of events, in words. @param which an adjective with a space behind it */
function events(count: number, which = ''): string {
  return `${count} ${which}event${count === 1 ? '' : 's'}`;
}

/** A duration, as exact as a reader needs it. @param ms milliseconds */
function duration(ms: number): string {
  return ms < 120_000 ? `${Math.ceil(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}

/** The local time of day, with the date if that is not today. @param at milliseconds since the epoch */
function clockTime(at: number): string {
  const date = new Date(at);
  const time = date.toTimeString().slice(0, 5);
  if (date.toDateString() === new Date().toDateString()) return time;
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${date.getFullYear()}-${month}-${day} ${time}`;
}

/** The application's functions besides the mappers. */
const STEPS: Readonly<Record<string, string>> = {
  consent: 'the option "consent"',
  beforeSend: 'the option "beforeSend"',
};

/** Why a handler has no result, if it takes over the response, and what to do. */
export const NO_RESULT =
  'the route answers with @Res(), so that its result is not known; use @Res({ passthrough: true }) and ' +
  'return the result, or track the event with ConvergeService.track';

/** Why Nest has no mapper, and what to do. */
export const UNRESOLVED =
  'cannot be created by Nest; add it to the providers of its module, or make its dependencies available there';

const FAULTS: Readonly<Record<string, string>> = {
  threw: 'failed',
  undefined: 'failed (the handler returned undefined)',
  null: 'failed (the handler returned null)',
  'no result': `got no result: ${NO_RESULT}`,
  invalid:
    'returned an invalid value: consent must return "send", "drop" or a consent state, beforeSend the event or null',
  'timed out': 'took longer than 5 seconds',
  unresolved: UNRESOLVED,
};

/** Which function of the application failed, and why. */
function describeMapperFailure({ mapper = '', fault = '', cause }: Report): string {
  const why = ['threw', 'undefined', 'null'].includes(fault) ? describeFailure(cause) : '';
  return `${STEPS[mapper] ?? `its ${mapper} mapper`} ${FAULTS[fault] ?? fault}${why}`;
}
