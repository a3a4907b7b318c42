import { performance } from 'node:perf_hooks';
import timers from 'node:timers';

/**
 * The timers and the clock by which the library waits: taken when it is loaded, so that the fake timers of an
 * application's tests do not stop it. The time of day is the application's, fake or not.
 */
export const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval } = timers;

/** Milliseconds, by a clock that nobody sets. */
export const now: () => number = performance.now.bind(performance);

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, ms));

export function queueMicrotask(callback: () => void): void {
  const run = async () => {
    await Promise.resolve();
    callback();
  };
  void run();
}
