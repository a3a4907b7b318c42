import { snakeCase, violationOf } from './describe-received.js';
import { isPlainObject } from './plain-json.js';
import { fieldsOf, type SpecField } from './spec/field.js';
import { MAX_VIOLATIONS, type Violation } from './violation.js';

type Fields = readonly SpecField[];
type Plain = Record<string, unknown>;

/**
 * Checks objects against the fields that they should have. Others are custom ones and not checked, but
 * a field that is written in camelCase is reported.
 */
export class FieldCheck {
  /** What is wrong, at most 50. */
  readonly violations: Violation[] = [];
  /** How many values were fixed. */
  fixed = 0;

  /**
   * @param fixes whether to fix, in place, what can only be meant in one way: a number where the spec
   * has an id becomes a string; the strings of fields are trimmed, and left out where nothing is left
   */
  constructor(private readonly fixes: boolean) {}

  /**
   * @param path where the object stands, or the list in which it does
   * @param index its place in that list
   */
  check(object: Plain, fields: Fields, path: string, index?: number): void {
    let known = 0;
    for (const field of fields) {
      const given = object[field.name];
      const value = this.fixes ? this.fix(object, field, given) : given;
      if (value !== undefined) known++;
      if (isMissing(value)) {
        if (!field.isRequired || findMisspelt(object, fields).has(field.name)) continue;
        const advice = MISSING[field.name] ?? 'Converge needs it on this event';
        this.report(join(path, index, field.name), 'isRequired', value, advice);
      } else if (field.item !== undefined) {
        this.checkList(value, fieldsOf(field.item()), join(path, index, field.name));
      } else {
        for (const { name, test, advice } of field.rules) {
          if (test(value)) continue;
          this.report(join(path, index, field.name), name, value, advice);
          break;
        }
      }
    }
    if (known === Object.keys(object).length) return;
    for (const [name, key] of findMisspelt(object, fields)) {
      this.report(join(path, index, key), 'isSpecName', object[key], `write it as ${name}`);
    }
  }

  private fix(object: Plain, { name, type, isId }: SpecField, value: unknown): unknown {
    let fixed: string | undefined;
    if (typeof value === 'string' && type === 'string') fixed = value.trim();
    else if (isId === true && Number.isSafeInteger(value)) fixed = String(value);
    else return value;
    if (fixed === value) return value;
    this.fixed++;
    if (fixed !== '') return (object[name] = fixed);
    delete object[name];
    return undefined;
  }

  private checkList(list: unknown, fields: Fields, path: string): void {
    if (!Array.isArray(list)) return this.report(path, 'isArray', list, 'give an array of objects');
    for (let index = 0; index < list.length; index++) {
      const entry: unknown = list[index];
      if (isPlainObject(entry)) this.check(entry, fields, path, index);
      else this.report(`${path}[${index}]`, 'isObject', entry, 'give an object');
      if (!this.fixes && this.violations.length >= MAX_VIOLATIONS) return;
    }
  }

  private report(path: string, rule: string, value: unknown, advice: string): void {
    if (this.violations.length >= MAX_VIOLATIONS) return;
    this.violations.push(violationOf(path, rule, value, advice));
  }
}

function join(path: string, index: number | undefined, name: string): string {
  return index === undefined ? `${path}.${name}` : `${path}[${index}].${name}`;
}

/** A null says no more than nothing. */
function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** What a missing field does, where Converge documents it. */
const MISSING: Record<string, string> = {
  price: 'give the unit price: Converge takes a missing one for 0',
  $is_new_customer:
    "give true for the customer's first completed purchase, else false: without it, Converge guesses by email",
};

/** The fields that stand there under another name, such as totalPrice or email; each with that name. */
function findMisspelt(object: Plain, fields: Fields): ReadonlyMap<string, string> {
  let found: Map<string, string> | undefined;
  const byName = fieldsByName(fields);
  for (const key of Object.keys(object)) {
    const name = byName.has(key) ? undefined : meantBy(key, byName);
    if (name !== undefined && isMissing(object[name])) (found ??= new Map()).set(name, key);
  }
  return found ?? NONE;
}

function meantBy(key: string, fields: ReadonlyMap<string, SpecField>): string | undefined {
  const meant = /[A-Z]|^\$?_/.test(key) ? snakeCase(key) : key;
  if (fields.has(meant)) return meant;
  const field = fields.get(`$${meant}`);
  // A custom property may well be called state or city; what is required must be what is meant.
  const isMeant = field?.isRequired === true || (key !== meant && field?.isCommon !== true);
  return isMeant ? field?.name : undefined;
}

const NONE: ReadonlyMap<string, string> = new Map();
const maps = new WeakMap<Fields, ReadonlyMap<string, SpecField>>();

function fieldsByName(fields: Fields): ReadonlyMap<string, SpecField> {
  let map = maps.get(fields);
  if (map === undefined) {
    map = new Map(fields.map((field) => [field.name, field]));
    maps.set(fields, map);
  }
  return map;
}
