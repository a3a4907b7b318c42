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
  /** A file's path. */
  readonly path?: string;
  /** How many events of a file were taken over by another one. */
  readonly taken?: number;
  /** The thrown value: only its class, its code and its stack are logged. */
  readonly error?: unknown;
}

/**
 * The kinds of reports, which are also the names of the counters in `ConvergeService.stats()`.
 *
 * @publicApi
 */
export type ReportKind =
  /** Converge has the event. */
  | 'delivered'
  /** An attempt failed; another one follows. */
  | 'temporary'
  /** Converge refused the event for good. */
  | 'rejected'
  /** Converge does not accept the token; the event waits. */
  | 'unauthorised'
  /** The endpoint does not take events, or something on the way blocks it; the event waits. */
  | 'misdirected'
  /** The event was not delivered within `delivery.retry.giveUpAfterMs`, and is a dead letter. */
  | 'expired'
  /** The event breaks the contract or, in strict mode, the spec, and is not sent. */
  | 'invalidEvent'
  /** A mapper failed: the event was not recorded. */
  | 'mapperFailed'
  /** A response waited for `outbox.commitTimeoutMs` or longer: it was sent, whether or not its event was in the outbox. */
  | 'commitTimedOut'
  /** The event breaks Converge's event spec, or contradicts other events; it is still sent. */
  | 'specViolation'
  /** A value of the event was normalised: an id became a string, a string was trimmed. */
  | 'normalised'
  /** The alias builder left aliases out: placeholders or invalid ones, or those beyond ten. */
  | 'aliasesDropped'
  /** The application's `consent` returned `drop`. */
  | 'consentDenied'
  /** The application's `beforeSend` returned null. */
  | 'filtered'
  /** ConvergeContext was used in a call that tracks no event, or outside of handlers. */
  | 'contextUnused'
  /** Two events of one call have the same id: Converge drops the second. */
  | 'sameEventId'
  /** A mapper of a handler cannot be created by Nest: found at start-up. */
  | 'mapperUnresolved'
  /** The application has loaded this library from several folders: found at start-up. */
  | 'severalCopies'
  /** `consent` or `beforeSend` reads the request of an event that was tracked without one. */
  | 'requestMissing'
  /** A tracked route of Express answered with something other than JSON. */
  | 'noJson'
  /** Nest may not call the handler through interceptors: found at start-up. */
  | 'perhapsNotIntercepted'
  /** The outbox is full or closed: the event was not stored. */
  | 'dropped'
  /** The event is valid, but not sent: the option `enabled` is false. */
  | 'disabled'
  /** The application shut down before the events were delivered; they are in the outbox. */
  | 'leftAtShutdown'
  /** The same, but they were only in memory, so the events are lost. */
  | 'lostAtShutdown'
  /** The application shut down before the mappers of events had finished. */
  | 'unmappedAtShutdown'
  /** Many attempts in a row have failed: delivery is paused, except for one probe from time to time. */
  | 'breakerOpened'
  /** A probe was delivered: delivery goes on. */
  | 'breakerClosed'
  /** The outbox's file was damaged; it was moved aside. */
  | 'outboxDamaged'
  /** The write-ahead log of the outbox's file was damaged; a copy was kept. */
  | 'outboxLogDamaged'
  /** The outbox's file was moved or deleted while it was in use. */
  | 'outboxMoved'
  /** Events of a damaged file that could not be read. */
  | 'eventsUnreadable'
  /** The outbox's file cannot be used: events are kept in memory, and delivered from there. */
  | 'outboxUnavailable'
  /** The outbox's file can be used again: it has the events that were still in memory. */
  | 'outboxRestored'
  /** No worker thread can be started: the outbox writes to its file in the main thread. */
  | 'outboxInMainThread'
  /** The outbox cannot store delivery results; it retries. */
  | 'outboxUnwritable'
  /** The outbox holds events that were recorded for another source. */
  | 'heldEvents'
  /** The bytes of an event in the outbox's file have changed: it is a dead letter, and not sent. */
  | 'damagedEvent'
  /** Dead letters were deleted to make room for new events. */
  | 'deadLettersEvicted'
  /** Dead letters were deleted because they were older than `outbox.deadLetterDays`. */
  | 'deadLettersExpired'
  /** One of the application's hooks failed. */
  | 'hookFailed'
  /** An error that the library does not expect. */
  | 'unexpected';

type Level = 'debug' | 'warn' | 'error';

interface Wording {
  readonly level: Level;
  readonly text: (report: Report) => string;
  /** Logged once for each handler and key, and from then on only counted. */
  readonly isLoggedOnce?: boolean;
}

