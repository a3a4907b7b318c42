import { LRUCache } from 'lru-cache';
import type { ConvergeValidationError } from '../event/converge-validation.error.js';
import { isNamed } from '../event/named-error.js';
import type { ValidatedEvent } from '../event/event-validator.js';
import { countDropped, type DroppedAlias } from '../event/values/aliases.js';
import { visible, visibleName } from '../event/visible.js';
import { describeViolation, type Violation } from '../event/violation.js';
import type { OutboxClosedError } from '../outbox/outbox-closed.error.js';
import type { OutboxFullError } from '../outbox/outbox-full.error.js';
import type { DeadLetter, NewRecord, OutboxRecord } from '../outbox/outbox.js';
import type { ConvergeHooks } from './hooks.interface.js';
import { describeStart, REPORTS, type Report, type ReportKind, type StartFacts } from './report.js';
import { safeStack } from './safe-stack.js';

/** How long the same report of the same handler is only counted after it was logged, in milliseconds. */
const QUIET_MS = 60_000;
/** How many different reports are kept for that. */
const MAX_REMEMBERED = 1_000;

/** Where log lines go: Nest's logger, or another one. */
export interface Log {
  error(message: string, stack?: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
  isDebugEnabled(): boolean;
}

/** How often each kind of report was made. @publicApi */
export type ReportCounters = Readonly<Record<ReportKind, number>>;

/**
 * Counts and logs what happens to events. A repeated report is logged once a minute at most, and some
 * kinds only once. No log line holds the token, a property or an alias.
 */
export class Reporter {
  private readonly counts = Object.fromEntries(
    Object.keys(REPORTS).map((kind) => [kind, 0]),
  ) as Record<ReportKind, number>;
  private readonly remembered = new LRUCache<string, { until: number; repeats: number }>({
    max: MAX_REMEMBERED,
  });

  constructor(
    private readonly hooks: ConvergeHooks,
    private readonly logger: Log,
  ) {}

  delivered(record: OutboxRecord): void {
    const { origin, eventName } = record;
    this.report({ kind: 'delivered', origin, eventName });
    this.call('onDelivered', () => ({ ...hookEvent(record), attempts: record.attempts + 1 }));
  }

  /** Converge refused a record for good, or it was not delivered in time. */
  died(record: OutboxRecord, attempts: number, reason: string, status?: number): void {
    const { origin, eventName } = record;
    if (status === undefined) this.report({ kind: 'expired', origin, eventName, reason });
    else this.report({ kind: 'rejected', origin, eventName, status });
    this.call('onDeadLetter', () => ({ ...hookEvent(record), attempts, reason, status }));
  }

  /** A record became a dead letter because its bytes in the file have changed. */
  damaged(letter: DeadLetter): void {
    const { origin, eventName, attempts, reason } = letter;
    this.report({ kind: 'damagedEvent', origin, eventName });
    this.call('onDeadLetter', () => ({ ...hookEvent(letter), attempts, reason }));
  }

  /** A record became a dead letter because it breaks the contract or, in strict mode, the spec. */
  invalid(record: Omit<NewRecord, 'recordedAt'>, error: ConvergeValidationError): void {
    this.reportInvalid(error, record.origin);
    this.call('onDeadLetter', () => ({ ...hookEvent(record), attempts: 0, reason: error.message }));
  }

  /** An event could not be recorded. */
  dropped(
    error: OutboxFullError | OutboxClosedError,
    origin: string,
    eventName: string,
    body: string,
  ) {
    this.report({ kind: 'dropped', origin, eventName, reason: error.message });
    const reason = isNamed<OutboxFullError>(error, 'OutboxFullError') ? error.reason : 'closed';
    this.call('onDropped', () => ({ ...hookEvent({ origin, eventName, body }), reason }));
  }

  /** A step of the mapping failed, so there is no event. */
  mapperFailed(origin: string, { eventName, mapper, fault, cause }: MappingFailure): void {
    this.report({ kind: 'mapperFailed', origin, eventName, mapper, fault, error: cause });
    this.call('onDropped', () => ({ origin, eventName, reason: 'mapper' }));
  }

  /** Reports the findings of an event that is sent; {@link invalid} reports one that is not. */
  validated({ findings, error }: ValidatedEvent, origin: string, eventName: string): void {
    const { spec, suspicions, fixed } = findings;
    if (fixed > 0) this.report({ kind: 'normalised', origin, eventName, count: fixed });
    if (error !== undefined) return;
    for (const violation of [...spec, ...suspicions]) {
      const reason = describeViolation(violation);
      this.report({ kind: 'specViolation', origin, eventName, reason, key: keyOf(violation) });
    }
  }

