import { uptime } from './timer.js';

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

  /** Has to be asked from time to time, to see the jumps. */
  isSteady(): boolean {
    const now = uptime();
    const offset = Date.now() - now;
    if (Math.abs(offset - this.offset) > JUMP_MS) this.steadySince = now;
    this.offset = offset;
    return now - this.steadySince >= Math.min(DISTRUST_MS, this.atMostMs);
  }
}
