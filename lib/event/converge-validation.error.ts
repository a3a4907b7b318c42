import { visibleName } from './visible.js';
import { describeViolation, type Violation } from './violation.js';

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