  /** Reports what the alias builder left out, by name only: a value may be personal. */
  aliasesDropped(origin: string, eventName: string, dropped: readonly DroppedAlias[]): void {
    for (const [reason, count] of countDropped(dropped)) {
      this.report({ kind: 'aliasesDropped', origin, eventName, reason, key: reason, count });
    }
  }

  report(report: Report): void {
    this.counts[report.kind] += report.count ?? 1;
    const { level, text, isLoggedOnce } = REPORTS[report.kind];
    const message = () => `${subject(report)}${text(report)}`;
    if (level === 'debug') {
      if (this.logger.isDebugEnabled()) this.log('debug', message());
      return;
    }
    const repeats = this.repeatsSoFar(report, isLoggedOnce === true ? Infinity : QUIET_MS);
    if (repeats === undefined) return;
    const more = repeats === 0 ? '' : ` (and ${repeats} more times since this was last logged)`;
    this.log(level, message() + more, report.error);
  }

  /** Reports an error under the kind that fits its class. */
  reportError(error: unknown, origin?: string, eventName?: string): void {
    if (isNamed<ConvergeValidationError>(error, 'ConvergeValidationError'))
      this.reportInvalid(error, origin);
    else if (isNamed<OutboxFullError>(error, 'OutboxFullError')) {
      this.report({ kind: 'outboxUnwritable', reason: error.message });
    } else this.report({ kind: 'unexpected', origin, eventName, error: error ?? 'nothing' });
  }

  /** Logs once, at start-up, where events go and what waits for it. */
  started(facts: StartFacts): void {
    this.log('info', describeStart(facts));
  }

  /** Logs a tracked handler at start-up. */
  tracks(handler: string, eventName: string): void {
    this.log('debug', `${handler} tracks "${visibleName(eventName)}"`);
  }

  counters(): ReportCounters {
    return { ...this.counts };
  }

  /** Calls a hook of the application; its errors are reported and change nothing. */
  private call<Name extends keyof ConvergeHooks>(
    name: Name,
    argument: () => Parameters<NonNullable<ConvergeHooks[Name]>>[0],
  ): void {
    const hook = this.hooks[name] as ((argument: unknown) => unknown) | undefined;
    if (hook === undefined) return;
    const failed = (error: unknown) => this.report({ kind: 'hookFailed', reason: name, error });
    try {
      Promise.resolve(hook(argument())).catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  private reportInvalid(error: ConvergeValidationError, origin?: string): void {
    const { eventName, message, violations } = error;
    const key = violations.map(keyOf).join();
    this.report({ kind: 'invalidEvent', origin, eventName, reason: message, key });
  }

  /** The application's logger may throw, which must not lose an event. */
  private log(level: 'debug' | 'info' | 'warn' | 'error', message: string, error?: unknown): void {
    try {
      const text = visible(message);
      if (level === 'error') {
        this.logger.error(text, error === undefined ? undefined : visible(safeStack(error)));
      } else {
        this.logger[level](text);
      }
    } catch {
      // There is no other place to log to.
    }
  }

  /** @returns how often a report was only counted since it was logged; undefined if it is now, too */
  private repeatsSoFar(report: Report, quietMs: number): number | undefined {
    const { kind, mapper, fault, status, key } = report;
    const id = [kind, subject(report), mapper, fault, status, key].join('|');
    const now = Date.now();
    const known = this.remembered.get(id);
    if (known !== undefined && now < known.until) {
      known.repeats++;
      return undefined;
    }
    this.remembered.set(id, { until: now + quietMs, repeats: 0 });
    return known?.repeats ?? 0;
  }
}

/** A step of the mapping that failed. */
interface MappingFailure {
  readonly eventName: string;
  readonly mapper: string;
  readonly fault: string;
  readonly cause?: unknown;
}

/** One key for the same mistake in every line of an order. */
function keyOf({ path, rule }: Violation): string {
  return `${path.replaceAll(/\d+/g, '')} ${rule}`;
}

function hookEvent({
  origin,
  eventName,
  body,
}: Pick<OutboxRecord, 'origin' | 'eventName' | 'body'>) {
  return { origin, eventName, event: parse(body) };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function subject({ origin, eventName }: Report): string {
  const event = eventName === undefined ? '' : `"${visibleName(eventName)}"`;
  if (origin === undefined) return event === '' ? '' : `${event}: `;
  return event === '' ? `${origin}: ` : `${origin}, ${event}: `;
}
