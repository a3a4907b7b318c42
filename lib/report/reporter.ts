import { Logger } from '@nestjs/common';
import { ConvergeValidationError } from '../event/converge-validation.error.js';
import { OutboxClosedError } from '../outbox/outbox-closed.error.js';
import { OutboxFullError } from '../outbox/outbox-full.error.js';
import { REPORTS, type Report, type ReportKind } from './report.js';
import { safeStack } from './safe-stack.js';

/** For how long the same report of the same handler is counted instead of logged again. */
const QUIET_MS = 60_000;
/** How many reports are remembered for that; then all are forgotten, and logged anew. */
const MAX_REMEMBERED = 1_000;

/** How often each kind of report was made. @publicApi */
export type ReportCounters = Readonly<Record<ReportKind, number>>;

/**
 * The one voice of the library: whatever happens to an event is counted here, and logged once, then
 * at most once a minute while it keeps happening. Nothing that is logged holds the token, a property
 * or an alias.
 *
 * @internal
 */
export class Reporter {
  private readonly logger = new Logger('Converge');
  private readonly counts = Object.fromEntries(
    Object.keys(REPORTS).map((kind) => [kind, 0]),
  ) as Record<ReportKind, number>;
  private readonly remembered = new Map<string, { until: number; repeats: number }>();

  report(report: Report): void {
    this.counts[report.kind] += report.count ?? 1;
    const { level, say } = REPORTS[report.kind];
    const text = `${subject(report)}${say(report)}`;
    if (level === 'debug') {
      this.logger.debug(text);
      return;
    }
    const repeats = this.repeatsSoFar(`${report.kind} ${text} ${(report.error as Error)?.name}`);
    if (repeats === undefined) return;
    const message = repeats === 0 ? text : `${text} (and ${repeats} more times in the last minute)`;
    if (level === 'warn') this.logger.warn(message);
    else
      this.logger.error(message, report.error === undefined ? undefined : safeStack(report.error));
  }

  /** Reports an error by what it is. */
  reportError(error: unknown, origin?: string, eventName?: string): void {
    if (error instanceof ConvergeValidationError) {
      this.report({ kind: 'invalidEvent', origin, eventName, reason: error.message });
    } else if (error instanceof OutboxFullError || error instanceof OutboxClosedError) {
      this.report({ kind: 'dropped', origin, eventName, reason: error.message });
    } else {
      this.report({ kind: 'unexpected', origin, eventName, error });
    }
  }

  /** Tells at start-up what is tracked. */
  found(handler: string, eventName: string): void {
    this.logger.debug(`${handler} tracks "${eventName}"`);
  }

  counters(): ReportCounters {
    return { ...this.counts };
  }

  /** How often a report was held back since it was last logged; undefined if it is held back now. */
  private repeatsSoFar(key: string): number | undefined {
    const now = Date.now();
    const known = this.remembered.get(key);
    if (known !== undefined && now < known.until) {
      known.repeats++;
      return undefined;
    }
    if (this.remembered.size >= MAX_REMEMBERED) this.remembered.clear();
    this.remembered.set(key, { until: now + QUIET_MS, repeats: 0 });
    return known?.repeats ?? 0;
  }
}

function subject({ origin, eventName }: Report): string {
  const event = eventName === undefined ? '' : `"${eventName}"`;
  if (origin === undefined) return event === '' ? '' : `${event}: `;
  return event === '' ? `${origin}: ` : `${origin}, ${event}: `;
}
