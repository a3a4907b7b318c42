import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { FaultRange, SandboxFault } from '../sandbox-fault.type.js';

/** The longest time that a Node timer can hold; anything above would fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Refuses a fault that could not work. @throws RangeError or TypeError */
export function checkFault(fault: SandboxFault | undefined): void {
  if (typeof fault !== 'object') return;
  if ('delayMs' in fault) {
    const { delayMs } = fault;
    if (!(delayMs >= 0 && delayMs <= MAX_DELAY_MS)) {
      throw new RangeError(`the delay must be 0 to ${MAX_DELAY_MS} ms, not ${delayMs}`);
    }
    return;
  }
  if (!isFinalStatus(fault.status)) {
    throw new RangeError(`status must be a whole number from 200 to 599, not ${fault.status}`);
  }
  for (const [name, value] of Object.entries(fault.headers ?? {})) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
}

/** @throws RangeError */
export function checkRange({ times = Infinity, share = 1 }: FaultRange): void {
  if (!(share >= 0 && share <= 1)) {
    throw new RangeError(`share must be a number from 0 to 1, not ${share}`);
  }
  if (Number.isNaN(times)) throw new RangeError('times must be a number');
}

/** Informational statuses are no answers: a client goes on waiting for the final one. */
function isFinalStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 200 && status <= 599;
}
