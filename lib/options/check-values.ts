import { describeReceived } from '../event/violation.js';
import { visibleLine } from '../event/visible.js';

/**
 * An invalid setting, found at start-up. The message names it and the next step; it never holds the
 * token.
 */
export class ConvergeOptionsError extends Error {
  readonly code = 'CONVERGE_INVALID_OPTIONS';
  override readonly name = 'ConvergeOptionsError';

  constructor(message: string) {
    super(visibleLine(message));
  }
}

/** @param name what has the keys, for errors @throws ConvergeOptionsError for unknown keys */
export function checkKeys(given: unknown, known: readonly string[], name: string): void {
  if (typeof given !== 'object' || given === null) {
    throw new ConvergeOptionsError(
      `${name}: give an object with ${known.join(', ')}; got ${received(given)}.`,
    );
  }
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    // As in the body of the webhook.
    const meant = key.replaceAll(/_(.)/g, (_all, letter: string) => letter.toUpperCase());
    throw new ConvergeOptionsError(
      known.includes(meant)
        ? `${name}: the option "${key}" is called "${meant}" here.`
        : `${name}: unknown option "${key}"; known are ${known.join(', ')}.`,
    );
  }
}

/** A string that is shown: a number, or a short word. Any other may be a token in the wrong place. */
const SHOWN = /^(?:[\d.,e+-]{1,20}|[a-z]{0,12})$/i;

/** Describes the wrong value of an option that is no secret. */
export function received(value: unknown): string {
  if (typeof value === 'string' && SHOWN.test(value)) return `the string "${value}"`;
  if (['number', 'boolean', 'undefined'].includes(typeof value)) return String(value);
  return describeReceived(value);
}
