import { ConvergeOptionsError } from './converge-options.error.js';

/** The longest time that a Node timer can hold; a longer one fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** @throws ConvergeOptionsError for a value that is not a boolean */
export function checkBoolean(value: unknown, path: string): void {
  if (typeof value === 'boolean') return;
  throw new ConvergeOptionsError(
    `ConvergeModule option "${path}" must be true or false, got ${received(value)} (an environment variable is a string: compare it with "true").`,
  );
}

/** For which 0 means "not at all". */
const MAY_BE_ZERO = ['ledgerDays'];

/** Fills in the defaults. @throws ConvergeOptionsError for a value that is not a whole number, or too small */
export function numbers<T extends Record<string, number>>(
  given: { [K in keyof T]?: number },
  defaults: T,
  prefix: string,
): T {
  checkKeys(given, Object.keys(defaults), `ConvergeModule options ${prefix}*`);
  const resolved: Record<string, number> = { ...defaults };
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const isTime = key.endsWith('Ms');
    const limit = isTime ? ` and ≤ ${MAX_TIMER_MS}` : '';
    const least = MAY_BE_ZERO.includes(key) ? 0 : 1;
    if (!Number.isSafeInteger(value) || value < least || (isTime && value > MAX_TIMER_MS)) {
      throw new ConvergeOptionsError(
        `ConvergeModule option "${prefix}${key}" must be a whole number ≥ ${least}${limit}, got ${received(value)}.`,
      );
    }
    resolved[key] = value;
  }
  return resolved as T;
}

/** @throws ConvergeOptionsError for unknown keys */
export function checkKeys(given: unknown, known: readonly string[], what: string): void {
  if (typeof given !== 'object' || given === null) {
    throw new ConvergeOptionsError(
      `${what} must be an object with ${known.join(', ')}, got ${received(given)}.`,
    );
  }
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) {
      throw new ConvergeOptionsError(
        `${what}: unknown option "${key}"; known are ${known.join(', ')}.`,
      );
    }
  }
}

/** @throws ConvergeOptionsError for a value that is not among the known ones */
export function checkOneOf(value: unknown, known: readonly string[], path: string): void {
  if ((known as readonly unknown[]).includes(value)) return;
  const names = known.map((name) => `"${name}"`).join(' or ');
  throw new ConvergeOptionsError(
    `ConvergeModule option "${path}" must be ${names}, got ${received(value)}.`,
  );
}

/** @throws ConvergeOptionsError for a value that is not a function */
export function checkFunction(value: unknown, path: string, what = 'a function'): void {
  if (typeof value === 'function') return;
  throw new ConvergeOptionsError(
    `ConvergeModule option "${path}" must be ${what}, got ${received(value)}.`,
  );
}

/** A string that is shown: a number, or a short word. Any other may be a token in the wrong place. */
const SHOWN = /^(?:[\d.,e+-]{1,20}|[a-z]{0,12})$/i;

/** Describes the wrong value of an option that is no secret. */
export function received(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return SHOWN.test(value) ? `the string "${value}"` : 'a string';
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object';
    default:
      return `a ${typeof value}`;
  }
}
