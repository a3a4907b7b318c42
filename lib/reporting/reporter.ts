import {
  type ConvergeValidationError,
  describeViolation,
  isNamed,
  type Violation,
} from '../event/violation.js';
import type { ValidatedEvent } from '../event/event-validator.js';
import { countDropped, type DroppedAlias } from '../event/values/aliases.js';
import { visible, visibleName } from '../event/visible.js';
import {
  describeFull,
  type FullReason,
  type OutboxClosedError,
  type OutboxFullError,
} from '../outbox/errors.js';
import type { DeadLetter, OutboxCounts, OutboxRecord } from '../outbox/outbox.js';
import {
  MESSAGES,
  queuedOf,
  safeStack,
  textOf,
  type Backlog,
  type Level,
  type Report,
  type ReportKind,
  type Sum,
} from './messages.js';
import { Repeats, Troubles } from './past-reports.js';

/** The event with which a hook is called. */
export interface HookEvent {
  readonly eventName: string;
  /** The handler that recorded it, e.g. `OrdersController#create`. */
  readonly origin: string;
  /** The event as it is sent, personal data included: take care where you put it. */
  readonly event: any;
}

/**
 * Functions of the application that are called with delivery results. Their errors are logged and
 * change nothing.
 */
export interface ConvergeHooks {
  /** Converge has the event. */
  onDelivered?: (event: HookEvent & { readonly attempts: number }) => unknown;
  /** The event will not be tried again, and is kept as a dead letter. */
  onDeadLetter?: (
    event: HookEvent & {
      readonly attempts: number;
      /** Why it is dead; may hold Converge's answer, which may repeat personal data. */
      readonly reason: string;
      readonly status?: number;
    },
  ) => unknown;
  /**
   * The event was not stored: the outbox is full (`maxEvents`, `maxBytes`, `disk`), `locked` by another
   * process or `closed`, or a `mapper` (or `consent`, or `beforeSend`) failed, and then there is no
   * `event`.
   */
  onDropped?: (
    event: Omit<HookEvent, 'event'> & {
      readonly event?: any;
      readonly reason: FullReason | 'closed' | 'mapper';
    },
  ) => unknown;
  /** This process has paused all delivery: in an outage, or for a wrong token or address. */
  onPaused?: (pause: DeliveryPause) => unknown;
  /** The same pause has ended. */
  onResumed?: (pause: DeliveryPause) => unknown;
}

/** A pause of all delivery. */
export interface DeliveryPause {
  /** The id of its log line: `breakerOpened`, `unauthorised` or `misdirected`. */
  readonly kind: ReportKind;
  /** Why, in the words of the log. */
  readonly reason: string;
  /** The host of the endpoint, with its port. */
  readonly host: string;
}

/** What a structured logger keeps beside the text: names and numbers, and never an id or a value of an event. */
export type LogFields = Readonly<Record<string, string | number>>;

/** Where log lines go: Nest's logger, or another one. */
export interface Log {
  /** @param stack of an error */
  write(level: Level, message: string, fields: LogFields, stack?: string): void;
  isDebugEnabled(): boolean;
}

/** Whose event a report is about. */
export type About = Pick<OutboxRecord, 'origin' | 'eventName'>;
type Subject = About & Pick<OutboxRecord, 'body'>;

/** How often each kind of report was made. */
export type ReportCounters = Readonly<Record<ReportKind, number>>;

/**
 * Counts and logs what happens to events. Repeated reports are summed up once a minute, and those of some
 * kinds logged only once. No log line holds the token, a property or an alias.
 */
export class Reporter {
  private readonly counts = Object.fromEntries(
    Object.keys(MESSAGES).map((kind) => [kind, 0]),
  ) as Record<ReportKind, number>;
  private readonly repeats = new Repeats((last, sum) =>
    this.withBacklog({ ...last, error: undefined }, sum),
  );
  private isFinished = false;
  readonly troubles = new Troubles();

  constructor(
    private readonly hooks: ConvergeHooks,
    private readonly logger: Log,
    private readonly host = '',
  ) {}

  delivered(record: OutboxRecord): void {
    const { origin, eventName, attempts } = record;
    this.report({ kind: 'delivered', origin, eventName });
    this.call('onDelivered', () => ({ ...shown(record), attempts: attempts + 1 }));
  }

