import { arrayMaxSize, arrayMinSize, ValidateBy } from 'class-validator';
import type { EventDraft } from './event-draft.js';
import { findUnsafeJson, isPlainObject } from './plain-json.js';
import { REFUSED_EVENTS } from './spec/event-spec.js';
import { asDecorator, isEventTime, isNonEmptyString, rule, type Rule } from './spec/field.js';
import { MAX_ALIASES } from './values/aliases.js';
import { snakeCase, topPath, ViolationList, type Violation } from './violation.js';

const CONTRACT = new Map<string, readonly Rule[]>();

/** Only the first rule that is broken is reported. */
function Rules(...rules: readonly Rule[]): PropertyDecorator {
  return (target, key) => {
    CONTRACT.set(String(key), rules);
    for (const rule of rules) asDecorator(rule)(target, key);
  };
}

const text = (advice: string) => rule('isNonEmptyString', isNonEmptyString, advice);
const object = (advice: string) => rule('isJsonObject', isPlainObject, advice);

/** For class-validator only: the copy of what an application gave is safe. */
const IsSafeJson = ValidateBy({
  name: 'isJson',
  validator: { validate: (value) => findUnsafeJson({ value }).isEmpty },
});

/** The body of Converge's webhook, exactly as documented: these keys and no others. */
export class ConvergeEventDto {
  /** What happened, e.g. `Placed Order`. */
  @Rules(text('give the event a name, e.g. "Placed Order"'))
  event_name!: string;

  /** The deduplication key: Converge drops a second event with the same one. */
  @Rules(text('give the event an id that stays the same when it is sent again, e.g. the order id'))
  event_id!: string;

  /** Spec fields plus custom ones. */
  @Rules(object('give an object of properties ({} if there are none)'))
  @IsSafeJson
  properties!: Record<string, unknown>;

  /** What is true of the customer beyond this event. */
  @Rules(object('give an object of profile properties ({} if there are none)'))
  @IsSafeJson
  profile_properties!: Record<string, unknown>;

  /** 1 to 10 identities of the customer, `urn:<name>:<value>`. */
  @Rules(
    rule('isArray', Array.isArray, 'give an array of aliases, e.g. ["urn:email:<email>"]'),
    rule(
      'arrayMinSize',
      (value) => arrayMinSize(value, 1),
      'give at least one alias, e.g. "urn:email:<email>"',
    ),
    {
      ...text('give each alias as a string, e.g. "urn:email:<email>"'),
      test: (value) => Array.isArray(value) && value.every(isNonEmptyString),
      item: isNonEmptyString,
    },
    rule(
      'arrayMaxSize',
      (value) => arrayMaxSize(value, MAX_ALIASES),
      `give at most ${MAX_ALIASES} aliases`,
    ),
  )
  aliases!: string[];

  /** When it happened: ISO 8601 with a timezone, or UTC epoch seconds. */
  @Rules(
    rule(
      'isEventTime',
      (value) => value === undefined || value === null || isEventTime(value),
      'give ISO 8601 with a timezone ("2024-09-02T12:34:56Z"), or whole UTC epoch seconds (not milliseconds)',
    ),
  )
  timestamp?: string | number;
}

/**
 * Checks a value against the contract of Converge's webhook.
 *
 * @returns what is wrong with it, empty if nothing is; never throws
 */
export function checkEvent(value: unknown): Violation[] {
  const { properties, profile_properties } = Object(value) as Record<string, unknown>;
  const violations = findUnsafeJson({ properties, profile_properties });
  return checkDraft({ event: value, violations }).toArray();
}

type Checked = Pick<EventDraft, 'event' | 'violations' | 'missing'>;

/**
 * Everything that breaks the contract in a draft: what JSON could not carry, and what is wrong with
 * the rest. A place that the first names is not named again by the second.
 */
export function checkDraft({ event, violations, missing }: Checked): ViolationList {
  const found = new ViolationList();
  found.addAll(violations);
  const report = (path: string, rule: string, value: unknown, advice: string) => {
    if (violations.names(path)) return;
    const isMissing = value === undefined || (Array.isArray(value) && value.length === 0);
    const why = isMissing ? missing?.(path, value, advice) : undefined;
    found.report(path, rule, value, why ?? advice);
  };
  if (!isPlainObject(event)) {
    report('event', 'isObject', event, `give an object with ${[...CONTRACT.keys()].join(', ')}`);
    return found;
  }
  for (const [key, rules] of CONTRACT) {
    const value = event[key];
    const broken = rules.find(({ test }) => !test(value));
    if (broken === undefined) continue;
    const { name, advice, item } = broken;
    if (item === undefined) report(key, name, value, advice);
    else {
      for (const [index, entry] of (value as unknown[]).entries()) {
        if (!item(entry)) report(`${key}[${index}]`, name, entry, advice);
      }
    }
  }
  for (const key of Object.keys(event)) {
    if (CONTRACT.has(key) || event[key] === undefined) continue;
    const meant = snakeCase(key);
    const advice = CONTRACT.has(meant)
      ? `write it as ${meant}`
      : 'put it into properties; Converge documents no such key';
    report(topPath(key), 'isDocumentedKey', event[key], advice);
  }
  const advice = REFUSED_EVENTS.get(event['event_name'] as string);
  if (advice !== undefined) {
    const received = `"${event['event_name']}", which a server never sends`;
    found.add({ path: 'event_name', rule: 'isSentByServers', received, advice });
  }
  return found;
}
