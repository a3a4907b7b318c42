import leven from 'leven';
import { LRUCache } from 'lru-cache';
import type { ConvergeEventDto } from './contract.js';
import type { EventDraft } from './event-draft.js';
import { isPlainObject } from './plain-json.js';
import { checkedFields, EVENT_SPEC, ITEM_FIELDS } from './spec/event-spec.js';
import { fieldsOf, isCardNumber, isNonEmptyString, type SpecField } from './spec/field.js';
import { isPlaceholderAlias } from './values/aliases.js';
import {
  describeReceived,
  isWithin,
  joinPath,
  snakeCase,
  type Violation,
  ViolationList,
} from './violation.js';

/** What a project knows beyond Converge's spec. */
export interface ProjectKnowledge {
  /** The project's own events. */
  readonly eventNames?: ReadonlySet<string>;
  /** More alias values that do not belong to one customer, in lower case. */
  readonly placeholderAliases?: ReadonlySet<string>;
}

/**
 * Checks an event against Converge's event spec and against what its source monitoring flags. A custom
 * event is checked for what Converge flags on any event. Never throws.
 *
 * @param contract what `checkEvent` found in an event that breaks the contract: what it names is not
 * named again
 * @returns what is wrong with it, empty if nothing is
 */
export function checkSpec(
  event: unknown,
  project: ProjectKnowledge = {},
  contract: readonly Violation[] = [],
): Violation[] {
  if (!isPlainObject(event)) return [];
  const { event_name: name, properties, profile_properties, aliases } = event;
  const check = new SpecCheck(project);
  check.checkAliases(Array.isArray(aliases) ? aliases : []);
  check.checkContent({
    ...(event as unknown as ConvergeEventDto),
    event_name: typeof name === 'string' ? name : '',
    properties: isPlainObject(properties) ? properties : {},
    profile_properties: isPlainObject(profile_properties) ? profile_properties : {},
  });
  const found = check.violations.toArray();
  return found.filter(({ path }) => !contract.some((other) => isWithin(path, other.path)));
}

const NO_ALIAS = 'it is left out: give each alias as a string, e.g. "urn:email:<email>"';

const PLACEHOLDER = {
  rule: 'isNoPlaceholder',
  received: 'a placeholder value',
  advice: 'leave it out: it would merge all customers who share it, for good',
};

const NO_URN = 'write it as urn:<name>:<value>, e.g. "urn:email:<email>"; aliases() does';

const UNKNOWN_NAME = {
  path: 'event_name',
  rule: 'isEventName',
  received: 'a name that Converge does not know',
};

const ID_OF_START = {
  path: 'event_id',
  rule: 'isOwnEventId',
  received: "the subscription's id, which is that of its start",
  advice: 'give the cancellation an id of its own, e.g. "<subscription id>:cancelled"',
};

const IMPLAUSIBLE = { path: 'timestamp', rule: 'isPlausibleTime' };
const LONG_AGO = {
  ...IMPLAUSIBLE,
  received: 'a time before the year 1971',
  advice:
    'a Date takes milliseconds: for seconds, write new Date(seconds * 1000), or give the seconds as a number',
};
const AHEAD = {
  ...IMPLAUSIBLE,
  received: 'a time more than five minutes ahead',
  advice:
    'give the time at which it happened with its own timezone: a "Z" behind a local time makes it wrong; ' +
    "and check the machine's clock",
};

const NEVER = 'leave it out: such a value must never be sent';
const SECRET_KEY = { rule: 'isNoSecret', received: 'what is called like a secret', advice: NEVER };
const CARD = { rule: 'isNoCardNumber', received: 'what looks like a card number', advice: NEVER };

/** Keys whose values are secrets. */
const SECRET =
  /^(pass(word|wd|phrase)|pwd|(client_?)?secret|(private|api|secret)_?key|(access|refresh)_?token|cvv|cvc|(credit_?)?card_?number)$/i;

type Fields = readonly SpecField[];
type Plain = Record<string, unknown>;

/** How many values are searched for secrets: an event that keeps the contract has no more. */
const MAX_VALUES = 100_000;
const MAX_DEPTH = 64;

/** Before the year 1971 are seconds that were taken for milliseconds; and how far ahead a clock may be. */
const YEAR_1971_MS = 31_536_000_000;
const MAX_AHEAD_MS = 300_000;

/** What a missing field does, where Converge documents it. */
const MISSING: Record<string, string> = {
  price: 'give the unit price: Converge counts a missing one as 0',
  $is_new_customer:
    "give true for the customer's first completed purchase, else false: without it, Converge guesses by email",
};

/**
 * Checks one event. Properties beside the fields of the spec are custom ones: of them, a field that is
 * written in camelCase, or with a slip, and secrets are reported.
 */
export class SpecCheck {
  readonly violations = new ViolationList();
  private valuesLeft = MAX_VALUES;

  /**
   * @param draft whose event is fixed, in place, where only one thing can be meant: a number where the
   * spec has an id becomes a string; the strings of fields are trimmed, and left out if nothing is left
   */
  constructor(
    private readonly project: ProjectKnowledge,
    private readonly draft?: EventDraft,
  ) {}

