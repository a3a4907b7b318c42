import { EventEmitter } from 'node:events';
import type { FaultRange, SandboxFault } from '../sandbox-fault.type.js';
import { checkFault, checkRange } from './check-fault.js';
import type { ReplacingFault } from './misbehave.js';

/** What the next request meets. */
interface Ordeal {
  readonly delayMs: number;
  /** Replaces the answer. */
  readonly replacement: ReplacingFault | undefined;
}

/** A fault, and whom it still meets. */
export interface ActiveFault {
  readonly fault: SandboxFault;
  readonly times: number;
  readonly share: number;
  met: number;
}

const NOTHING: Ordeal = { delayMs: 0, replacement: undefined };

/** Which requests meet which fault. Emits `change` when one begins or ends. */
export class FaultPlan extends EventEmitter<{ change: [] }> {
  private plan: ActiveFault | undefined;

  /** @param random a number from 0 to below 1 */
  constructor(private readonly random: () => number = Math.random) {
    super();
  }

  get active(): Readonly<ActiveFault> | undefined {
    return this.plan;
  }

  set(fault: SandboxFault | undefined, { times = Infinity, share = 1 }: FaultRange = {}): void {
    checkFault(fault);
    checkRange({ times, share });
    this.plan = fault === undefined || times <= 0 ? undefined : { fault, times, share, met: 0 };
    this.emit('change');
  }

  next(): Ordeal {
    const { plan } = this;
    if (plan === undefined || this.random() >= plan.share) return NOTHING;
    plan.met++;
    if (plan.met >= plan.times) {
      this.plan = undefined;
      this.emit('change');
    }
    const { fault } = plan;
    return typeof fault === 'object' && 'delayMs' in fault
      ? { delayMs: fault.delayMs, replacement: undefined }
      : { delayMs: 0, replacement: fault };
  }
}
