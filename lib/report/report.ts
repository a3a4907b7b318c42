/** Something that happened to an event, or to the sender. */
export interface Report {
  readonly kind: ReportKind;
  /** Who is concerned, e.g. `OrdersController#create`. */
  readonly origin?: string;
  readonly eventName?: string;
  readonly mapper?: string;
  readonly fault?: string;
  readonly status?: number;
  readonly reason?: string;
  /** What tells reports of one kind apart, where the rest does not. */
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
  /** A mapper gave nothing: the event was not recorded. */
  | 'mapperFailed'
  /** A response went before its event was in the outbox, because `outbox.commitTimeoutMs` was over. */
  | 'late'
  /** The event breaks Converge's event spec, or seems wrong beside others, and is sent all the same. */
  | 'specViolation'
  /** Something of the event was mended: an id became a string, a string was trimmed. */
  | 'repaired'
  /** The alias builder left aliases out: dummy or invalid ones, or those beyond ten. */
  | 'aliasesDropped'
  /** The application's `consent` said `drop`. */
  | 'consentDenied'
  /** The application's `beforeSend` said null. */
  | 'filtered'
  /** ConvergeContext was used where no tracked handler runs. */
  | 'contextUnused'
  /** Two events of one call have the same id: Converge drops the second. */
  | 'sameEventId'
  /** A mapper of a handler cannot be created by Nest: found at start-up. */
  | 'mapperUnresolved'
  /** The outbox is full or closed, or it had to make room: the event is gone. */
  | 'dropped'
  /** The event would have been sent, were the module not disabled. */
  | 'disabled'
  /** The application ended before the events were delivered; they are in the outbox. */
  | 'leftAtShutdown'
  /** The same, but the outbox was in memory. */
  | 'lostAtShutdown'
  /** The application ended before events were mapped. */
  | 'unmappedAtShutdown'
  /** Nearly everything fails: sending is suspended, but for a probe from time to time. */
  | 'breakerOpened'
  /** A probe was delivered: sending goes on. */
  | 'breakerClosed'
  /** The outbox's file was damaged, and put aside. */
  | 'outboxDamaged'
  /** The outbox's file was moved or deleted while it was in use. */
  | 'outboxMoved'
  /** The outbox's file cannot be used: events are kept in memory. */
  | 'outboxUnavailable'
  /** No thread can be started: the outbox writes to its file in the application's thread. */
  | 'outboxInMainThread'
  /** The outbox cannot write what became of events; it is tried again. */
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
  /** Told once for each handler and key, and from then on only counted. */
  readonly isToldOnce?: boolean;
}

/** How loudly each kind is told, and in which words. */
export const REPORTS: Record<ReportKind, Wording> = {
  delivered: { level: 'debug', say: () => 'delivered' },
  temporary: {
    level: 'warn',
    say: ({ reason }) => `not delivered yet (${reason}), it is tried again`,
  },
  rejected: {
    level: 'error',
    say: ({ status }) =>
      `Converge answered ${status}: the event is kept as a dead letter and not sent again; ` +
      'ConvergeService.deadLetters() tells what Converge said',
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
  late: {
    level: 'warn',
    say: () =>
      'the response went before its event was in the outbox, which follows now: a mapper, the disk or the whole process was slow',
  },
  specViolation: {
    level: 'warn',
    isToldOnce: true,
    say: ({ reason }) => `${reason}. The event is sent; more of these are only counted`,
  },
  repaired: { level: 'debug', say: ({ count }) => `${count} value(s) were mended` },
  aliasesDropped: {
    level: 'warn',
    isToldOnce: true,
    say: ({ reason }) => `aliases() left out: ${reason}; more of these are only counted`,
  },
  consentDenied: { level: 'debug', say: () => 'not tracked, because consent said drop' },
  filtered: { level: 'debug', say: () => 'not tracked, because beforeSend said null' },
  contextUnused: {
    level: 'warn',
    say: () =>
      'ConvergeContext was used where no tracked handler runs, or was not injected: what was added is lost; inject it into the service, and use ConvergeService.track elsewhere',
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
  disabled: { level: 'debug', say: () => 'is right, and not sent, because "enabled" is false' },
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
      `the mappers of ${count} call(s) were not done before the shutdown; their events are lost: make them faster`,
  },
  breakerOpened: {
    level: 'warn',
    say: () =>
      'most attempts fail: sending is suspended but for a probe from time to time, all events are kept',
  },
  breakerClosed: { level: 'warn', say: () => 'a probe was delivered: sending goes on' },
  outboxDamaged: {
    level: 'error',
    say: ({ path }) =>
      `the outbox's file was damaged: it was put aside as ${path}, a new one was begun; ` +
      'look into it with any SQLite tool for the events that were waiting',
  },
  outboxMoved: {
    level: 'error',
    say: ({ path }) =>
      `somebody moved or deleted the outbox's file ${path} while it was in use: a new one was begun; ` +
      'events that were in the old one are not delivered unless it is moved back before a start',
  },
  outboxUnavailable: {
    level: 'error',
    say: ({ reason, path }) =>
      `THE DURABLE OUTBOX (${path}) CANNOT BE USED, events are kept in memory and lost with the process: ${reason}`,
  },
  outboxInMainThread: {
    level: 'warn',
    say: () =>
      'no thread can be started for the outbox: it writes to its file in the main thread, and a slow disk delays requests; ' +
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
      'If it was the token of the same source, call ConvergeService.adopt() or set outbox.adopt: true once',
  },
  deadLettersEvicted: {
    level: 'error',
    say: ({ count }) =>
      `the outbox was full: the ${count} oldest dead letters made room for new events`,
  },
  hookFailed: { level: 'error', say: ({ reason }) => `the hook ${reason} failed` },
  unexpected: {
    level: 'error',
    say: () => 'an unexpected error; please report it with this stack',
  },
};

/** What else than a mapper may fail. */
const STEPS: Record<string, string> = {
  consent: 'the option "consent"',
  beforeSend: 'the option "beforeSend"',
};

const FAULTS: Record<string, string> = {
  threw: 'failed',
  answered:
    'gave something else than it may: consent gives "send", "drop" or a consent state, beforeSend the event or null',
  'timed out': 'took longer than 5 seconds',
  unresolved:
    'cannot be created by Nest; add it to the providers of its module, or make its dependencies available there',
};
