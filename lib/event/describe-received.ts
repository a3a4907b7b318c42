import { types } from 'node:util';

/**
 * Tells what a value is without telling the value: events hold personal data, and
 * violations are logged.
 */
export function describeReceived(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'string':
      return value === '' ? 'an empty string' : `a string of length ${value.length}`;
    case 'number':
      if (!Number.isFinite(value)) return String(value);
      return value < 0 ? 'a negative number' : 'a number';
    case 'bigint':
      return 'a BigInt';
    case 'object':
      return value === null ? 'null' : describeObject(value);
    default:
      return `a ${typeof value}`;
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  const tag = builtInName(value);
  if (tag === undefined) return 'an object';
  return /^[aeiou]/i.test(tag) ? `an ${tag}` : `a ${tag}`;
}

/**
 * The name of a built-in kind of object that JSON cannot carry (it would silently become `{}`),
 * or undefined. Works across realms, unlike `instanceof`.
 */
export function builtInName(value: object): string | undefined {
  if (types.isMap(value)) return 'Map';
  if (types.isSet(value)) return 'Set';
  if (types.isWeakMap(value)) return 'WeakMap';
  if (types.isWeakSet(value)) return 'WeakSet';
  if (types.isPromise(value)) return 'Promise';
  if (types.isRegExp(value)) return 'RegExp';
  if (types.isNativeError(value)) return 'Error';
  if (types.isAnyArrayBuffer(value) || types.isArrayBufferView(value)) return 'binary buffer';
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? 'invalid Date' : 'Date';
  return undefined;
}
