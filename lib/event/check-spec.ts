import type { ConvergeEventDto } from './converge-event.dto.js';
import { describeReceived, isWithin, joinPath, snakeCase } from './describe-received.js';
import type { MissingAdvice } from './event-draft.js';
import { nearestEventName, nearestField } from './nearest-name.js';
import { isNonEmptyString } from './formats.js';
import { isPlainObject } from './plain-json.js';
import { checkedFields, EVENT_SPEC, ITEM_FIELDS } from './spec/event-spec.js';
import { isPlaceholderAlias } from './values/aliases.js';
import { type Violation, ViolationList } from './violation.js';
import { fieldsOf, type SpecField } from './spec/field.js';

/** What a project knows beyond Converge's spec. */
export interface ProjectKnowledge {
  /** The project's own events. */
  readonly eventNames?: ReadonlySet<string>;
  /** More alias values that do not belong to one customer, in lower case. */
  readonly placeholderAliases?: ReadonlySet<string>;
}

/**
 * Checks an event that keeps the contract against Converge's event spec and against what its source
 * monitoring flags. A custom event is checked for what Converge flags on any event.
 *
 * @returns what is wrong with it, empty if nothing is
 */
export function checkSpec(event: ConvergeEventDto, project: ProjectKnowledge = {}): Violation[] {
  const check = new FieldCheck(false);
  checkAliases(event.aliases, project, check);
  checkContent(event, project, check);
  return check.violations.toArray();
}

/**
 * Checks what can be checked of a value that breaks the contract.
 *
 * @param contract what {@link checkEvent} finds; what is named there is not named again
 */
export function checkSpecBeside(contract: readonly Violation[], value: unknown): Violation[] {
  if (!isPlainObject(value)) return [];
  const { event_name: name, event_id, properties, profile_properties, aliases } = value;
  const known = {
    event_name: typeof name === 'string' ? name : '',
    event_id,
    properties: isPlainObject(properties) ? properties : {},
    profile_properties: isPlainObject(profile_properties) ? profile_properties : {},
    aliases: Array.isArray(aliases) ? aliases : [],
  };
  const found = checkSpec(known as ConvergeEventDto);
  return found.filter(({ path }) => !contract.some((other) => isWithin(path, other.path)));
}

/**
 * Checks all aliases.
 *
 * @param checksSpec whether to find more than values that are no strings
 * @returns those that may be sent: strings, and by the spec trimmed and without placeholders
 */
export function checkAliases(
  aliases: readonly unknown[],
  { placeholderAliases }: ProjectKnowledge,
  check: FieldCheck,
  checksSpec = true,
): readonly string[] {
  const { violations } = check;
  const kept: string[] = [];
  for (const [index, alias] of aliases.entries()) {
    const path = `aliases[${index}]`;
    if (!isNonEmptyString(alias)) {
      // A draft has null in the place of what JSON cannot carry.
      const received = alias === null ? 'null, or what JSON cannot carry' : describeReceived(alias);
      violations.add({ path, rule: 'isNonEmptyString', received, advice: NO_ALIAS });
      continue;
    }
    if (!checksSpec) {
      kept.push(alias);
      continue;
    }
    const trimmed = alias.trim();
    if (isPlaceholderAlias(trimmed, placeholderAliases)) {
      violations.add({ path, ...PLACEHOLDER });
      continue;
    }
    const checked = check.fixes ? trimmed : alias;
    kept.push(checked);
    if (checked !== alias) check.fixed++;
    if (!/^urn:[^:\s]+:\S/.test(checked)) violations.report(path, 'isUrn', checked, NO_URN);
  }
  return kept;
}

const NO_ALIAS = 'it is left out: give each alias as a string, e.g. "urn:email:<email>"';

const PLACEHOLDER = {
  rule: 'isNoPlaceholder',
  received: 'a placeholder value',
  advice: 'leave it out: it would merge all customers who share it, for good',
};

const NO_URN = 'write it as urn:<name>:<value>, e.g. "urn:email:<email>"; aliases() does';

/** Checks all of an event but its aliases. */
export function checkContent(
  event: ConvergeEventDto,
  { eventNames }: ProjectKnowledge,
  check: FieldCheck,
): void {
  const { event_name: name, properties, profile_properties } = event;
  if (!Object.hasOwn(EVENT_SPEC, name)) {
    const meant = eventNames?.has(name) === true ? undefined : nearestEventName(name);
    if (meant !== undefined) check.violations.add(misspelt(meant));
    const { items } = properties;
    for (const [index, item] of Array.isArray(items) ? items.entries() : []) {
      if (isPlainObject(item)) check.check(item, ITEM_FIELDS, `properties.items[${index}]`);
    }
  }
  const fields = checkedFields(name);
  check.check(properties, fields.properties, 'properties');
  check.check(profile_properties, fields.profile_properties, 'profile_properties');
  // The bare id is the start's: Converge would take the cancellation for a copy of it.
  if (name === 'Cancelled Subscription' && event.event_id === properties['id']) {
    check.violations.add(ID_OF_START);
  }
}

function misspelt(meant: string): Violation {
  return {
    path: 'event_name',
    rule: 'isEventName',
    received: 'a name that Converge does not know',
    advice: `write "${meant}", or register your own event under the option "events"`,
  };
}

const ID_OF_START: Violation = {
  path: 'event_id',
  rule: 'isOwnEventId',
  received: "the subscription's id, which is that of its start",
  advice: 'give the cancellation an id of its own, e.g. "<subscription id>:cancelled"',
};

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
   * @param missing what to say where a field is missing
   */
  constructor(
    readonly fixes: boolean,
    private readonly missing: MissingAdvice = (_path, _value, advice) => advice,
  ) {}

  /** @param path where the object stands */
  check(object: Plain, fields: Fields, path: string): void {
    let known = 0;
    for (const field of fields) {
      const value = this.fixes ? this.fix(object, field) : object[field.name];
      if (value !== undefined) known++;
      if (isMissing(value)) {
        if (!field.isRequired || findMisspelt(object, fields).has(field.name)) continue;
        const at = `${path}.${field.name}`;
        const advice = MISSING[field.name] ?? 'Converge needs it on this event';
        this.report(at, 'isRequired', value, this.missing(at, value, advice));
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