/** The level and the text with which each kind is logged. */
export const REPORTS: Record<ReportKind, Wording> = {
  delivered: { level: 'debug', text: () => 'delivered' },
  temporary: {
    level: 'warn',
    text: ({ reason }) => `not delivered yet (${reason}): another attempt follows`,
  },
  rejected: {
    level: 'error',
    text: ({ status }) =>
      `Converge answered ${status}: the event is kept as a dead letter and not sent again; ` +
      'read the answer with ConvergeService.deadLetters()',
  },
  unauthorised: {
    level: 'error',
    text: ({ status }) =>
      `Converge answered ${status}: check the option "token" (and "endpoint"); ` +
      'delivery is paused, and all events are kept and tried again',
  },
  misdirected: {
    level: 'error',
    text: ({ status }) =>
      `the endpoint answered ${status}, so this is not Converge's webhook, or something on the way blocks it: ` +
      'check the option "endpoint", proxies and firewalls; delivery is paused, and all events are kept and tried again',
  },
  expired: {
    level: 'error',
    text: ({ reason }) =>
      `not delivered for too long (${reason}): the event is kept as a dead letter and not sent again; ` +
      'send it with ConvergeService.replay()',
  },
  invalidEvent: { level: 'error', text: ({ reason }) => String(reason) },
  mapperFailed: {
    level: 'error',
    text: ({ mapper, fault }) =>
      `the event was not tracked: ${STEPS[mapper ?? ''] ?? `its ${mapper} mapper`} ${FAULTS[fault ?? '']}`,
  },
  commitTimedOut: {
    level: 'warn',
    text: () =>
      'the response waited for longer than outbox.commitTimeoutMs, and was sent, perhaps before its event was ' +
      'in the outbox; then the event follows. Look for a slow mapper, a slow disk or a busy process',
  },
  specViolation: {
    level: 'warn',
    isLoggedOnce: true,
    text: ({ reason }) => `${reason}. The event is sent; more of these are only counted`,
  },
  normalised: { level: 'debug', text: ({ count }) => `${count} value(s) were fixed` },
  aliasesDropped: {
    level: 'warn',
    isLoggedOnce: true,
    text: ({ reason }) => `aliases() left out: ${reason}; more of these are only counted`,
  },
  consentDenied: { level: 'debug', text: () => 'not tracked: consent returned drop' },
  filtered: { level: 'debug', text: () => 'not tracked: beforeSend returned null' },
  contextUnused: {
    level: 'warn',
    text: () =>
      'ConvergeContext was used where no event is tracked, or was not injected: the added values are lost. ' +
      'Inject it into the service, and call it before the event is tracked',
  },
  sameEventId: {
    level: 'error',
    text: () =>
      'another event of this call has the same event_id, and Converge drops the second: ' +
      'give one of the two @TrackConverge an eventId mapper',
  },
  mapperUnresolved: {
    level: 'warn',
    text: ({ mapper, reason }) =>
      `no event is tracked: the ${mapper} mapper ${FAULTS['unresolved']}${reason === undefined ? '' : `: ${reason}`}`,
  },
  severalCopies: {
    level: 'warn',
    text: ({ reason }) =>
      `nestjs-converge is loaded from ${reason}: they work together only if their versions are the same. ` +
      'Keep one: run "npm ls nestjs-converge" and "npm dedupe"',
  },
  requestMissing: {
    level: 'warn',
    isLoggedOnce: true,
    text: () =>
      '`consent` or `beforeSend` asks for the request, and this event has none: it was tracked outside a ' +
      'handler; pass the request as { request }',
  },
  noJson: {
    level: 'warn',
    text: () =>
      'not tracked, because the response is no JSON: answer with res.json(), or use converge.record()',
  },
  perhapsNotIntercepted: {
    level: 'warn',
    text: () =>
      'events are tracked only if Nest calls this method through interceptors, which the module of its ' +
      'decorator decides (for GraphQL fields: fieldResolverEnhancers); else use ConvergeService.track there',
  },
  dropped: { level: 'error', text: ({ reason }) => `the event was not stored: ${reason}` },
  disabled: { level: 'debug', text: () => 'valid, and not sent: "enabled" is false' },
  leftAtShutdown: {
    level: 'warn',
    text: ({ count }) =>
      `${count} event(s) were not delivered before the shutdown and wait in the outbox`,
  },
  lostAtShutdown: {
    level: 'error',
    text: ({ count }) =>
      `${count} event(s) were not delivered before the shutdown and are lost, because they were only in memory`,
  },
  unmappedAtShutdown: {
    level: 'error',
    text: ({ count }) =>
      `the mappers of ${count} call(s) did not finish before the shutdown, and their events are lost: make the mappers faster`,
  },
  breakerOpened: {
    level: 'warn',
    text: () =>
      'Converge is failing: delivery is paused, all events are kept, and one is tried from time to time',
  },
  breakerClosed: { level: 'warn', text: () => 'Converge is back: delivery goes on' },
  outboxDamaged: {
    level: 'error',
    text: ({ path, taken }) =>
      `the outbox's file was damaged: it was moved to ${path}, and a new one was created, ` +
      `with the ${taken} event(s) that could be read`,
  },
  outboxLogDamaged: {
    level: 'error',
    text: ({ path }) =>
      "the write-ahead log of the outbox's file was damaged, or cut off by a power failure: the events behind " +
      `the damage, whose number is unknown, may be lost. A copy of the log was kept: ${path}`,
  },
  outboxMoved: {
    level: 'error',
    text: ({ path, taken }) =>
      `the outbox's file ${path} was moved or deleted while it was in use: another one took its place, ` +
      `with the ${taken} event(s) that were in it`,
  },
  eventsUnreadable: {
    level: 'error',
    text: ({ path, count }) =>
      `at least ${count} event(s) of the outbox's file ${path} could not be read, and are not delivered`,
  },
  outboxUnavailable: {
    level: 'error',
    text: ({ reason, path }) =>
      `THE DURABLE OUTBOX (${path}) CANNOT BE USED. Events are kept in memory meanwhile, and lost with the process: ${reason}`,
  },
  outboxRestored: {
    level: 'warn',
    text: ({ path, count }) =>
      `the outbox's file ${path} can be used again: ${count} event(s) were moved to it from memory`,
  },
  outboxInMainThread: {
    level: 'warn',
    text: () =>
      'no worker thread can be started for the outbox: it writes to its file in the main thread, ' +
      'where a slow disk delays requests; allow worker threads',
  },
  outboxUnwritable: {
    level: 'error',
    text: () =>
      'the outbox cannot be written: its disk is full, failing or read-only. Its events are kept; ' +
      'delivery continues when the disk can be written again',
  },
  heldEvents: {
    level: 'warn',
    text: ({ count }) =>
      `the outbox holds ${count} event(s) that were recorded for another token or endpoint; they are not sent. ` +
      'If you rotated the token of the same source or corrected its endpoint, run "npx nestjs-converge outbox adopt" or call ConvergeService.adopt()',
  },
  damagedEvent: {
    level: 'error',
    text: () =>
      "its bytes in the outbox's file have changed since it was recorded: it is kept as a dead letter and " +
      'not sent. Check the disk, and track the event again',
  },
  deadLettersEvicted: {
    level: 'error',
    text: ({ count }) =>
      `the outbox was full: the ${count} oldest dead letters were deleted to make room for new events`,
  },
  deadLettersExpired: {
    level: 'warn',
    text: ({ count }) =>
      `${count} dead letters were older than outbox.deadLetterDays and were deleted`,
  },
  hookFailed: {
    level: 'error',
    text: ({ reason }) => `the hook ${reason} failed; nothing else changes`,
  },
  unexpected: {
    level: 'error',
    text: () => 'an unexpected error; please report it with this stack',
  },
};

