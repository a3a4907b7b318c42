/** Something that happened to an event, or to the sender. @internal */
export interface Report {
  readonly kind: ReportKind;
  /** Who is concerned, e.g. `OrdersController#create`. */
  readonly origin?: string;
  readonly eventName?: string;
  readonly mapper?: string;
  readonly fault?: string;
  readonly status?: number;
  readonly reason?: string;
  readonly count?: number;
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
  /** A mapper of a handler cannot be created by Nest: found at start-up. */
  | 'mapperUnresolved'
  /** The outbox is full or closed: the event was not recorded. */
  | 'dropped'
  /** The event would have been sent, were the module not disabled. */
  | 'disabled'
  /** The application ended before the events were delivered. */
  | 'leftAtShutdown'
  /** Something that should not happen. */
  | 'unexpected';

type Level = 'debug' | 'warn' | 'error';

/** How loudly each kind is told, and in which words. @internal */
export const REPORTS: Record<ReportKind, { level: Level; say: (report: Report) => string }> = {
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
  invalidEvent: { level: 'error', say: ({ reason }) => reason ?? 'the event is invalid' },
  mapperFailed: {
    level: 'error',
    say: ({ mapper, fault }) =>
      `the event was not tracked: its ${mapper} mapper ${FAULTS[fault ?? '']}`,
  },
  mapperUnresolved: {
    level: 'warn',
    say: ({ mapper, reason }) =>
      `nothing can be tracked: the ${mapper} mapper ${FAULTS['unresolved']}: ${reason}`,
  },
  dropped: { level: 'error', say: ({ reason }) => `the event was not kept: ${reason}` },
  disabled: { level: 'debug', say: () => 'is right, and not sent, because "enabled" is false' },
  leftAtShutdown: {
    level: 'error',
    say: ({ count }) =>
      `${count} event(s) were not delivered before the shutdown and are lost: ` +
      'raise shutdownTimeoutMs if Converge was only slow',
  },
  unexpected: {
    level: 'error',
    say: () => 'an unexpected error; please report it with this stack',
  },
};

const FAULTS: Record<string, string> = {
  threw: 'failed',
  'timed out': 'took longer than 5 seconds',
  unresolved:
    'cannot be created by Nest; add it to the providers of its module, or make its dependencies available there',
};
