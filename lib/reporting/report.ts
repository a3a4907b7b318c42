/** Something that happened to an event, or to the sender. */
export interface Report {
  readonly kind: ReportKind;
  /** What recorded the event, e.g. `OrdersController#create`. */
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
  /** What was thrown: only its class, its code and its stack are logged. */
  readonly error?: unknown;
}

/**
 * What can be reported; also the names of the counters in `ConvergeService.stats()`.
 *
 * @publicApi
 */
export type ReportKind =
  /** Converge has the event. */
  | 'delivered'
  /** An attempt failed, and is repeated. */
  | 'temporary'
  /** Converge refused the event for good. */
  | 'rejected'
  /** Converge does not accept the token; the event waits. */
  | 'unauthorised'
  /** The event was tried for as long as it may be. */
  | 'expired'
  /** The event breaks the contract, and is not sent. */
  | 'invalidEvent'
  /** A mapper failed: the event was not recorded. */
  | 'mapperFailed'
  /** A response was sent before its event was in the outbox, because `outbox.commitTimeoutMs` was over. */
  | 'commitTimedOut'
  /** The event breaks Converge's event spec, or seems wrong beside others, and is sent all the same. */
  | 'specViolation'
  /** A value of the event was normalised: an id became a string, a string was trimmed. */
  | 'normalised'
  /** The alias builder left aliases out: placeholders or invalid ones, or those beyond ten. */
  | 'aliasesDropped'
  /** The application's `consent` returned `drop`. */
  | 'consentDenied'
  /** The application's `beforeSend` returned null. */
  | 'filtered'
  /** ConvergeContext was used where no tracked handler runs. */
  | 'contextUnused'
  /** Two events of one call have the same id: Converge drops the second. */
  | 'sameEventId'
  /** A mapper of a handler cannot be created by Nest: found at start-up. */
  | 'mapperUnresolved'
  /** The outbox is full or closed: the event was not stored. */
  | 'dropped'
  /** The event would have been sent, were the module not disabled. */
  | 'disabled'
  /** The application ended before the events were delivered; they are in the outbox. */
  | 'leftAtShutdown'
  /** The same, but the outbox was in memory. */
  | 'lostAtShutdown'
  /** The application ended before events were mapped. */
  | 'unmappedAtShutdown'
  /** Most attempts fail: delivery is paused, but for a probe from time to time. */
  | 'breakerOpened'
  /** A probe was delivered: delivery goes on. */
  | 'breakerClosed'
  /** The outbox's file was damaged, and put aside. */
  | 'outboxDamaged'
  /** The outbox's file was moved or deleted while it was in use. */
  | 'outboxMoved'
  /** The outbox's file cannot be used: events are kept in memory. */
  | 'outboxUnavailable'
  /** No thread can be started: the outbox writes to its file in the application's thread. */
  | 'outboxInMainThread'
  /** The outbox cannot store delivery results; it is tried again. */
  | 'outboxUnwritable'
  /** The outbox holds events that were recorded for another source. */
  | 'heldEvents'
  /** Dead letters had to make room for new events. */
  | 'deadLettersEvicted'
  /** One of the application's hooks failed. */
  | 'hookFailed'
  /** Something that should not happen. */
  | 'unexpected';

type Level = 'debug' | 'warn' | 'error';

interface Wording {
  readonly level: Level;
  readonly say: (report: Report) => string;
  /** Logged once for each handler and key, and from then on only counted. */
  readonly isLoggedOnce?: boolean;
}

