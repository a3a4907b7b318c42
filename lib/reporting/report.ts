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
  /** A file's path. */
  readonly path?: string;
  /** How many events of a file were taken over by another one. */
  readonly taken?: number;
  /** What waits in the outbox: asked for only if the report is logged. */
  readonly backlog?: () => Promise<Backlog>;
  /** The thrown value: only its class, its code and its stack are logged. */
  readonly error?: unknown;
  /** Why a mapper failed: the text says which value was missing and, outside production, the message. */
  readonly cause?: unknown;
}

/** What waits in the outbox. */
export interface Backlog {
  readonly queued: number;
  /** When the oldest one was recorded, in milliseconds since the epoch; undefined if there is none. */
  readonly oldestAt: number | undefined;
  /** When the next event is sent, in milliseconds from now; 0 if delivery is not paused. */
  readonly nextTryMs: number;
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
  /** Converge accepts or refuses events again after the breaker was open: delivery goes on. */
  | 'breakerClosed'
  /** The same after a pause for a wrong token or address. */
  | 'resumed'
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
  /** The server that has the outbox cannot be used: events are kept on this machine, and handed over later. */
  | 'brokerUnavailable'
  /** The server that has the outbox can be used again: it has the events that were kept on this machine. */
  | 'brokerRestored'
  /** The server that has the outbox gives this process no events: it sends none. */
  | 'leaseFailed'
  /** No worker thread can be started: the outbox writes to its file in the main thread. */
  | 'outboxInMainThread'
  /** The outbox cannot store delivery results; it retries. */
  | 'outboxUnwritable'
  /** The outbox holds events that were recorded for another source. */
  | 'heldEvents'
  /** The bytes of an event in the outbox's file have changed: it is a dead letter, and not sent. */
  | 'damagedEvent'
  /** `enqueue` could not write the event in the caller's transaction; the caller got the error. */
  | 'enqueueFailed'
  /** The event of a handler with `transactional: true` was not written in its transaction, and so stored after it. */
  | 'outsideTransaction'
  /** The relay cannot reach the database, or not move the events of committed transactions. */
  | 'relayInterrupted'
  /** The relay works again. */
  | 'relayRestored'
  /** The table for the events of transactions does not exist. */
  | 'relayTableMissing'
  /** The outbox is full: the events of committed transactions wait in their table. */
  | 'relayWaits'
  /** The table holds events that were recorded for another source. */
  | 'relayHeld'
  /** Dead letters were deleted to make room for new events. */
  | 'deadLettersEvicted'
  /** Dead letters were deleted because they were older than `outbox.deadLetterDays`. */
  | 'deadLettersExpired'
  /** One of the application's hooks failed. */
  | 'hookFailed'
  /** An error that the library does not expect. */
  | 'unexpected';
