import { types } from 'node:util';
import { NO_AMOUNT } from './values/money.js';
import { builtInName, joinPath, ViolationList } from './violation.js';

const MAX_DEPTH = 64;
/** How many values one event may have; what stands in several places counts in each of them. */
const MAX_VALUES = 100_000;
/** How much text counts as one more value, in characters. */
const TEXT_OF_VALUE = 1_024;

type Key = string | number | undefined;

interface CopyOptions {
  /** Whether null and empty strings are left out too, not only undefined. */
  readonly leavesOutEmpty?: boolean;
  /** Whether an entry that JSON cannot carry is no violation. */
  readonly isLenient?: boolean;
  /** The keys under which a BigInt becomes a string. */
  readonly idKeys?: ReadonlySet<string>;
}

/** An object that JSON writes in braces. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/**
 * Copies values as plain JSON. `undefined` is left out, a `Date` becomes ISO 8601, and `toJSON()` is
 * honoured as JSON.stringify does. What JSON cannot carry (NaN, Infinity, BigInt, functions, symbols,
 * cycles, Map, Promise ...) is left out of the copy and becomes a violation with its path. Never throws
 * and never changes a value.
 */
export class JsonCopier {
  readonly violations = new ViolationList();
  /** How many nulls and empty strings were left out, and BigInts made strings. */
  fixed = 0;
  private path = '';
  private options: CopyOptions = {};
  private valuesLeft = MAX_VALUES;
  /** The objects around the value that is copied, and the key at which each of them stands. */
  private readonly ancestors: object[] = [];
  private readonly keys: Key[] = [];

  /** @returns the copy, or undefined where nothing is left of the value */
  copy(value: unknown, path: string, options: CopyOptions = {}): unknown {
    this.path = path;
    this.options = options;
    return this.copyValue(value, undefined);
  }

  private copyValue(value: unknown, key: Key): unknown {
    // From the first value that is too much, nothing is copied.
    if (this.valuesLeft < 0) return undefined;
    this.valuesLeft -= typeof value === 'string' ? 1 + Math.floor(value.length / TEXT_OF_VALUE) : 1;
    if (this.valuesLeft < 0) return this.violations.add(TOO_MANY_VALUES);
    if (value === '' || value === null) {
      if (!this.options.leavesOutEmpty) return value;
      this.fixed++;
      return undefined;
    }
    switch (typeof value) {
      case 'string':
      case 'boolean':
      case 'undefined':
        return value;
      case 'number':
        if (Number.isFinite(value)) return value;
        return this.refuse(value, key, 'isFiniteNumber', 'send a finite number or leave it out');
      case 'object':
        return this.copyObject(value, key);
      case 'bigint':
        if (this.options.idKeys?.has(String(key)) !== true)
          return this.refuse(value, key, 'isJson', 'send a string or a number');
        this.fixed++;
        return String(value);
      default:
        return this.refuse(value, key, 'isJson', 'send a string, number, boolean, array or object');
    }
  }

  private copyObject(value: object, key: Key): unknown {
    const { ancestors, keys } = this;
    if (ancestors.includes(value)) {
      return this.refuse(value, key, 'isAcyclic', 'remove the reference back to a parent object');
    }
    if (ancestors.length >= MAX_DEPTH) {
      return this.refuse(value, key, 'isJson', `nest objects at most ${MAX_DEPTH} levels deep`);
    }
    ancestors.push(value);
    keys.push(key);
    try {
      return this.copyContent(value, key);
    } catch {
      // A getter, a toJSON() or a proxy trap threw. Its message may hold personal data.
      const advice = 'reading it threw an error; map it to plain values';
      return this.refuse(value, undefined, 'isReadable', advice);
    } finally {
      ancestors.pop();
      keys.pop();
    }
  }

  private copyContent(value: object, key: Key): unknown {
    const { toJSON } = value as { toJSON?: unknown };
    if (Array.isArray(value) && typeof toJSON !== 'function') return this.copyArray(value);
    // What built-in kinds have inside never stands in an object with this prototype.
    if (Object.getPrototypeOf(value) !== Object.prototype) {
      if (types.isDate(value) && !Number.isNaN(value.getTime())) return value.toISOString();
      // Its key stands in `keys` already.
      if (NO_AMOUNT in value) return this.refuse(value[NO_AMOUNT], undefined, 'isAmount', AMOUNT);
      if (types.isBoxedPrimitive(value)) return this.copyValue(value.valueOf(), undefined);
      if (builtInName(value) !== undefined) {
        return this.refuse(value, undefined, 'isJson', 'map it to plain values');
      }
    }
    if (typeof toJSON !== 'function') return this.copyProperties(value);
    // As JSON.stringify does: once, whatever the answer's own toJSON() would say.
    const json: unknown = toJSON.call(value, String(key ?? ''));
    const isCopied =
      typeof json === 'object' &&
      json !== null &&
      (json === value || !this.ancestors.includes(json)) &&
      builtInName(json) === undefined;
    if (!isCopied) return this.copyValue(json, undefined);
    return Array.isArray(json) ? this.copyArray(json) : this.copyProperties(json);
  }

  private copyArray(array: readonly unknown[]): unknown[] {
    const copy: unknown[] = [];
    for (let index = 0; index < array.length && this.valuesLeft >= 0; index++) {
      const item = this.copyValue(array[index], index);
      if (item !== undefined) copy.push(item);
      // Where empty values count, what follows keeps its place.
      else if (!this.options.leavesOutEmpty) copy.push(null);
    }
    return copy;
  }

  private copyProperties(object: object): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(object)) {
      if (this.valuesLeft < 0) break;
      const value = (object as Record<string, unknown>)[key];
      // An object that is its own JSON has it still; JSON.stringify leaves it out.
      if (key === 'toJSON' && typeof value === 'function') continue;
      const item = this.copyValue(value, key);
      if (item !== undefined) setProperty(copy, key, item);
    }
    return copy;
  }

  private refuse(value: unknown, key: Key, rule: string, advice: string): undefined {
    const keys = [...this.keys, key].filter((step) => step !== undefined);
    if (this.options.isLenient && keys.length > 0) return;
    this.violations.report(keys.reduce<string>(joinPath, this.path), rule, value, advice);
  }
}

const AMOUNT =
  'money() takes a number, or text with a point and nothing else, such as "85.00", not "85,00"';

const TOO_MANY_VALUES = {
  path: 'event',
  rule: 'isOfLimitedSize',
  received: `more than ${MAX_VALUES} values`,
  advice: 'send fewer; what stands in several places counts in each of them',
};

/** Sets an own property, whatever its name. */
export function setProperty(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  // An assignment would set the prototype.
  else Object.defineProperty(object, key, { value, ...ORDINARY });
}

const ORDINARY = { enumerable: true, writable: true, configurable: true };

/** What JSON cannot carry in values, each of which stands under its key. */
export function findUnsafeJson(values: Record<string, unknown>): ViolationList {
  const copier = new JsonCopier();
  for (const [path, value] of Object.entries(values)) copier.copy(value, path);
  return copier.violations;
}