  /**
   * @param isSpecChecked whether to find more than values that are no strings
   * @returns those that may be sent: strings, and by the spec trimmed and without placeholders
   */
  checkAliases(aliases: readonly unknown[], isSpecChecked = true): string[] {
    const { violations, draft, project } = this;
    const kept: string[] = [];
    for (const [index, alias] of aliases.entries()) {
      const path = `aliases[${index}]`;
      if (!isNonEmptyString(alias)) {
        // A draft has null in the place of what JSON cannot carry.
        const received =
          alias === null ? 'null, or what JSON cannot carry' : describeReceived(alias);
        violations.add({ path, rule: 'isNonEmptyString', received, advice: NO_ALIAS });
      } else if (!isSpecChecked) {
        kept.push(alias);
      } else if (isPlaceholderAlias(alias, project.placeholderAliases)) {
        violations.add({ path, ...PLACEHOLDER });
      } else {
        const checked = draft ? alias.trim() : alias;
        kept.push(checked);
        if (draft && checked !== alias) draft.fixed++;
        if (!/^urn:[^:\s]+:\S/.test(checked)) violations.report(path, 'isUrn', checked, NO_URN);
      }
    }
    return kept;
  }

  /** Checks all of an event but its aliases. */
  checkContent(event: ConvergeEventDto): void {
    const { event_name: name, event_id, properties, profile_properties, timestamp } = event;
    if (!Object.hasOwn(EVENT_SPEC, name)) {
      const meant = this.project.eventNames?.has(name) ? undefined : nearestEventName(name);
      if (meant !== undefined) {
        const advice = `write "${meant}", or register your own event under the option "events"`;
        this.violations.add({ ...UNKNOWN_NAME, advice });
      }
      const { items } = properties;
      for (const [index, item] of Array.isArray(items) ? items.entries() : []) {
        if (isPlainObject(item)) this.checkFields(item, ITEM_FIELDS, `properties.items[${index}]`);
      }
    }
    const fields = checkedFields(name);
    this.checkFields(properties, fields.properties, 'properties');
    this.checkFields(profile_properties, fields.profile_properties, 'profile_properties');
    // The bare id is the start's: Converge would take the cancellation for a copy of it.
    if (name === 'Cancelled Subscription' && event_id === properties['id']) {
      this.violations.add(ID_OF_START);
    }
    const at = typeof timestamp === 'number' ? timestamp * 1_000 : Date.parse(String(timestamp));
    if (at < YEAR_1971_MS) this.violations.add(LONG_AGO);
    if (at > Date.now() + MAX_AHEAD_MS) this.violations.add(AHEAD);
    this.findSecrets(properties, 'properties');
    this.findSecrets(profile_properties, 'profile_properties');
  }

  checkFields(object: Plain, fields: Fields, path: string): void {
    if (this.draft) for (const field of fields) fix(this.draft, object, field);
    const misspelt = findMisspelt(object, fields);
    for (const field of fields) {
      const value = object[field.name];
      if (isMissing(value)) {
        if (!field.isRequired || misspelt.has(field.name)) continue;
        const place = `${path}.${field.name}`;
        const advice = MISSING[field.name] ?? 'Converge needs it on this event';
        const why = this.draft?.missing?.(place, value, advice) ?? advice;
        this.violations.report(place, 'isRequired', value, why);
      } else if (field.item !== undefined) {
        this.checkList(value, fieldsOf(field.item()), `${path}.${field.name}`);
      } else {
        const broken = field.rules.find(({ test }) => !test(value));
        if (broken === undefined) continue;
        this.violations.report(`${path}.${field.name}`, broken.name, value, broken.advice);
      }
    }
    for (const [name, { key, isCertain }] of misspelt) {
      const advice = isCertain ? '' : '; give your own property a less similar name';
      const place = joinPath(path, key);
      this.violations.report(place, 'isSpecName', object[key], `write it as ${name}${advice}`);
    }
  }

  private checkList(list: unknown, fields: Fields, path: string): void {
    if (!Array.isArray(list)) {
      return this.violations.report(path, 'isArray', list, 'give an array of objects');
    }
    for (const [index, entry] of list.entries()) {
      const place = `${path}[${index}]`;
      if (isPlainObject(entry)) this.checkFields(entry, fields, place);
      else this.violations.report(place, 'isObject', entry, 'give an object');
    }
  }

  /** Finds passwords and the like by their key, and the numbers of cards, wherever they stand. */
  private findSecrets(value: unknown, path: string, keys: (string | number)[] = []): void {
    if (this.valuesLeft-- <= 0 || keys.length > MAX_DEPTH) return;
    if (typeof value === 'string' || typeof value === 'number') {
      const found = SECRET.test(String(keys.at(-1))) ? SECRET_KEY : isCardNumber(value) && CARD;
      if (found) this.violations.add({ path: keys.reduce<string>(joinPath, path), ...found });
    } else if (typeof value === 'object' && value !== null) {
      const isList = Array.isArray(value);
      for (const key of Object.keys(value)) {
        keys.push(isList ? Number(key) : key);
        this.findSecrets(value[key as never], path, keys);
        keys.pop();
      }
    }
  }
}

