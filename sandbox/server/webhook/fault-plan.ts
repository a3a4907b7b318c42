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

export interface ActiveFault {
  readonly fault: SandboxFault;
  readonly times: number;
  readonly share: number;
  affected: number;
}

const NO_EFFECT: Effect = { delayMs: 0, replacement: undefined };

/** Applies the active fault to requests. Emits `change` when a fault begins or ends. */
export class FaultPlan extends EventEmitter<{ change: [] }> {
  private current: ActiveFault | undefined;

  /** @param random a number from 0 to below 1 */
  constructor(private readonly random: () => number = Math.random) {
    super();
  }

  get active(): Readonly<ActiveFault> | undefined {
    return this.current;
  }

  /** @throws RangeError or TypeError for an invalid fault */
  set(fault: SandboxFault | undefined, { times = Infinity, share = 1 }: FaultRange = {}): void {
    checkFault(fault);
    if (!(share >= 0 && share <= 1)) {
      throw new RangeError(`share must be a number from 0 to 1, not ${share}`);
    }
    if (Number.isNaN(times)) throw new RangeError('times must be a number');
    const isNone = fault === undefined || times <= 0;
    this.current = isNone ? undefined : { fault, times, share, affected: 0 };
    this.emit('change');
  }

  next(): Effect {
    const { current } = this;
    if (current === undefined || this.random() >= current.share) return NO_EFFECT;
    current.affected++;
    if (current.affected >= current.times) {
      this.current = undefined;
      this.emit('change');
    }
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
