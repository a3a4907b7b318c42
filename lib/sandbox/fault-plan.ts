import type { ReplacingFault } from './misbehave.js';
import type { SandboxFault } from './sandbox-fault.type.js';

/** What the next request meets. */
interface Ordeal {
  readonly delayMs: number;
  /** Replaces the answer. */
  readonly replacement: ReplacingFault | undefined;
}

/** Which requests meet which fault. @internal */
export class FaultPlan {
  private fault: SandboxFault | undefined;
  private left = 0;

  set(fault: SandboxFault | undefined, times = Infinity): void {
    if (typeof fault === 'object' && 'status' in fault && !isFinalStatus(fault.status)) {
      throw new RangeError(
        `misbehave(): status must be a whole number from 200 to 599, not ${fault.status}`,
      );
    }
    this.fault = fault;
    this.left = times;
  }

  next(): Ordeal {
    if (this.fault === undefined || this.left <= 0) return { delayMs: 0, replacement: undefined };
    this.left--;
    return typeof this.fault === 'object' && 'delayMs' in this.fault
      ? { delayMs: this.fault.delayMs, replacement: undefined }
      : { delayMs: 0, replacement: this.fault };
  }
}

/** Informational statuses are no answers: a client goes on waiting for the final one. */
function isFinalStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 200 && status <= 599;
}