function fix(draft: EventDraft, object: Plain, { name, type, isId }: SpecField): void {
  const value = object[name];
  let fixed: string;
  if (typeof value === 'string' && type === 'string') fixed = value.trim();
  else if (isId && Number.isSafeInteger(value)) fixed = String(value);
  else return;
  if (fixed === value) return;
  draft.fixed++;
  if (fixed !== '') object[name] = fixed;
  else delete object[name];
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** The fields that stand there under another key, such as totalPrice, email or total_prize; by their name. */
function findMisspelt(object: Plain, fields: Fields) {
  const found = new Map<string, { key: string; isCertain: boolean }>();
  const { byName, meanings } = namesOf(fields);
  for (const key of Object.keys(object)) {
    // No field's name is that long, even with a slip.
    if (byName.has(key) || key.length > 50) continue;
    const { name, isCertain } = meanings.memo(key);
    if (name !== undefined && isMissing(object[name])) found.set(name, { key, isCertain });
  }
  return found;
}

const names = new WeakMap<Fields, ReturnType<typeof readNames>>();

function namesOf(fields: Fields) {
  let known = names.get(fields);
  if (known === undefined) names.set(fields, (known = readNames(fields)));
  return known;
}

function readNames(fields: Fields) {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const memoMethod = (key: string) => meaningOf(key, byName);
  // A project has few custom properties; made-up keys are dropped.
  return { byName, meanings: new LRUCache<string, Meaning>({ max: 1_000, memoMethod }) };
}

type Meaning = { readonly name: string | undefined; readonly isCertain: boolean };

/** Which field another key means, if any, and whether nothing else can be meant. */
function meaningOf(key: string, fields: ReadonlyMap<string, SpecField>): Meaning {
  const meant = /[A-Z]|^\$?_/.test(key) ? snakeCase(key) : key;
  if (fields.has(meant)) return { name: meant, isCertain: true };
  const field = fields.get(`$${meant}`);
  // A custom property may well be called state or city; what is required must be what is meant.
  const isMeant = field?.isRequired === true || (key !== meant && field?.isCommon === false);
  if (isMeant) return { name: field?.name, isCertain: true };
  return { name: nearestField(key, fields.keys()), isCertain: false };
}

const KNOWN = Object.keys(EVENT_SPEC).map((name) => ({ name, words: wordsOf(name) }));

/** By name, an empty string for none. A project has few events of its own; made-up names are dropped. */
const nearest = new LRUCache<string, string>({
  max: 1_000,
  memoMethod: (name) => {
    const words = wordsOf(name);
    return KNOWN.find((known) => isMeant(words, known.words))?.name ?? '';
  },
});

/**
 * The name of Converge's spec for which another name was probably meant: written otherwise (case,
 * spaces, underscores), in another tense (`Add To Cart`), or with a slip in a word.
 *
 * @returns undefined for a name of the spec, and for one that resembles none
 */
export function nearestEventName(name: string): string | undefined {
  const isKnown = Object.hasOwn(EVENT_SPEC, name);
  // A long name is not remembered, and resembles none.
  return isKnown || name.length > 100 ? undefined : nearest.memo(name) || undefined;
}

function wordsOf(name: string): string[] {
  const parts = name.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase();
  return parts.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function isMeant(words: readonly string[], known: readonly string[]): boolean {
  if (words.length === known.length) return words.every((word, at) => isNear(word, known[at]!));
  const together = known.join('');
  return words.length === 1 ? isNear(words[0]!, together) : words.join('') === together;
}

/** Whether a word is another one, without its ending or with a slip. */
function isNear(word: string, known: string): boolean {
  const ending = known.startsWith(word) && word.length >= 3 ? known.slice(word.length) : '';
  if (word === known || /^(e?d|led|ged)$/.test(ending)) return true;
  // A short word with one other letter is another word: In and Up, Cart and Card.
  return known.length >= 5 && isSlip(word, known, known.length >= 8 ? 2 : 1);
}

/** Whether so many letters differ at most, or two neighbours have changed places. */
function isSlip(word: string, known: string, letters = 1): boolean {
  if (leven(word, known) <= letters) return true;
  const at = [...word].findIndex((letter, index) => letter !== known[index]);
  return known === word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
}

/**
 * The field for which a name with a slip stands: `total_dicount` for `total_discount`. The plural of a
 * field, and a name with a digit, are names of their own.
 */
function nearestField(name: string, fields: Iterable<string>): string | undefined {
  if (/\d/.test(name)) return undefined;
  return [...fields].find(
    (field) =>
      // A shorter name with another letter is another name.
      field.length >= 6 &&
      name !== `${field}s` &&
      field !== `${name}s` &&
      // Without its $, a field of a contact may be a custom property.
      name.startsWith('$') === field.startsWith('$') &&
      isSlip(name, field),
  );
}
