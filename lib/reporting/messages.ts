import { constants } from 'node:os';
import { visibleLine } from '../event/visible.js';
import type { OutboxCounts } from '../outbox/outbox.js';

export type Level = 'debug' | 'info' | 'warn' | 'error';

interface Message {
  readonly level: Exclude<Level, 'info'>;
  /** With `{name}` for what {@link textOf} knows. */
  readonly text: string;
  /** Logged once for each handler and key, and from then on only counted. */
  readonly isLoggedOnce?: boolean;
}

const SHOW_DEAD =
  '"npx nestjs-converge outbox list --state dead", or ConvergeService.deadLetters()';

const debug = (text: string): Message => ({ level: 'debug', text });
const warn = (text: string): Message => ({ level: 'warn', text });
const error = (text: string): Message => ({ level: 'error', text });
const warnOnce = (text: string): Message => ({ level: 'warn', text, isLoggedOnce: true });

export const MESSAGES = {
  delivered: debug('delivered'),
  temporary: warn('not delivered yet ({reason}): another attempt follows{wait}'),
  rejected: error(
    'Converge answered {status}: the event is kept as a dead letter and not sent again. ' +
      `Read the answer: ${SHOW_DEAD}`,
  ),
  unauthorised: error(
    'Converge answered {status}: {paused}. Check the option "token" (and "endpoint")',
  ),
  misdirected: error(
    "the endpoint answered {status}, so it is not Converge's webhook, or something on the way blocks it: " +
      '{paused}. Check the option "endpoint", proxies and firewalls',
  ),
  expired: error(
    'not delivered for too long ({reason}): the event is kept as a dead letter and not sent again. ' +
      'Send it with "npx nestjs-converge outbox replay" or ConvergeService.replay()',
  ),
  /** The event breaks the contract or, in strict mode, the spec, and is not sent. */
  invalidEvent: error('{reason}'),
  mapperFailed: error('the event was not tracked: {failure}'),
  resultChanged: warnOnce(
    "the handler's result changed while its mappers ran, and so did the response: copy it in the mapper " +
      'instead of changing it, e.g. { ...result }',
  ),
  commitTimedOut: warn(
    'the response waited longer than outbox.commitTimeoutMs and was sent, perhaps before its event was ' +
      'in the outbox; the event follows. Look for a slow mapper, a slow disk or a busy process',
  ),
  /** The event breaks Converge's event spec, or contradicts other events; it is still sent. */
  specViolation: warnOnce('{reason}. The event is sent; more of these are only counted'),
  normalised: debug('{count} value(s) were fixed'),
  aliasesDropped: warnOnce('aliases() left out: {reason}; more of these are only counted'),
  consentDenied: debug('not tracked: consent returned drop'),
  filtered: debug('not tracked: beforeSend returned null'),
  contextUnused: warn(
    'ConvergeContext was used where no event is tracked: the added values are lost. Call it in a tracked ' +
      'handler, or before ConvergeService.track',
  ),
  sameEventId: error(
    'another event of this call has the same event_id, and Converge drops the second: ' +
      'give one of the two @TrackConverge an eventId mapper',
  ),
  requestMissing: warnOnce(
    '`consent` or `beforeSend` reads the request, but this event has none, because it was tracked outside ' +
      'a handler. Pass the request as { request }',
  ),
  noJson: warn(
    'not tracked, because the response is not JSON: answer with res.json(), or use converge.track()',
  ),
  /** Nest may not call the handler through interceptors: found at start-up. */
  perhapsNotIntercepted: warn(
    'events are tracked only if Nest calls this method through interceptors, which the module of its ' +
      'decorator decides (for GraphQL fields: fieldResolverEnhancers). If it does not, use ConvergeService.track',
  ),
  dropped: error('the event was NOT kept: {reason}'),
  disabled: debug('valid, but not sent: "enabled" is false'),
  leftAtShutdown: warn(
    '{events} {was} not delivered before the shutdown and {is} kept in the outbox',
  ),
  lostAtShutdown: error(
    '{events} {was} not delivered before the shutdown and {is} lost: only memory had {them}',
  ),
  unmappedAtShutdown: error(
    'the mappers of {count} call(s) did not finish before the shutdown: their events are lost. ' +
      'Make the mappers faster',
  ),
  /** Many attempts in a row have failed: delivery is paused, except for one probe from time to time. */
  breakerOpened: warn('Converge is failing ({reason}): {paused}'),
  breakerClosed: warn('Converge is back: {going}'),
  /** The same after a pause for a wrong token or address. */
  resumed: warn('Converge takes events again: {going}'),
  outboxDamaged: error(
    "the outbox's file was damaged: it was moved to {path}, and a new one was created with the {taken} " +
      'that could be read',
  ),
  outboxLogDamaged: error(
    "the write-ahead log of the outbox's file was damaged, or cut off by a power failure: the events behind " +
      'the damage, whose number is unknown, may be lost. A copy of the log was kept: {path}',
  ),
  outboxMoved: error(
    "the outbox's file {path} was moved or deleted while it was in use: a new one took its place, with the " +
      '{taken} that {was} in it',
  ),
  eventsUnreadable: error(
    "at least {events} of the outbox's file {path} could not be read and will not be delivered",
  ),
  outboxUnavailable: error(
    'THE DURABLE OUTBOX ({path}) CANNOT BE USED: {reason}. Until it can, events are kept in memory, and ' +
      'lost with the process',
  ),
  outboxRestored: warn(
    "the outbox's file {path} can be used again: {events} {was} moved to it from memory",
  ),
  brokerUnavailable: error(
    "THE OUTBOX'S SERVER CANNOT BE USED ({reason}). Until it can, events are kept in {keeper}",
  ),
  brokerAtRisk: warnOnce("the outbox's server does not keep events safely: {reason}"),
  brokerRestored: warn(
    "the outbox's server can be used again: {events} {was} moved to it from this machine",
  ),
  leaseFailed: error(
    "this process gets no events from the outbox's server, and sends none ({reason}). They are kept at the " +
      'server, and other processes can send them',
  ),
  outboxUnwritable: error(
    'the outbox cannot be written: its disk is full, failing or read-only. Its events are kept; ' +
      'delivery continues when the disk can be written again',
  ),
  heldEvents: warn(
    'the outbox holds {events} that {was} recorded for another token or endpoint and {is} not sent. If you ' +
      'rotated the token of the same source or corrected its endpoint, run "npx nestjs-converge outbox adopt" ' +
      'or call ConvergeService.adopt()',
  ),
  damagedEvent: error(
    'its bytes in the outbox have changed since it was recorded, or it was not written by this library: it is ' +
      'kept as a dead letter and not sent. Check the disk, and track the event again',
  ),
  enqueueFailed: error('the event was not written in the transaction: {reason}'),
  relayInterrupted: error(
    'the relay cannot move the events of the table {path} to the outbox ({reason}): it tries again, and they ' +
      'are kept. Check the database, and "connection" of the option "transactions"',
  ),
  relayRestored: warn('the relay moves the events of the table {path} to the outbox again'),
  relayTableMissing: error(
    'there is no table {path} for the events of transactions: create it with the SQL that migration() of ' +
      '"nestjs-converge/postgres" returns (docs/transactions.md)',
  ),
  relayWaits: error(
    'the events of the table {path} stay there, and are moved when the outbox takes them: {reason}',
  ),
  relayHeld: warn(
    'the table {path} holds {events} that another token or endpoint has left there for an hour. If you ' +
      'rotated the token of the same source or corrected its endpoint, call ConvergeService.adopt()',
  ),
  deadLettersEvicted: error(
    'the outbox was full: the oldest dead letters ({count}) were deleted to make room for new events',
  ),
  deadLettersExpired: warn('dead letters older than outbox.deadLetterDays were deleted ({count})'),
  hookFailed: error('the hook {reason} failed; the event is not affected'),
  unexpected: error('an unexpected error; please report it with this stack'),
} satisfies Readonly<Record<string, Message>>;

