import { types } from 'node:util';
import { builtInName, joinPath, MAX_VIOLATIONS, violationOf, type Violation } from './violation.js';

const MAX_DEPTH = 64;

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
  /** What JSON cannot carry, at most 50. */
  readonly violations: Violation[] = [];
  /** How many nulls and empty strings were left out. */
  leftOut = 0;
  private path = '';
  private leavesOutEmpty = false;
  /** The objects around the value that is copied, and the key that is copied in each of them. */
  private readonly ancestors: object[] = [];
  private readonly keys: (string | number | undefined)[] = [];

  /**
   * @param path where the value stands; the paths of violations begin with it
   * @param leavesOutEmpty whether null and empty strings are left out too, not only undefined
   * @returns the copy, or undefined where nothing is left of the value
   */
  copy(value: unknown, path: string, leavesOutEmpty: boolean): unknown {
    this.path = path;
    this.leavesOutEmpty = leavesOutEmpty;
    return this.copyValue(value);
  }

  private copyValue(value: unknown): unknown {
    switch (typeof value) {
      case 'undefined':
      case 'boolean':
        return value;
      case 'string':
        return value === '' ? this.copyEmpty(value) : value;
      case 'number':
        if (Number.isFinite(value)) return value;
        return this.refuse(value, 'isFiniteNumber', 'send a finite number or leave it out');
      case 'object':
        return value === null ? this.copyEmpty(value) : this.copyObject(value);
      default:
        return this.refuse(value, 'isJson', 'send a string, number, boolean, array or object');
    }
  }

  private copyEmpty(value: '' | null): unknown {
    if (!this.leavesOutEmpty) return value;
    this.leftOut++;
    return undefined;
  }

  private copyObject(value: object): unknown {
    const { ancestors } = this;
    const depth = ancestors.length;
    if (ancestors.includes(value)) {
      return this.refuse(value, 'isAcyclic', 'remove the reference back to a parent object');
    }
    if (depth >= MAX_DEPTH) {
      return this.refuse(value, 'isJson', `nest objects at most ${MAX_DEPTH} levels deep`);
    }
    this.keys[depth] = undefined;
    ancestors.push(value);
    try {
      return this.copyContent(value);
    } catch {
      // A getter, a toJSON() or a proxy trap threw. Its message may hold personal data.
      ancestors.length = depth;
      return this.refuse(value, 'isReadable', 'reading it threw an error; map it to plain values');
    } finally {
      ancestors.length = depth;
    }
  }

  private copyContent(value: object): unknown {
    if (Array.isArray(value)) return this.copyArray(value);
    // What built-in kinds have inside never stands in an object with this prototype.
    if (Object.getPrototypeOf(value) !== Object.prototype) {
      if (types.isDate(value) && !Number.isNaN(value.getTime())) return value.toISOString();
      if (types.isBoxedPrimitive(value)) return this.copyValue(value.valueOf());
      if (builtInName(value) !== undefined) {
        return this.refuse(value, 'isJson', 'map it to plain values');
      }
    }
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON !== 'function') return this.copyProperties(value);
    // As JSON.stringify does: once, whatever the answer's own toJSON() would say.
    const json: unknown = toJSON.call(value, String(this.keys[this.ancestors.length - 2] ?? ''));
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
    return isObject && builtInName(json) === undefined
      ? this.copyProperties(json)
      : this.copyValue(json);
  }

  private copyArray(array: readonly unknown[]): unknown[] {
    const copy: unknown[] = [];
    const depth = this.ancestors.length - 1;
    for (let index = 0; index < array.length; index++) {
      this.keys[depth] = index;
      const item = this.copyValue(array[index]);
      if (item !== undefined) copy.push(item);
      // Where empty values count, what follows keeps its place.
      else if (!this.leavesOutEmpty) copy.push(null);
    }
    return copy;
  }

  private copyProperties(object: object): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    const depth = this.ancestors.length - 1;
    for (const key of Object.keys(object)) {
      this.keys[depth] = key;
      const item = this.copyValue((object as Record<string, unknown>)[key]);
      if (item !== undefined) setProperty(copy, key, item);
    }
    return copy;
  }

  private refuse(value: unknown, rule: string, advice: string): undefined {
    if (this.violations.length >= MAX_VIOLATIONS) return;
    const keys = this.keys.slice(0, this.ancestors.length).filter((key) => key !== undefined);
    const path = keys.reduce<string>(joinPath, this.path);
    this.violations.push(violationOf(path, rule, value, advice));
  }
}

/** Sets an own property, whatever its name. */
export function setProperty(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  // An assignment would set the prototype.
  else Object.defineProperty(object, key, { value, ...ORDINARY });
}

const ORDINARY = { enumerable: true, writable: true, configurable: true };

/** What JSON cannot carry in values, each of which stands under its key. */
export function findUnsafeJson(values: Record<string, unknown>): Violation[] {
  const copier = new JsonCopier();
  for (const [path, value] of Object.entries(values)) copier.copy(value, path, false);
  return copier.violations;
}
