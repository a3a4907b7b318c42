import { isPlainObject } from './constraints.js';
import { describeReceived } from './describe-received.js';
import { snakeCase } from './snake-case.js';
import { fieldsOf, type SpecField } from './spec/field.js';
import { MAX_VIOLATIONS, type Violation } from './violation.js';

/**
 * Checks an object against the fields that it should have. Others are custom ones and not looked at,
 * but where one is a field in camelCase, that is told.
 *
 * @param path where the object stands
 * @param violations what is wrong is added here
 */
export function checkFields(
  object: Record<string, unknown>,
  fields: readonly SpecField[],
  path: string,
  violations: Violation[],
): void {
  if (violations.length >= MAX_VIOLATIONS) return;
  const misspelt = findMisspelt(object, fields);
  for (const field of fields) {
    const { name, item, rules, isRequired } = field;
    const value = object[name];
    if (isMissing(value)) {
      if (!isRequired || misspelt?.has(name) === true) continue;
      const advice = MISSING[name] ?? 'Converge needs it on this event';
      violations.push(violation(`${path}.${name}`, 'isRequired', value, advice));
    } else if (item !== undefined) {
      checkList(value, fieldsOf(item()), `${path}.${name}`, violations);
    } else {
      const rule = rules.find(({ test }) => !test(value));
      if (rule === undefined) continue;
      violations.push(violation(`${path}.${name}`, rule.name, value, rule.advice));
    }
  }
  for (const [name, key] of misspelt ?? []) {
    violations.push(violation(`${path}.${key}`, 'isSpecName', object[key], `write it as ${name}`));
  }
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

function checkList(
  value: unknown,
  fields: readonly SpecField[],
  path: string,
  violations: Violation[],
): void {
  if (!Array.isArray(value)) {
    violations.push(violation(path, 'isArray', value, 'give an array of objects'));
    return;
  }
  for (let index = 0; index < value.length && violations.length < MAX_VIOLATIONS; index++) {
    const entry: unknown = value[index];
    if (isPlainObject(entry)) checkFields(entry, fields, `${path}[${index}]`, violations);
    else violations.push(violation(`${path}[${index}]`, 'isObject', entry, 'give an object'));
  }
}

/** The fields that stand there under another name, such as totalPrice or email. */
function findMisspelt(
  object: Record<string, unknown>,
  fields: readonly SpecField[],
): Map<string, string> | undefined {
  let found: Map<string, string> | undefined;
  const names = namesOf(fields);
  for (const key of Object.keys(object)) {
    if (names.has(key)) continue;
    const meant = snakeCase(key);
    const field = fields.find(
      ({ name, isRequired, isCommon }) =>
        (name === meant && key !== meant) ||
        // A custom property may well be called state or city; what is required must be what is meant.
        (name === `$${meant}` && (isRequired || (key !== meant && isCommon !== true))),
    );
    if (field === undefined || !isMissing(object[field.name])) continue;
    (found ??= new Map()).set(field.name, key);
  }
  return found;
}

const nameSets = new WeakMap<readonly SpecField[], ReadonlySet<string>>();

function namesOf(fields: readonly SpecField[]): ReadonlySet<string> {
  let names = nameSets.get(fields);
  if (names === undefined) {
    names = new Set(fields.map(({ name }) => name));
    nameSets.set(fields, names);
  }
  return names;
}

function violation(path: string, rule: string, value: unknown, advice: string): Violation {
  return { path, rule, received: describeReceived(value), advice };
}
