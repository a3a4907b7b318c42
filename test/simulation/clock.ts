/** A simulated process: what it has set runs until it is killed, and waits while it sleeps. */
export class Life {
  isAlive = true;
  /** By the simulated clock. */
  sleepsUntil = 0;

  constructor(readonly name: string) {}
}

interface Timer {
  at: number;
  readonly order: number;
  readonly callback: () => void;
  readonly everyMs: number | undefined;
  readonly life: Life | undefined;
}

/** 2027-01-15, so that a time is never taken for a duration. */
const EPOCH = 1_800_000_000_000;
/** More callbacks than that within a millisecond are a loop. */
const LOOP = 20_000;

const { setImmediate: setRealImmediate } = globalThis;

/**
 * Simulated time: all timers and clocks of this thread, in one fixed order. Each callback runs as the process
 * that has set it, and all that follows from it by promises happens before the next one.
 */
export class Clock {
  now = 0;
  /** The process that runs: it, until all that follows from its callback has happened. */
  life: Life | undefined;
  private readonly timers = new Set<Timer>();
  private readonly before: Array<[owner: object, before: object]> = [];
  private order = 0;
  private steps = 0;

  /** Puts simulated ones in the place of all timers and clocks. @returns what puts the real ones back */
  install(random: () => number): () => void {
    const add = (callback: () => void, ms: number, everyMs?: number) =>
      this.add(callback, ms, everyMs);
    const clear = (timer: { handle?: Timer } | undefined) => {
      if (timer?.handle !== undefined) this.timers.delete(timer.handle);
    };
    const fakes = {
      setTimeout: (callback: (...args: unknown[]) => void, ms = 1, ...args: unknown[]) =>
        add(() => callback(...args), Math.max(1, ms)),
      setInterval: (callback: () => void, ms: number) => add(callback, ms, ms),
      setImmediate: (callback: (...args: unknown[]) => void, ...args: unknown[]) =>
        add(() => callback(...args), 0),
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
      performance: { now: () => this.now },
    };
    for (const [name, fake] of Object.entries(fakes)) this.replace(globalThis, name, fake);
    this.replace(Date, 'now', () => EPOCH + Math.floor(this.now));
    this.replace(Math, 'random', random);
    this.replace(process, 'hrtime', { bigint: () => BigInt(Math.floor(this.now)) * 1_000_000n });
    return () => {
      for (const [owner, before] of this.before.splice(0)) Object.assign(owner, before);
    };
  }

  /** Runs the work as a process; let time pass before anything else runs. */
  as<T>(life: Life, work: () => T): T {
    this.life = life;
    return work();
  }

  /** Lets time pass, in milliseconds, or less once the condition holds. */
  async pass(ms: number, until: () => boolean = () => false): Promise<void> {
    const end = this.now + ms;
    await settle();
    while (!until()) {
      const next = this.next();
      if (next === undefined || timeOf(next) > end) break;
      const at = Math.max(this.now, timeOf(next));
      this.steps = at === this.now ? this.steps + 1 : 0;
      if (this.steps > LOOP) throw new Error(`a loop without end in ${next.life?.name}`);
      this.now = at;
      if (next.everyMs === undefined) this.timers.delete(next);
      else next.at = at + next.everyMs;
      this.life = next.life;
      next.callback();
      await settle();
    }
    this.life = undefined;
    if (!until()) this.now = end;
  }

  /** Resolves after a time; in the process that waits. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.add(resolve, ms));
  }

  kill(life: Life): void {
    life.isAlive = false;
    for (const timer of this.timers) if (timer.life === life) this.timers.delete(timer);
  }

  private add(callback: () => void, ms: number, everyMs?: number) {
    const { life } = this;
    const at = this.now + (Number.isFinite(ms) ? ms : 2 ** 31);
    const handle: Timer = { at, order: this.order++, callback, everyMs, life };
    if (life?.isAlive !== false) this.timers.add(handle);
    const timer = { handle, unref: () => timer, ref: () => timer };
    return timer;
  }

  private next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers) {
      const difference = first === undefined ? -1 : timeOf(timer) - timeOf(first);
      if (difference < 0 || (difference === 0 && timer.order < first!.order)) first = timer;
    }
    return first;
  }

  private replace(owner: object, name: string, value: unknown): void {
    this.before.push([owner, { [name]: (owner as Record<string, unknown>)[name] }]);
    Object.assign(owner, { [name]: value });
  }
}

/** Lets all that follows from what has happened happen, without a timer. */
function settle(): Promise<void> {
  return new Promise((resolve) => void setRealImmediate(resolve));
}

function timeOf({ at, life }: Timer): number {
  return Math.max(at, life?.sleepsUntil ?? 0);
}
