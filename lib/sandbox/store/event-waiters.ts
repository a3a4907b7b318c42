import type { SandboxEvent } from '../sandbox.interface.js';
import type { EventLog } from './event-log.js';
import type { RequestLog } from './request-log.js';
import { toSandboxEvent } from './stored-request.js';

/** The longest time that a Node timer can hold; anything above would fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

interface Waiter {
  readonly count: number;
  readonly resolve: (events: readonly SandboxEvent[]) => void;
  readonly fail: (until: string) => void;
  readonly timer: NodeJS.Timeout;
}

/** The calls of `waitForEvents` that are not answered yet. */
export class EventWaiters {
  private readonly waiting = new Set<Waiter>();

  constructor(
    private readonly events: EventLog,
    private readonly requests: RequestLog,
  ) {}

  wait(count: number, timeoutMs: number): Promise<readonly SandboxEvent[]> {
    if (this.events.accepted >= count) return Promise.resolve(this.all());
    return new Promise((resolve, reject) => {
      const fail = (until: string) => {
        this.remove(waiter);
        reject(new Error(`Expected ${count} events ${until}, but ${this.describeArrivals()}`));
      };
      const timer = setTimeout(
        () => fail(`within ${timeoutMs} ms`),
        Math.min(timeoutMs, MAX_TIMER_MS),
      );
      const waiter: Waiter = { count, resolve, fail, timer };
      this.waiting.add(waiter);
    });
  }

  notify(): void {
    for (const waiter of this.waiting) {
      if (this.events.accepted < waiter.count) continue;
      this.remove(waiter);
      waiter.resolve(this.all());
    }
  }

  failAll(until: string): void {
    for (const waiter of this.waiting) waiter.fail(until);
  }

  private all(): SandboxEvent[] {
    return this.events.toArray().map(toSandboxEvent);
  }

  private remove(waiter: Waiter): void {
    clearTimeout(waiter.timer);
    this.waiting.delete(waiter);
  }

  private describeArrivals(): string {
    const others = Object.entries(this.requests.outcomes)
      .filter(([outcome, count]) => outcome !== 'accepted' && count > 0)
      .map(([outcome, count]) => `${count} ${outcome}`);
    const came = `${this.events.accepted} came`;
    return others.length === 0 ? came : `${came} (other requests: ${others.join(', ')})`;
  }
}