/** The kinds of reports, which are also the names of the counters in `ConvergeService.stats()`. */
export type ReportKind = keyof typeof MESSAGES;

/** Something that happened to an event, or to the sender. */
export interface Report {
  readonly kind: ReportKind;
  /** The handler that recorded the event, e.g. `OrdersController#create`. */
  readonly origin?: string;
  readonly eventName?: string;
  readonly mapper?: string;
  readonly fault?: string;
  readonly status?: number;
  readonly reason?: string;
  /** Distinguishes reports of one kind, where the rest does not. */
  readonly key?: string;
  readonly count?: number;
  /** Whether it only goes on since the report before: then it is logged, and not counted again. */
  readonly goesOn?: boolean;
  /** How long nothing is sent because Converge asks to wait, in milliseconds. */
  readonly waitMs?: number;
  readonly path?: string;
  /** How many events of a file were taken over by another one. */
  readonly taken?: number;
  /** What waits in the outbox: asked for only if the report is logged. */
  readonly backlog?: () => Promise<Backlog>;
  /** The thrown value: only its class, its code and its stack are logged. */
  readonly error?: unknown;
  /** Why a mapper failed: outside production, the text has its message. */
  readonly cause?: unknown;
}

export interface Backlog {
  readonly queued: number;
  /** When the oldest one was recorded, in milliseconds since the epoch; undefined if there is none. */
  readonly oldestAt: number | undefined;
  /** When the next event is sent, in milliseconds from now; 0 if delivery is not paused. */
  readonly nextTryMs: number;
}

