import { types } from 'node:util';

/**
 * Says what a value is without the value itself: events hold personal data, and violations are
 * logged.
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

/**
 * The path of a value, as violations name it. A key that no programmer would write may be a person's
 * name or address, and is left out.
 */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (/^[A-Za-z_$][\w$]{0,63}$/.test(key)) return `${path}.${key}`;
  return isName(key) ? `${path}["${key}"]` : `${path}[a key of length ${key.length}]`;
}

/** The path of a key of the event itself. */
export function topPath(key: string): string {
  return isName(key) ? key : joinPath('event', key);
}

/** Whether a path names the place of another one, or something in it. */
export function isWithin(path: string, outer: string): boolean {
  return path === outer || (path.startsWith(outer) && /^[.[]/.test(path.slice(outer.length)));
}

/** Whether a key is one that a programmer would write. */
export function isName(key: string): boolean {
  return /^[A-Za-z_$][\w$-]{0,63}$/.test(key);
}

/** How Converge would write a key that is written in camelCase: `eventID` as `event_id`. */
export function snakeCase(key: string): string {
  return key
    .replaceAll(/[A-Z]+(?![a-z])|[A-Z]/g, (letters) => `_${letters.toLowerCase()}`)
    .replace(/^(\$?)_/, '$1');
}
