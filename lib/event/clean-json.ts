import { types } from 'node:util';
import { builtInName, describeReceived } from './describe-received.js';
import { joinPath } from './json-path.js';
import { MAX_VIOLATIONS, type Violation } from './violation.js';

const MAX_DEPTH = 64;
const NOTHING = Symbol('left out');

export interface CleanOptions {
  /** Where the value stands; the paths of violations begin with it. */
  readonly path: string;
  /** Leave out null and empty strings too, not only undefined. */
  readonly leaveOutEmpty: boolean;
  /** Violations found on the way are added here, at most 50. */
  readonly violations: Violation[];
  /** How many nulls and empty strings were left out is counted here. */
  readonly counted?: { leftOut: number };
}

/**
 * Copies a value as plain JSON. `undefined` is left out, and with `leaveOutEmpty` null and empty
 * strings are too; a `Date` becomes ISO 8601, and `toJSON()` is honoured as JSON.stringify does. What
 * JSON cannot carry (NaN, Infinity, BigInt, functions, symbols, cycles, Map, Promise ...) is left out
 * of the copy and reported as a violation with its path. Never throws and never changes the value.
 *
 * @returns the copy, or undefined where nothing is left of the value
 */
export function cleanJson(value: unknown, options: CleanOptions): unknown {
  const copy = new Cleaner(options).copy(value, '');
  return copy === NOTHING ? undefined : copy;
}

class Cleaner {
  private readonly ancestors: object[] = [];
  /** Where the cleaner is, below `options.path`; put into words only where something is wrong. */
  private readonly keys: Array<string | number> = [];

  constructor(private readonly options: CleanOptions) {}

  copy(value: unknown, key: string | number): unknown {
    switch (typeof value) {
      case 'string':
        return value === '' && this.options.leaveOutEmpty ? this.leaveOut() : value;
      case 'boolean':
        return value;
      case 'number':
        if (Number.isFinite(value)) return value;
        return this.refuse(value, 'isFiniteNumber', 'send a finite number or leave it out');
      case 'undefined':
        return NOTHING;
      case 'object':
        if (value === null) return this.options.leaveOutEmpty ? this.leaveOut() : null;
        return this.copyObject(value, key);
      default:
        return this.refuse(value, 'isJson', 'send a string, number, boolean, array or object');
    }
  }

  private copyObject(value: object, key: string | number): unknown {
    if (this.ancestors.includes(value)) {
      return this.refuse(value, 'isAcyclic', 'remove the reference back to a parent object');
    }
    const depth = this.ancestors.length;
    if (depth >= MAX_DEPTH) {
      return this.refuse(value, 'isJson', `nest objects at most ${MAX_DEPTH} levels deep`);
    }
    this.ancestors.push(value);
    const { length } = this.keys;
    try {
      return this.copyContent(value, key);
    } catch {
      // A getter, a toJSON() or a proxy trap threw. Its message may hold personal data.
      this.keys.length = length;
      return this.refuse(value, 'isReadable', 'reading it threw an error; map it to plain values');
    } finally {
      this.ancestors.length = depth;
    }
  }

  private copyContent(value: object, key: string | number): unknown {
    if (Array.isArray(value)) return this.copyArray(value);
    if (types.isDate(value) && !Number.isNaN(value.getTime())) return value.toISOString();
    if (types.isBoxedPrimitive(value)) return this.copy(value.valueOf(), key);
    if (builtInName(value) !== undefined)
      return this.refuse(value, 'isJson', 'map it to plain values');
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON !== 'function') return this.copyProperties(value);
    // As JSON.stringify does: once, whatever the answer's own toJSON() would say.
    const json: unknown = toJSON.call(value, String(key));
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
    return isObject && builtInName(json) === undefined
      ? this.copyProperties(json)
      : this.copy(json, key);
  }

  private copyArray(value: readonly unknown[]): unknown[] {
    const copy: unknown[] = [];
    for (let index = 0; index < value.length; index++) {
      this.keys.push(index);
      const item = this.copy(value[index], index);
      this.keys.pop();
      if (item !== NOTHING) copy.push(item);
      // Where empty values count, what follows keeps its place.
      else if (!this.options.leaveOutEmpty) copy.push(null);
    }
    return copy;
  }

  private copyProperties(value: object): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      this.keys.push(key);
      const item = this.copy((value as Record<string, unknown>)[key], key);
      this.keys.pop();
      if (item === NOTHING) continue;
      if (key === '__proto__') {
        // An assignment would set the prototype instead of a property.
        Object.defineProperty(copy, key, { value: item, enumerable: true, writable: true });
      } else {
        copy[key] = item;
      }
    }
    return copy;
  }

  private leaveOut(): typeof NOTHING {
    if (this.options.counted !== undefined) this.options.counted.leftOut++;
    return NOTHING;
  }

  private refuse(value: unknown, rule: string, advice: string): typeof NOTHING {
    const { violations, path } = this.options;
    if (violations.length < MAX_VIOLATIONS) {
      const where = this.keys.reduce<string>(joinPath, path);
      violations.push({ path: where, rule, received: describeReceived(value), advice });
    }
    return NOTHING;
  }
}