/** How many events are neither delivered nor dead. */
export function queuedOf({ pending, leased, waiting }: OutboxCounts): number {
  return pending + leased + waiting;
}

export function backlogOf(counts: OutboxCounts, nextTryMs: number): Backlog {
  return { queued: queuedOf(counts), oldestAt: counts.oldestAt, nextTryMs };
}

/** Whether nothing is sent from this report on. */
export function isOfPause({ kind }: Report): boolean {
  return MESSAGES[kind].text.includes('{paused}');
}

/** A sum of reports that were not logged one by one. */
export interface Sum {
  times: number;
  /** When the last line was logged, in milliseconds since the epoch; only to be shown. */
  since: number;
}

/**
 * The text of a report; of the last one, if it is for a sum.
 *
 * @returns undefined for a sum that does not hold any more: of a pause that is over, or of its end if
 * delivery is paused again
 */
export function textOf(report: Report, backlog?: Backlog, sum?: Sum): string | undefined {
  const { kind, count = 0, taken = 0, path, waitMs } = report;
  const { text } = MESSAGES[kind];
  if (sum !== undefined && (isOfPause(report) || text.includes('{going}'))) {
    if (backlog === undefined || backlog.nextTryMs > 0 !== isOfPause(report)) return undefined;
  }
  const isOne = (count || taken) === 1;
  const risk = path === 'memory' ? '; what is left is lost with the process' : '';
  const values: Readonly<Record<string, unknown>> = {
    ...report,
    count,
    events: events(count),
    taken: events(taken),
    was: isOne ? 'was' : 'were',
    is: isOne ? 'is' : 'are',
    them: isOne ? 'it' : 'them',
    keeper: `${path}, and sent from there${risk}`,
    // By the time of a sum, a wait is over.
    wait: waitMs && !sum ? `; Converge asks to wait, next try in ${duration(waitMs)}` : '',
    failure: describeMapperFailure(report),
    paused: paused(backlog),
    going: going(backlog),
  };
  const filled = text.replaceAll(/\{(\w+)\}/g, (_all, name: string) => String(values[name]));
  if (sum === undefined) return filled;
  const { times, since } = sum;
  return `${filled} (${times === 1 ? 'once more' : `${times} more times`} since ${clockTime(since)})`;
}

function paused(backlog: Backlog | undefined): string {
  if (backlog === undefined) return 'delivery paused, all events are kept';
  const { nextTryMs } = backlog;
  const next = nextTryMs > 0 ? `in ${duration(nextTryMs)}` : 'now';
  return `delivery paused, ${describeQueue(backlog)}, next try ${next}`;
}

export function describeQueue({ queued, oldestAt }: Backlog): string {
  const since = oldestAt === undefined ? '' : ` (since ${clockTime(oldestAt)})`;
  return `${events(queued)} queued${since}`;
}

function going(backlog: Backlog | undefined): string {
  if (backlog === undefined) return 'delivery continues';
  const { queued } = backlog;
  return queued === 0 ? 'no events are queued' : `delivering ${events(queued, 'queued ')}`;
}

