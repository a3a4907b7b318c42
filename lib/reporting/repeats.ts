import { AsyncResource } from 'node:async_hooks';
import { LRUCache } from 'lru-cache';
import type { Report, Sum } from './messages.js';

/** How long a report is only counted after the same one was logged, in milliseconds. */
const QUIET_MS = 60_000;
/** How many different reports are kept for that. */
const MAX_REMEMBERED = 1_000;

interface Remembered {
  /** By `performance.now()`, a monotonic clock. */
  quietUntil: number;
  /** When the last line was logged, in milliseconds since the epoch; only to be shown. */
  since: number;
  /** How often it came since, and the last one. */
  times: number;
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
    known.times++;
    known.last = { ...report, count: add(known.last?.count, report.count) };
    this.timer ??= setTimeout(this.onTime, QUIET_MS).unref();
    return false;
  }

  /** Logs the sums of what was not logged yet. */
  sumUp(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const one of this.remembered.values()) this.sumUpOne(one);
  }

  private sumUpOne(one: Remembered): void {
    const { last, times, since } = one;
    if (last === undefined) return;
    const quietUntil = performance.now() + QUIET_MS;
    Object.assign(one, { quietUntil, since: Date.now(), times: 0, last: undefined });
    this.logSum(last, { times, since });
  }
}

function add(one: number | undefined, other: number | undefined): number | undefined {
  return other === undefined ? one : (one ?? 0) + other;
}
