import { EventEmitter } from 'node:events';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { FaultRange, SandboxFault } from '../sandbox.interface.js';
import { MAX_TIMER_MS } from '../store/wait-for-events.js';
import type { ReplacingFault } from './send-fault.js';

/** The effect on one request. */
interface Effect {
  readonly delayMs: number;
  /** Replaces the answer. */
  readonly replacement: ReplacingFault | undefined;
}

export interface ActiveFault extends Required<FaultRange> {
  readonly fault: SandboxFault;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  affected: number;
}

/** A fault that affected requests and has ended. */
export interface PastFault extends Readonly<ActiveFault> {
  readonly endedAt: number;
}

const NO_EFFECT: Effect = { delayMs: 0, replacement: undefined };

/** Applies the active fault to requests. Emits `change` when a fault begins or ends. */
export class FaultPlan extends EventEmitter<{ change: [] }> {
  private current: ActiveFault | undefined;
  private past: PastFault | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** @param random a number from 0 to below 1 */
  constructor(private readonly random: () => number = Math.random) {
    super();
  }

  get active(): Readonly<ActiveFault> | undefined {
    return this.current;
  }

  /** The last one; undefined while one is active, or if it affected nothing. */
  get ended(): PastFault | undefined {
    return this.past;
  }

  /** @throws RangeError or TypeError for an invalid fault */
  set(
    fault: SandboxFault | undefined,
    { times = Infinity, share = 1, seconds = Infinity }: FaultRange = {},
  ): void {
    checkFault(fault);
    if (!(share >= 0 && share <= 1)) {
      throw new RangeError(`share must be a number from 0 to 1, not ${share}`);
    }
    if (Number.isNaN(times)) throw new RangeError('times must be a number');
    if (!(seconds >= 0)) throw new RangeError(`seconds must be a number ≥ 0, not ${seconds}`);
    if (fault === undefined || times <= 0 || seconds === 0) return this.end();
    clearTimeout(this.timer);
    this.past = undefined;
    this.current = { fault, times, share, seconds, startedAt: Date.now(), affected: 0 };
    const ms = seconds * 1000;
    if (ms <= MAX_TIMER_MS) this.timer = setTimeout(() => this.end(), ms).unref();
    this.emit('change');
  }

  private end(): void {
    clearTimeout(this.timer);
    const { current } = this;
    if (current !== undefined) {
      this.past = current.affected === 0 ? undefined : { ...current, endedAt: Date.now() };
    }
    this.current = undefined;
    this.emit('change');
  }

  next(): Effect {
    const { current } = this;
    if (current === undefined || this.random() >= current.share) return NO_EFFECT;
    current.affected++;
    if (current.affected >= current.times) this.end();
    const { fault } = current;
    return typeof fault === 'object' && 'delayMs' in fault
      ? { delayMs: fault.delayMs, replacement: undefined }
      : { delayMs: 0, replacement: fault };
  }
}

function checkFault(fault: SandboxFault | undefined): void {
  if (typeof fault !== 'object') return;
  if ('delayMs' in fault) {
    const { delayMs } = fault;
    if (delayMs >= 0 && delayMs <= MAX_TIMER_MS) return;
    throw new RangeError(`the delay must be 0 to ${MAX_TIMER_MS} ms, not ${delayMs}`);
  }
  const { status, headers = {} } = fault;
  // After an informational status (1xx), a client waits for the final one.
  if (!(Number.isInteger(status) && status >= 200 && status <= 599)) {
    throw new RangeError(`status must be a whole number from 200 to 599, not ${status}`);
  }
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    // Node sends it only in front of chunks, and fails on each answer otherwise.
    if (name.toLowerCase() === 'trailer') {
      throw new TypeError('the header Trailer cannot be sent: leave it out');
    }
  }
}
