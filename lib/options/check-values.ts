import { ConvergeOptionsError } from './converge-options.error.js';

/** The longest time that a Node timer can hold; a longer one fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** @throws ConvergeOptionsError for a value that is not a boolean */
export function checkBoolean(value: unknown, path: string): void {
  if (typeof value === 'boolean') return;
  throw new ConvergeOptionsError(
    `ConvergeModule option "${path}" must be true or false (an environment variable is a string: compare it with "true").`,
  );
}

/** Fills in the defaults. @throws ConvergeOptionsError for a value that is not a whole number ≥ 1 */
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
    if (!Number.isSafeInteger(value) || value < 1 || (isTime && value > MAX_TIMER_MS)) {
      throw new ConvergeOptionsError(
        `ConvergeModule option "${prefix}${key}" must be a whole number ≥ 1${limit} (got ${received(value)}).`,
      );
    }
    resolved[key] = value;
  }
  return resolved as T;
}

/** @throws ConvergeOptionsError for unknown keys */
export function checkKeys(given: unknown, known: readonly string[], what: string): void {
  if (typeof given !== 'object' || given === null) {
    throw new ConvergeOptionsError(`${what} must be an object with ${known.join(', ')}.`);
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
  throw new ConvergeOptionsError(`ConvergeModule option "${path}" must be ${names}.`);
}

/** @throws ConvergeOptionsError for a value that is not a function */
export function checkFunction(value: unknown, path: string, what = 'a function'): void {
  if (typeof value === 'function') return;
  throw new ConvergeOptionsError(`ConvergeModule option "${path}" must be ${what}.`);
}

/** Describes a wrong value. A string is shown only where it looks like a number: others may be secret. */
function received(value: unknown): string {
  if (typeof value === 'number' || value === null) return String(value);
  if (typeof value !== 'string') return `a value of type ${typeof value}`;
  return /^[\d.,e+-]{1,20}$/i.test(value) ? `the string "${value}"` : 'a string';
}