/** The application's functions besides the mappers. */
const STEPS: Record<string, string> = {
  consent: 'the option "consent"',
  beforeSend: 'the option "beforeSend"',
};

/** Why a handler has no result, if it takes over the response, and what to do. */
export const NO_RESULT =
  'the route answers with @Res(), so that its result is not known; use @Res({ passthrough: true }) and ' +
  'return the result, or track the event with ConvergeService.track';

const FAULTS: Record<string, string> = {
  threw: 'failed',
  'no result': `got no result: ${NO_RESULT}`,
  invalid:
    'returned an invalid value: consent must return "send", "drop" or a consent state, beforeSend the event or null',
  'timed out': 'took longer than 5 seconds',
  unresolved:
    'cannot be created by Nest; add it to the providers of its module, or make its dependencies available there',
};

/** What is logged at the start. */
export interface StartFacts {
  /** The host of the endpoint, with its port. */
  readonly host: string;
  readonly isEnabled: boolean;
  /** Whether this process sends events, and not only records them. */
  readonly isSending: boolean;
  /** The path of the outbox's file, or `memory`. */
  readonly outbox: string;
  readonly pending: number;
  readonly dead: number;
  readonly held: number;
}

/** The line that is logged at the start. */
export function describeStart(facts: StartFacts): string {
  const { host, isEnabled, isSending, outbox, pending, dead, held } = facts;
  if (!isEnabled) return '"enabled" is false: events are checked, and neither stored nor sent';
  const where = isSending
    ? `Sending events to ${host}`
    : `Recording events for ${host}, which another process sends`;
  const place = outbox === 'memory' ? 'in memory' : outbox;
  return `${where}; outbox ${place}: ${pending} pending, ${dead} dead, ${held} held`;
}
