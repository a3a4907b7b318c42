import { types } from 'node:util';
import { visibleLine, visibleName } from './visible.js';

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

const MAX_PATH_LENGTH = 200;

/** What is wrong with an event: the first twenty violations, and the number of the others. */
export class ViolationList {
  private readonly kept: Violation[] = [];
  private others = 0;

  get isEmpty(): boolean {
    return this.kept.length === 0;
  }

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

/**
 * Whether a thrown value is one of our errors, by its name: the class of another copy of this library,
 * such as the other build's, is another one. It may be anything, even a revoked proxy.
 */
export function isNamed<T extends Error>(error: unknown, name: T['name']): error is T {
  try {
    return (error as Error | null | undefined)?.name === name;
  } catch {
    return false;
  }
}

/** Says what a value is without the value: events hold personal data, and violations are logged. */
export function describeReceived(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value === '') return 'an empty string';
  if (typeof value === 'string') return `a string of length ${value.length}`;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return String(value);
    return value < 0 ? 'a negative number' : 'a number';
  }
  if (typeof value === 'bigint') return 'a BigInt';
  return typeof value === 'object' ? describeObject(value) : `a ${typeof value}`;
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
