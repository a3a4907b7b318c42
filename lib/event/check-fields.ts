import { nearestField } from './nearest-field.js';
import { isPlainObject } from './plain-json.js';
import { fieldsOf, type SpecField } from './spec/field.js';
import { joinPath, snakeCase } from './describe-received.js';
import { ViolationList } from './violation-list.js';

type Fields = readonly SpecField[];
type Plain = Record<string, unknown>;

/** What a missing field does, where Converge documents it. */
const MISSING: Record<string, string> = {
  price: 'give the unit price: Converge counts a missing one as 0',
  $is_new_customer:
    "give true for the customer's first completed purchase, else false: without it, Converge guesses by email",
};

/**
 * Checks objects against the fields that they should have. Others are custom ones and not checked, but
 * a field that is written in camelCase, or with a slip, is reported.
 */
export class FieldCheck {
  /** What is wrong. */
  readonly violations = new ViolationList();
  /** How many values were fixed. */
  fixed = 0;

  /**
   * @param fixes whether to fix, in place, what can only be meant in one way: a number where the spec
   * has an id becomes a string; the strings of fields are trimmed, and left out where nothing is left
   */
  constructor(readonly fixes: boolean) {}

  /** @param path where the object stands */
  check(object: Plain, fields: Fields, path: string): void {
    let known = 0;
    for (const field of fields) {
      const value = this.fixes ? this.fix(object, field) : object[field.name];
      if (value !== undefined) known++;
      if (isMissing(value)) {
        if (!field.isRequired || findMisspelt(object, fields).has(field.name)) continue;
        const advice = MISSING[field.name] ?? 'Converge needs it on this event';
        this.report(`${path}.${field.name}`, 'isRequired', value, advice);
      } else if (field.item !== undefined) {
        this.checkList(value, fieldsOf(field.item()), `${path}.${field.name}`);
      } else {
        for (const { name, test, advice } of field.rules) {
          if (test(value)) continue;
          this.report(`${path}.${field.name}`, name, value, advice);
          break;
        }
      }
    }
    if (known === Object.keys(object).length) return;
    for (const [name, key] of findMisspelt(object, fields)) {
      const isCertain = meantBy(key, fieldsByName(fields)) !== undefined;
      const advice = isCertain ? '' : '; give your own property a less similar name';
      this.report(joinPath(path, key), 'isSpecName', object[key], `write it as ${name}${advice}`);
    }
  }

  private checkList(list: unknown, fields: Fields, path: string): void {
    if (!Array.isArray(list)) return this.report(path, 'isArray', list, 'give an array of objects');
    for (let index = 0; index < list.length; index++) {
      const entry: unknown = list[index];
      if (isPlainObject(entry)) this.check(entry, fields, `${path}[${index}]`);
      else this.report(`${path}[${index}]`, 'isObject', entry, 'give an object');
    }
  }

  /** @returns the value, as it is now */
  private fix(object: Plain, { name, type, isId }: SpecField): unknown {
    const value = object[name];
    let fixed: string;
    if (typeof value === 'string' && type === 'string') fixed = value.trim();
    else if (isId && Number.isSafeInteger(value)) fixed = String(value);
    else return value;
    if (fixed === value) return value;
    this.fixed++;
    if (fixed !== '') return (object[name] = fixed);
    delete object[name];
    return undefined;
  }

  private report(path: string, rule: string, value: unknown, advice: string): void {
    this.violations.report(path, rule, value, advice);
  }
}

/** A null says no more than nothing. */
function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** The fields that stand there under another name, such as totalPrice, email or total_prize; with that name. */
function findMisspelt(object: Plain, fields: Fields): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const byName = fieldsByName(fields);
  for (const key of Object.keys(object)) {
    if (byName.has(key)) continue;
    const name = meantBy(key, byName) ?? nearestField(key, byName);
    if (name !== undefined && isMissing(object[name])) found.set(name, key);
  }
  return found;
}

function meantBy(key: string, fields: FieldsByName): string | undefined {
  const meant = /[A-Z]|^\$?_/.test(key) ? snakeCase(key) : key;
  if (fields.has(meant)) return meant;
  const field = fields.get(`$${meant}`);
  // A custom property may well be called state or city; what is required must be what is meant.
  const isMeant = field?.isRequired === true || (key !== meant && !field?.isCommon);
  return isMeant ? field?.name : undefined;
}

type FieldsByName = ReadonlyMap<string, SpecField>;

const maps = new WeakMap<Fields, FieldsByName>();

function fieldsByName(fields: Fields): FieldsByName {
  let map = maps.get(fields);
  if (map === undefined) maps.set(fields, (map = new Map(fields.map((it) => [it.name, it]))));
  return map;
}
