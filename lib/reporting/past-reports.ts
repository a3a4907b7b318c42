import { AsyncResource } from 'node:async_hooks';
import { LRUCache } from 'lru-cache';
import { isOfPause, type Report, type ReportKind, type Sum } from './messages.js';

/** How long a report is only counted after the same one was logged, in milliseconds. */
const QUIET_MS = 60_000;
/** How many different reports are kept for that. */
const MAX_REMEMBERED = 1_000;

/** What came since the last line. */
interface Remembered extends Sum {
  /** By `performance.now()`, a monotonic clock. */
  quietUntil: number;
  last?: Report;
}

/** Decides which reports are logged: the first one of each kind at once, the others as a sum each minute. */
export class Repeats {
  private readonly remembered = new LRUCache<string, Remembered>({
    max: MAX_REMEMBERED,
    // What was counted of a report must not be lost because many others came since.
    disposeAfter: (one) => this.sumUpOne(one),
  });
  private timer?: NodeJS.Timeout;
  /** Bound: the timer is mostly set in a request, and its context must not become the sum's. */
  private readonly onTime = AsyncResource.bind(() => this.sumUp());

  /** @param logSum logs a sum; it gets the last report */
  constructor(private readonly logSum: (last: Report, sum: Sum) => void) {}

  /**
   * @param id the same for the same report
   * @param isLoggedOnce whether repeats are not even summed up
   * @returns whether the report is to be logged now
   */
  isFirst(id: string, report: Report, isLoggedOnce: boolean): boolean {
    const now = performance.now();
    const known = this.remembered.get(id);
    if (known === undefined || (known.times === 0 && now >= known.quietUntil)) {
      const quietUntil = isLoggedOnce ? Infinity : now + QUIET_MS;
      this.remembered.set(id, { quietUntil, since: Date.now(), times: 0 });
      return true;
    }
    if (isLoggedOnce) return false;
    const before = known.last?.count;
    const count = report.count === undefined ? before : (before ?? 0) + report.count;
    known.last = { ...report, count };
    known.times++;
    this.timer ??= setTimeout(this.onTime, QUIET_MS).unref();
    return false;
  }

  /** Logs the sums of what was not logged yet. */
  sumUp(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const one of [...this.remembered.values()].toReversed()) this.sumUpOne(one);
  }

  private sumUpOne(one: Remembered): void {
    const { last, times, since } = one;
    if (last === undefined) return;
    const quietUntil = performance.now() + QUIET_MS;
    Object.assign(one, { quietUntil, since: Date.now(), times: 0, last: undefined });
    this.logSum(last, { times, since });
  }
}

type Status = 'down' | 'degraded';

/** What is wrong from a report on, until one of others. */
const TROUBLES: Partial<Record<ReportKind, readonly [Status, until: readonly ReportKind[]]>> = {
  // Until an event is taken: see `took`.
  dropped: ['down', []],
  outboxUnavailable: ['degraded', ['outboxRestored']],
  brokerUnavailable: ['degraded', ['brokerRestored']],
  outboxUnwritable: ['degraded', ['delivered']],
  relayInterrupted: ['degraded', ['relayRestored']],
  unauthorised: ['down', ['resumed', 'breakerClosed', 'misdirected']],
  misdirected: ['down', ['resumed', 'breakerClosed', 'unauthorised']],
  breakerOpened: ['degraded', ['breakerClosed']],
};

/** What is wrong now, as the reports say. */
export class Troubles {
  private readonly last = new Map<ReportKind, Report>();

  /** @returns why delivery pauses from this report on, or has paused until it */
  note(report: Report): { readonly began?: Report; readonly ended?: Report } {
    const { kind, key } = report;
    if (this.last.size === 0 && !(kind in TROUBLES)) return {};
    const before = this.pause();
    for (const each of this.last.keys()) {
      if (TROUBLES[each]![1].includes(kind)) this.last.delete(each);
    }
    // One that is too large says nothing of the next one.
    if (kind in TROUBLES && key !== 'maxEventBytes') this.last.set(kind, report);
    const after = this.pause();
    return { began: before ? undefined : after, ended: after ? undefined : before };
  }

  private pause(): Report | undefined {
    return [...this.last.values()].find(isOfPause);
  }

  /** The outbox has taken an event. */
  took(): void {
    this.last.delete('dropped');
  }

  /** Of each kind, whether it is so now. */
  states(): Record<string, boolean> {
    const kinds = Object.keys(TROUBLES) as ReportKind[];
    return Object.fromEntries(kinds.map((kind) => [kind, this.last.has(kind)]));
  }

  list(): Array<{ readonly report: Report; readonly status: Status }> {
    return [...this.last].map(([kind, report]) => ({ report, status: TROUBLES[kind]![0] }));
  }
}
