import { ConvergeOptionsError } from './converge-options.error.js';

/** A longer timer would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Refuses a value that is neither true nor false. */
export function checkBoolean(value: unknown, path: string): void {
  if (typeof value === 'boolean') return;
  throw new ConvergeOptionsError(
    `ConvergeModule option "${path}" must be true or false (an environment variable is a string: compare it).`,
  );
}

/** Refuses numbers that cannot be, and fills in the others. */
export function numbers<T extends Record<string, number>>(
  given: { [K in keyof T]?: number },
  defaults: T,
  prefix: string,
): T {
  checkKeys(given, Object.keys(defaults), `ConvergeModule options ${prefix}*`);
  const resolved: Record<string, number> = { ...defaults };
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const largest = key.endsWith('Ms') ? MAX_TIMER_MS : Number.MAX_SAFE_INTEGER;
    if (!Number.isSafeInteger(value) || value < 1 || value > largest) {
      throw new ConvergeOptionsError(
        `ConvergeModule option "${prefix}${key}" must be a whole number from 1 to ${largest}.`,
      );
    }
    resolved[key] = value;
  }
  return resolved as T;
}

/** Refuses keys that there are not. */
export function checkKeys(given: unknown, known: readonly string[], what: string): void {
  if (typeof given !== 'object' || given === null) {
    throw new ConvergeOptionsError(`${what} must be an object with ${known.join(', ')}.`);
  }
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) {
      throw new ConvergeOptionsError(
        `${what}: there is no "${key}"; there are ${known.join(', ')}.`,
      );
    }
  }
}

/** Refuses a value that is none of those that are known. */
export function checkOneOf(value: unknown, known: readonly string[], path: string): void {
  if ((known as readonly unknown[]).includes(value)) return;
  const names = known.map((name) => `"${name}"`).join(' or ');
  throw new ConvergeOptionsError(`ConvergeModule option "${path}" must be ${names}.`);
}

/** Refuses what is no function. */
export function checkFunction(value: unknown, path: string, what = 'a function'): void {
  if (typeof value === 'function') return;
  throw new ConvergeOptionsError(`ConvergeModule option "${path}" must be ${what}.`);
}
