import { clearTimeout, setImmediate, setTimeout } from '../timers.js';

/** The longest time that a Node timer can hold, in milliseconds; a longer one fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Blocks the thread. @param ms milliseconds */
export function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Waits for work, but no longer than so many milliseconds; rejects as it does. @returns whether it has ended */
export function endsWithin(work: unknown, ms: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, false);
    const ended = Promise.resolve(work).then(() => resolve(true), reject);
    void ended.finally(() => clearTimeout(timer));
  });
}

/** The same as the work, but rejects with an error when the time is over. @param ms milliseconds */
export function within<Result>(work: Promise<Result>, ms: number, error: Error): Promise<Result> {
  return new Promise((resolve, reject) => {
    // A turn later: after a moment in which the event loop stood still, the answer may be there already.
    const timer = setTimeout(() => setImmediate(reject, error), Math.max(0, ms));
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** The earlier of two times; undefined if there is none. */
export function earlier(one: number | undefined, other: number | undefined): number | undefined {
  const time = Math.min(one ?? Infinity, other ?? Infinity);
  return time === Infinity ? undefined : time;
}

/**
 * Milliseconds since the machine has started, by a clock that nobody sets: the same for all processes and
 * threads of the machine. Leases are measured with it.
 */
export function uptime(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

/** How far the time of day may differ from what has passed since the last look, in milliseconds. */
const JUMP_MS = 60_000;
/** How long the time of day is not trusted after a jump and after the start, in milliseconds. */
const DISTRUST_MS = 3_600_000;

/**
 * Finds out whether the time of day can be trusted. What it says is old is deleted for good, and a clock
 * that is ahead for a few seconds would make everything old.
 */
export class SteadyClock {
  private offset = Date.now() - uptime();
  private steadySince = uptime();

  /** @param atMostMs how long the distrust may last, in milliseconds */
  constructor(private readonly atMostMs: number) {}

  /** Call it regularly: it compares with the call before. */
  isSteady(): boolean {
    const now = uptime();
    const offset = Date.now() - now;
    if (Math.abs(offset - this.offset) > JUMP_MS) this.steadySince = now;
    this.offset = offset;
    return now - this.steadySince >= Math.min(DISTRUST_MS, this.atMostMs);
  }
}

/** Lets callers wait for the next change. */
export class ChangeSignal {
  private waiters: Array<() => void> = [];

  next(): Promise<void> {
    return new Promise((resolve) => void this.waiters.push(resolve));
  }

  changed(): void {
    for (const resolve of this.waiters.splice(0)) resolve();
  }
}