/** @param which an adjective with a space behind it */
function events(count: number, which = ''): string {
  return `${count} ${which}event${count === 1 ? '' : 's'}`;
}

/** As exact as a reader needs it. */
function duration(ms: number): string {
  return ms < 120_000 ? `${Math.ceil(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}

/** The local time of day, with the date if that is not today. */
function clockTime(at: number): string {
  // Swedes write ISO 8601.
  const [date, time = ''] = new Date(at).toLocaleString('sv').split(' ');
  const [today] = new Date().toLocaleString('sv').split(' ');
  return `${date === today ? '' : `${date} `}${time.slice(0, 5)}`;
}

/** The application's functions besides the mappers. */
const STEPS: Readonly<Record<string, string>> = {
  consent: 'the option "consent"',
  beforeSend: 'the option "beforeSend"',
};

export const NO_RESULT =
  'the route answers with @Res(), so that its result is not known; use @Res({ passthrough: true }) and ' +
  'return the result, or track the event with ConvergeService.track';

const FAULTS: Readonly<Record<string, string>> = {
  threw: 'failed',
  undefined: 'failed (the handler returned undefined)',
  null: 'failed (the handler returned null)',
  'no result': `got no result: ${NO_RESULT}`,
  invalid:
    'returned an invalid value: consent must return "send", "drop" or a consent state, beforeSend the event or null',
  'timed out': 'took longer than 5 seconds',
};

function describeMapperFailure({ mapper = '', fault = '', cause }: Report): string {
  const why = ['threw', 'undefined', 'null'].includes(fault) ? describeFailure(cause) : '';
  return `${STEPS[mapper] ?? `its ${mapper} mapper`} ${FAULTS[fault] ?? fault}${why}`;
}

const FRAME = /^\s+at .*:\d+:\d+\)?$/;
/** No frame is longer, in characters; longer lines of a message would take long. */
const MAX_FRAME_LENGTH = 1_000;
const MAX_FRAMES = 100;
const MAX_MESSAGE_LENGTH = 500;

/**
 * An error as it may be logged: its class, the system's code and where it was thrown. Its message and
 * all other texts are left out, because they may quote a customer's data.
 */
export function safeStack(error: unknown): string {
  try {
    if (!(error instanceof Error)) return `a thrown ${error === null ? 'null' : typeof error}`;
    const { message, stack } = error;
    const code: unknown = (error as NodeJS.ErrnoException).code;
    const isSystemCode = typeof code === 'string' && code in constants.errno;
    // As the source names it: an error's own `name` can be set to anything.
    const { name } = error.constructor;
    const className = /^[A-Za-z_$][\w$]*$/.test(name) ? name : 'Error';
    const lines = (stack ?? '').replace(message, '').split('\n');
    const frames = lines
      .filter((line) => line.length <= MAX_FRAME_LENGTH && FRAME.test(line))
      .slice(0, MAX_FRAMES);
    return [`${className}${isSystemCode ? ` (${code})` : ''}`, ...frames].join('\n');
  } catch {
    // Its getters throw, or it is a proxy that throws.
    return 'an error that cannot be read';
  }
}

/**
 * The message of a thrown error, to follow "failed" in a log line. Empty in production, because it may
 * quote a customer's data.
 */
export function describeFailure(error: unknown, environment = process.env['NODE_ENV']): string {
  const message = environment === 'production' ? undefined : messageOf(error);
  if (message === undefined) return '';
  const isLong = message.length > MAX_MESSAGE_LENGTH;
  // Its line breaks would begin lines that look like others of the log.
  return `: ${visibleLine(isLong ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message)}`;
}

/** Whether an error says that a property of undefined or null was read. */
export function isReadOfNothing(error: unknown): boolean {
  const message = messageOf(error) ?? '';
  return /^Cannot (read|destructure) propert.* (undefined|null)\b/s.test(message);
}

/** Undefined for what is not an error, or cannot be read: its getters throw, or it is a proxy that throws. */
function messageOf(error: unknown): string | undefined {
  try {
    if (!(error instanceof Error)) return undefined;
    const { message } = error;
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