/** At which level each kind is logged, and in which words. */
export const REPORTS: Record<ReportKind, Wording> = {
  delivered: { level: 'debug', say: () => 'delivered' },
  temporary: {
    level: 'warn',
    say: ({ reason }) => `not delivered yet (${reason}); it is tried again`,
  },
  rejected: {
    level: 'error',
    say: ({ status }) =>
      `Converge answered ${status}: the event is kept as a dead letter and not sent again; ` +
      'ConvergeService.deadLetters() has the answer',
  },
  unauthorised: {
    level: 'error',
    say: ({ status }) =>
      `Converge answered ${status}: check the option "token" (and "endpoint"); ` +
      'delivery is paused, and all events are kept and tried again',
  },
  expired: {
    level: 'error',
    say: ({ reason }) =>
      `not delivered for too long (${reason}): the event is kept as a dead letter and not sent again`,
  },
  invalidEvent: { level: 'error', say: ({ reason }) => String(reason) },
  mapperFailed: {
    level: 'error',
    say: ({ mapper, fault }) =>
      `the event was not tracked: ${STEPS[mapper ?? ''] ?? `its ${mapper} mapper`} ${FAULTS[fault ?? '']}`,
  },
  commitTimedOut: {
    level: 'warn',
    say: () =>
      'the response was sent before its event was in the outbox; the event follows: a mapper, the disk or the whole process was slow',
  },
  specViolation: {
    level: 'warn',
    isLoggedOnce: true,
    say: ({ reason }) => `${reason}. The event is sent; more of these are only counted`,
  },
  normalised: { level: 'debug', say: ({ count }) => `${count} value(s) were fixed` },
  aliasesDropped: {
    level: 'warn',
    isLoggedOnce: true,
    say: ({ reason }) => `aliases() left out: ${reason}; more of these are only counted`,
  },
  consentDenied: { level: 'debug', say: () => 'not tracked: consent returned drop' },
  filtered: { level: 'debug', say: () => 'not tracked: beforeSend returned null' },
  contextUnused: {
    level: 'warn',
    say: () =>
      'ConvergeContext was used where no tracked handler runs, or was not injected: what was added is lost. Inject it into the service, and use ConvergeService.track elsewhere',
  },
  sameEventId: {
    level: 'error',
    say: () =>
      'has the same event_id as another event of this call, and Converge drops the second: ' +
      'give one of the two @TrackConverge an eventId mapper',
  },
  mapperUnresolved: {
    level: 'warn',
    say: ({ mapper, reason }) =>
      `nothing can be tracked: the ${mapper} mapper ${FAULTS['unresolved']}${reason === undefined ? '' : `: ${reason}`}`,
  },
  dropped: { level: 'error', say: ({ reason }) => `the event was not kept: ${reason}` },
  disabled: { level: 'debug', say: () => 'valid, and not sent: "enabled" is false' },
  leftAtShutdown: {
    level: 'warn',
    say: ({ count }) =>
      `${count} event(s) were not delivered before the shutdown and wait in the outbox`,
  },
  lostAtShutdown: {
    level: 'error',
    say: ({ count }) =>
      `${count} event(s) were not delivered before the shutdown and are lost, because the outbox is in memory`,
  },
  unmappedAtShutdown: {
    level: 'error',
    say: ({ count }) =>
      `the mappers of ${count} call(s) did not finish before the shutdown, and their events are lost: make the mappers faster`,
  },
  breakerOpened: {
    level: 'warn',
    say: () =>
      'Converge is failing: delivery is paused, all events are kept, and one is tried from time to time',
  },
  breakerClosed: { level: 'warn', say: () => 'Converge is back: delivery goes on' },
  outboxDamaged: {
    level: 'error',
    say: ({ path }) =>
      `the outbox's file was damaged: it was moved to ${path}, and a new one was created; ` +
      'read it with any SQLite tool for the events that were waiting',
  },
  outboxMoved: {
    level: 'error',
    say: ({ path }) =>
      `the outbox's file ${path} was moved or deleted while it was in use: a new one was created; ` +
      'events in the old one are not delivered unless it is moved back before a start',
  },
  outboxUnavailable: {
    level: 'error',
    say: ({ reason, path }) =>
      `THE DURABLE OUTBOX (${path}) CANNOT BE USED. Events are kept in memory and lost with the process: ${reason}`,
  },
  outboxInMainThread: {
    level: 'warn',
    say: () =>
      'no thread can be started for the outbox: it writes to its file in the main thread, where a slow disk delays requests; ' +
      'allow worker threads',
  },
  outboxUnwritable: {
    level: 'error',
    say: () =>
      'the outbox cannot be written: its disk is full, failing or read-only; what is in it is kept, and delivery goes on as soon as it can',
  },
  heldEvents: {
    level: 'warn',
    say: ({ count }) =>
      `the outbox holds ${count} event(s) that were recorded for another token or endpoint; they are not sent. ` +
      'If it was the token of the same source, run "npx nestjs-converge outbox adopt" or call ConvergeService.adopt()',
  },
  deadLettersEvicted: {
    level: 'error',
    say: ({ count }) =>
      `the outbox was full: the ${count} oldest dead letters were deleted to make room for new events`,
  },
  hookFailed: { level: 'error', say: ({ reason }) => `the hook ${reason} failed` },
  unexpected: {
    level: 'error',
    say: () => 'an unexpected error; please report it with this stack',
  },
};

/** The functions of the application that are no mappers. */
const STEPS: Record<string, string> = {
  consent: 'the option "consent"',
  beforeSend: 'the option "beforeSend"',
};

const FAULTS: Record<string, string> = {
  threw: 'failed',
  answered:
    'returned something else than it may: consent returns "send", "drop" or a consent state, beforeSend the event or null',
  'timed out': 'took longer than 5 seconds',
  unresolved:
    'cannot be created by Nest; add it to the providers of its module, or make its dependencies available there',
};
