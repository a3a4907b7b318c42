import { visibleLine } from './visible.js';

/** One thing that is wrong with an event. */
export interface Violation {
  /** Where it is, e.g. `properties.items[2].price`; `event` for the event as a whole. */
  readonly path: string;
  /** The rule that is broken, e.g. `isNonEmptyString`. */
  readonly rule: string;
  /** What stood there, by kind and size: never the value itself, which may be personal. */
  readonly received: string;
  /** What to do about it. */
  readonly advice: string;
}

/** How many violations of an event are put into words; the others are counted. */
export const MAX_VIOLATIONS = 20;

/** The sentence for one violation, the same in errors, logs and the sandbox. */
export function describeViolation({ path, rule, received, advice }: Violation): string {
  return visibleLine(`${path} (${rule}): received ${received}; ${advice}`);
}