  /** Converge refused a record for good, or it was not delivered in time. */
  died(record: OutboxRecord, end: Pick<DeadLetter, 'attempts' | 'reason' | 'status'>): void {
    const { origin, eventName } = record;
    const { attempts, reason, status } = end;
    if (status === undefined) this.report({ kind: 'expired', origin, eventName, reason });
    else this.report({ kind: 'rejected', origin, eventName, status });
    this.call('onDeadLetter', () => ({ ...shown(record), attempts, reason, status }));
  }

  /** A record became a dead letter because its bytes in the file have changed. */
  damaged(deadLetter: Omit<DeadLetter, 'id' | 'diedAt'>): void {
    const { origin, eventName, attempts, reason } = deadLetter;
    this.report({ kind: 'damagedEvent', origin, eventName });
    this.call('onDeadLetter', () => ({ ...shown(deadLetter), attempts, reason }));
  }

  /** A record became a dead letter because it breaks the contract or, in strict mode, the spec. */
  invalid(record: Subject, error: ConvergeValidationError): void {
    this.reportInvalid(error, record.origin);
    this.call('onDeadLetter', () => ({ ...shown(record), attempts: 0, reason: error.message }));
  }

  dropped(error: OutboxFullError | OutboxClosedError, record: Subject): void {
    const { origin, eventName } = record;
    const reason = error.name === 'OutboxFullError' ? error.reason : 'closed';
    const why = reason === 'closed' ? 'the application has shut down' : describeFull(reason);
    this.report({ kind: 'dropped', origin, eventName, reason: why, key: reason });
    this.call('onDropped', () => ({ ...shown(record), reason }));
  }

  /** A step of the mapping failed, so there is no event. */
  mapperFailed(origin: string, { eventName, mapper, fault, cause }: Omit<Report, 'kind'>): void {
    // A route that takes over its response is at fault, not the line that failed.
    const error = fault === 'no result' ? undefined : cause;
    this.report({ kind: 'mapperFailed', origin, eventName, mapper, fault, cause, error });
    this.call('onDropped', () => ({ origin, eventName, reason: 'mapper' }));
  }

  /** Reports the findings of an event that is sent; {@link invalid} reports one that is not. */
  validated({ spec, suspicions, fixed, error }: ValidatedEvent, about: About): void {
    if (fixed > 0) this.report({ kind: 'normalised', ...about, count: fixed });
    if (error !== undefined) return;
    for (const violation of [...spec, ...suspicions]) {
      const reason = describeViolation(violation);
      this.report({ kind: 'specViolation', ...about, reason, key: keyOf(violation) });
    }
  }

  /** Reports what the alias builder left out, by name only: a value may be personal. */
  aliasesDropped(about: About, dropped: readonly DroppedAlias[]): void {
    for (const [reason, count] of countDropped(dropped)) {
      this.report({ kind: 'aliasesDropped', ...about, reason, key: reason, count });
    }
  }

  report(report: Report): void {
    if (report.goesOn !== true) this.counts[report.kind] += report.count ?? 1;
    const { began, ended } = this.troubles.note(report);
    if (began !== undefined) this.call('onPaused', () => this.pauseOf(began));
    if (ended !== undefined) this.call('onResumed', () => this.pauseOf(ended));
    const { level, isLoggedOnce = false } = MESSAGES[report.kind];
    if (level === 'debug') {
      if (this.logger.isDebugEnabled()) this.log(report);
    } else if (this.repeats.isFirst(idOf(report), report, isLoggedOnce)) this.withBacklog(report);
  }

  /** Logs what has not been summed up yet, at the end. */
  finish(): void {
    this.isFinished = true;
    this.repeats.sumUp();
  }

  /** Reports an error under the kind that fits its class. */
  reportError(error: unknown, about: Partial<About> = {}): void {
    if (isNamed<ConvergeValidationError>(error, 'ConvergeValidationError'))
      this.reportInvalid(error, about.origin);
    else if (isNamed<OutboxFullError>(error, 'OutboxFullError')) {
      this.report({ kind: 'outboxUnwritable', reason: error.message });
    } else this.report({ kind: 'unexpected', ...about, error: error ?? 'nothing' });
  }

