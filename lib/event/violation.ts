import { visibleLine, visibleName } from './visible.js';
import { describeReceived, isWithin } from './describe-received.js';

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

/**
 * An event that breaks the contract of Converge's webhook or, with `validation: 'strict'`, Converge's
 * event spec, or whose aliases all seem to be shared by customers, and that was therefore not sent.
 * Carries the first twenty violations, and counts the others; neither they nor the message hold a value
 * of the event.
 */
export class ConvergeValidationError extends Error {
  readonly code = 'CONVERGE_INVALID_EVENT';
  override readonly name = 'ConvergeValidationError';

  constructor(
    /** The event's name, where it has one. */
    readonly eventName: string | undefined,
    /** Everything that is wrong with it, at least one. */
    readonly violations: readonly Violation[],
    /** What it breaks. */
    readonly breaks: 'contract' | 'spec' | 'identity' = 'contract',
  ) {
    const lines = violations.map((violation) => `\n  - ${describeViolation(violation)}`);
    const subject =
      eventName === undefined ? 'An event without a name' : `Event "${visibleName(eventName)}"`;
    super(`${subject} ${BREAKS[breaks]}:${lines.join('')}`);
  }
}

const BREAKS = {
  contract: "breaks Converge's contract and was not sent",
  spec: "breaks Converge's event spec and was not sent, because of validation: 'strict'",
  identity: 'has no alias that seems to belong to one customer, and was not sent',
};

/** How much of a path is kept, in characters. */
const MAX_PATH_LENGTH = 200;

/** What is wrong with an event: the first twenty violations, and the number of the others. */
export class ViolationList {
  private readonly kept: Violation[] = [];
  private others = 0;

  get isEmpty(): boolean {
    return this.kept.length === 0;
  }

  /** Adds what is wrong with a value. */
  report(path: string, rule: string, value: unknown, advice: string): void {
    this.add({ path, rule, received: describeReceived(value), advice });
  }

  add(violation: Violation): void {
    const { path } = violation;
    if (this.kept.length >= MAX_VIOLATIONS) this.others++;
    else if (path.length <= MAX_PATH_LENGTH) this.kept.push(violation);
    else this.kept.push({ ...violation, path: `${path.slice(0, MAX_PATH_LENGTH)}…` });
  }

  addAll({ kept, others }: ViolationList): void {
    for (const violation of kept) this.add(violation);
    this.others += others;
  }

  /** Whether one stands at this place, or inside what stands there. */
  names(path: string): boolean {
    return this.kept.some((other) => isWithin(other.path, path));
  }

  /** The violations; where there are more than twenty, the last entry counts the others. */
  toArray(): Violation[] {
    if (this.others === 0) return [...this.kept];
    const received = `${this.others} more violation${this.others === 1 ? '' : 's'}`;
    const advice = 'fix the ones before first; these are only counted';
    return [...this.kept, { path: 'event', rule: 'andMore', received, advice }];
  }
}
