const SECOND_MS = 1_000;

/** Lets at most so many attempts begin within any second. All times are milliseconds of a monotonic clock. */
export class RateLimit {
  /** When those of the last second began. */
  private readonly begun: number[] = [];

  /** @param perSecond no limit by default */
  constructor(private readonly perSecond = Infinity) {}

  begin(now: number): void {
    if (this.perSecond < Infinity) this.begun.push(now);
  }

  /** How many may begin now. */
  places(now: number): number {
    while (now - (this.begun[0] ?? Infinity) >= SECOND_MS) this.begun.shift();
    return this.perSecond - this.begun.length;
  }

  /** How long none may begin, in milliseconds; 0 if one may. */
  pauseMs(now: number): number {
    return this.places(now) > 0 ? 0 : this.begun[0]! + SECOND_MS - now;
  }
}