  /**
   * Logs once, at start-up, where events go and what waits for it.
   *
   * @param outbox its path, its server's name, or `memory`
   * @param isSending whether this process sends events, and not only records them
   */
  started(outbox: string, counts: OutboxCounts, isEnabled: boolean, isSending: boolean): void {
    const { host } = this;
    const { dead, held } = counts;
    const pending = queuedOf(counts);
    const where = isSending
      ? `Sending events to ${host}`
      : `Recording events for ${host}, which another process sends`;
    const place = outbox === 'memory' ? 'in memory' : outbox;
    const line = `${where}; outbox ${place}: ${pending} pending, ${dead} dead, ${held} held`;
    const off = '"enabled" is false: events are checked, and neither stored nor sent';
    this.write('info', isEnabled ? line : off, { host, outbox, pending, dead, held });
  }

  /** Logs a tracked handler at start-up. */
  tracks(handler: string, eventName: string): void {
    const name = visibleName(eventName);
    this.write('debug', `${handler} tracks "${name}"`, { handler, eventName: name });
  }

  counters(): ReportCounters {
    return { ...this.counts };
  }

  /** Calls a hook of the application; its errors are reported and change nothing. */
  private call(name: keyof ConvergeHooks, argument: () => object): void {
    const hook = this.hooks[name] as ((argument: object) => unknown) | undefined;
    if (hook === undefined) return;
    const failed = (error: unknown) => this.report({ kind: 'hookFailed', reason: name, error });
    try {
      Promise.resolve(hook(argument())).catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  private pauseOf(pause: Report): object {
    return { kind: pause.kind, reason: textOf(pause), host: this.host };
  }

  private reportInvalid(error: ConvergeValidationError, origin?: string): void {
    const { eventName, message, violations } = error;
    const key = violations.map(keyOf).join();
    this.report({ kind: 'invalidEvent', origin, eventName, reason: message, key });
  }

  /** Asks what waits in the outbox, if the report is about that. At the end, it may be closed. */
  private withBacklog(report: Report, sum?: Sum): void {
    const log = (backlog?: Backlog) => this.log(report, backlog, sum);
    if (report.backlog === undefined || this.isFinished) log();
    else report.backlog().then(log, () => log());
  }

  private log(report: Report, backlog?: Backlog, sum?: Sum): void {
    const text = textOf(report, backlog, sum);
    if (text === undefined) return;
    const fields = logFieldsOf(report, backlog, sum?.times);
    this.write(MESSAGES[report.kind].level, `${subject(report)}${text}`, fields, report.error);
  }

  /** The application's logger may throw, which must not lose an event. */
  private write(level: Level, message: string, fields: LogFields, error?: unknown): void {
    try {
      const stack = error === undefined ? undefined : visible(safeStack(error));
      this.logger.write(level, visible(message), fields, stack);
    } catch {
      // There is no other place to log to.
    }
  }
}

/** One key for the same mistake in every line of an order. */
function keyOf({ path, rule }: Violation): string {
  return `${path.replaceAll(/\d+/g, '')} ${rule}`;
}

/** The event that a hook is called for; undefined if its bytes have changed. */
function shown({ origin, eventName, body }: Subject): HookEvent {
  try {
    return { origin, eventName, event: JSON.parse(body) };
  } catch {
    return { origin, eventName, event: undefined };
  }
}

/** Whom a report is about, as the beginning of its line. */
function subject({ origin, eventName }: Report): string {
  const event = eventName === undefined ? '' : `"${visibleName(eventName)}"`;
  const about = [origin === undefined ? '' : visibleName(origin), event].filter(Boolean).join(', ');
  return about === '' ? '' : `${about}: `;
}

/** The same for reports that need to be logged only once in a while. */
function idOf(report: Report): string {
  const { kind, mapper, fault, status, key } = report;
  return [kind, subject(report), mapper, fault, status, key].join('|');
}

/** @param times how many a sum has */
function logFieldsOf(report: Report, backlog?: Backlog, times?: number): LogFields {
  const { kind, mapper, fault, status, count, path, taken, waitMs } = report;
  const handler = report.origin && visibleName(report.origin);
  const eventName = report.eventName && visibleName(report.eventName);
  const about = { kind, handler, eventName, mapper, fault, status, count, path, taken, times };
  const fields = Object.entries({ ...about, waitMs, ...backlog });
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as LogFields;
}
